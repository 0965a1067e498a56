"""One post as this reader sees it: whose it is, what is new about it, what they may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.models import PersonBlock
from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import CHUNK, ENDORSEMENT_KEEPS, Anonymity, State, ThreadKind
from community.discussion.models import Approval, Helped, Persona, Post, Reacted, ReadChunk, Saved, Thread
from community.discussion.pages.answers import Said, reactions_to, written_line
from community.discussion.pages.files import Attached, attached
from community.discussion.pages.mentions import People, named_in, with_names
from community.discussion.pages.stencils import POST
from community.discussion.pages.words import folds, permalink, role_words
from community.discussion.policies import tending as stewards
from community.discussion.querysets import PostQuerySet
from core import moments
from core.addresses import address


def posts_with_marks(rights: Rights, thread: Any, *, reacts: bool) -> PostQuerySet:
    """The posts of a thread with their personas, endorsements and this reader's marks, without their sources: one query.

    `reacts`: whether there may be reactions in its course.
    """
    helped = Helped.objects.filter(post=OuterRef("pk"), user=rights.user_id)
    reacted = Reacted.objects.filter(post=OuterRef("pk"), user=rights.user_id)
    saved = Saved.objects.filter(post=OuterRef("pk"), user=rights.user_id)
    read = ReadChunk.objects.filter(user=rights.user_id, thread=OuterRef("thread"), chunk=OuterRef("chunk_no"))
    found: QuerySet[Post] = (
        Post.objects.filter(thread=thread)
        .on_page_of(rights)
        .with_chunks()
        .select_related("persona__user")
        .annotate(
            helped_me=Exists(helped),
            reacted_me=Subquery(reacted.values("bits")[:1]) if reacts else Value(0),
            saved_by_me=Exists(saved),
            seen=Coalesce(Subquery(read.values("bits")[:1]), 0),
            shut_out=Exists(PersonBlock.objects.filter(blocker=rights.user_id, blocked=OuterRef("author"))),
            endorsement=FilteredRelation("endorsements", condition=Q(endorsements__withdrawn_at__isnull=True)),
            endorsed_by=F("endorsement__by__name"),
            endorsed_reason=F("endorsement__reason"),
            endorsed_checked=F("endorsement__checked_at"),
            to_label=F("reply_to__persona__label"),
            to_name=F("reply_to__persona__user__name"),
            to_call_me=F("reply_to__persona__user__call_me"),
            to_seq=F("reply_to__seq"),
            to_state=F("reply_to__state"),
        )
        .defer("source", "text")
    )
    return found  # type: ignore[return-value]


@dataclass(frozen=True)
class PostView:
    stencil = POST
    post: Post
    persona: Persona
    thread: Thread
    is_new: bool
    is_mine: bool
    may_reply: bool
    may_edit: bool
    may_endorse: bool
    may_withdraw: bool
    may_undo: bool
    may_take_out: bool = False
    folded: bool = False
    named: People = field(default_factory=dict)
    may_warn: bool = False
    shut_out: bool = False
    names: bool = False
    here: str = ""
    is_focus: bool = False
    may_resolve: bool = False
    may_share: bool = False
    reactions: tuple[Said, ...] = ()
    approval: Approval | None = None

    @property
    def written(self) -> SafeString:
        return moments.element(self.post.created_at, "clock")

    @property
    def html(self) -> SafeString:
        """The words, which are safe, with the names of the people in them."""
        return SafeString(with_names(self.post.html, self.named))

    @property
    def real_name(self) -> str:
        """Who wrote it without their name: for staff, and for whoever wrote it."""
        if not self.persona.anonymous:
            return ""
        return _("you") if self.is_mine else self.persona.user.name if self.names else ""

    @property
    def may_keep(self) -> bool:
        """Save it for later, or mark it unread from here."""
        return self.post.state == State.POSTED

    @property
    def saved(self) -> bool:
        return bool(getattr(self.post, "saved_by_me", False))

    @property
    def is_gone(self) -> bool:
        """Nothing but an empty place: deleted, or hidden from this reader."""
        return self.post.state in {State.DELETED, State.LEFT} or (self.post.state == State.REMOVED and not self.is_mine)

    @property
    def was_hidden(self) -> bool:
        return self.post.state == State.REMOVED

    @property
    def may_help(self) -> bool:
        return not self.is_mine and self.post.state == State.POSTED

    @property
    def files(self) -> list[Attached]:
        """What stands beside the words; what waits for the scanner, or did not pass, for its author alone."""
        return attached(self.post, mine=self.is_mine)

    @property
    def edited(self) -> str:
        """When it was last changed: "10:12", or with its day."""
        return moments.clock(self.post.edited_at) if self.post.edited_at else ""

    @property
    def is_scheduled(self) -> bool:
        """Written, and not published yet: only its author sees it."""
        return self.post.state == State.SCHEDULED

    @property
    def is_held(self) -> bool:
        return self.post.state == State.HELD

    @property
    def is_hidden(self) -> bool:
        """Hidden by a moderator; its author still sees it, and why."""
        return self.post.state == State.REMOVED and self.is_mine

    @property
    def role(self) -> str:
        return role_words(self.persona)

    @property
    def to(self) -> str:
        """ "answering Tomas", "to Gwen": the true parent, whatever the depth."""
        post = self.post
        if getattr(post, "to_state", "") == State.LEFT:
            return _("to a post that was not carried over")
        name = getattr(post, "to_label", "") or getattr(post, "to_call_me", "") or getattr(post, "to_name", "")
        if not name:
            return ""
        if getattr(post, "to_seq", 0) == 1 and self.thread.kind == ThreadKind.QUESTION:
            return _("answering %(name)s") % {"name": name}
        return _("to %(name)s") % {"name": name}

    @property
    def replies_to_label(self) -> str:
        return ngettext("%(n)s reply to %(name)s", "%(n)s replies to %(name)s", self.post.answer_count) % {
            "n": self.post.answer_count,
            "name": self.persona.name,
        }

    @property
    def endorsed(self) -> bool:
        return bool(getattr(self.post, "endorsed_reason", ""))

    @property
    def endorsement_is_old(self) -> bool:
        """A year after somebody last checked it, readers are told that it may be out of date."""
        checked = getattr(self.post, "endorsed_checked", None)
        return checked is not None and checked + ENDORSEMENT_KEEPS < timezone.now()

    @property
    def may_check(self) -> bool:
        """One act for staff, where what they endorsed is old or says something else."""
        return self.may_endorse and self.endorsed and (self.endorsement_is_old or self.changed_since)

    @property
    def may_delete(self) -> bool:
        return self.is_mine and self.post.writers < 2  # noqa: PLR2004

    @property
    def shared_line(self) -> str:
        """By how many an answer was written that several write, and who changed it last."""
        return written_line(self.post) if self.post.is_shared else ""

    @property
    def changed_since(self) -> bool:
        """It says something else than what staff endorsed."""
        checked = getattr(self.post, "endorsed_checked", None)
        return checked is not None and self.post.edited_at is not None and self.post.edited_at > checked

    @property
    def url(self) -> str:
        return permalink(self.post)

    @property
    def profile_url(self) -> str:
        """Behind the name; nobody's, where the name is not shown."""
        return "" if self.persona.anonymous else self.persona.user.get_absolute_url()

    @property
    def report_url(self) -> str:
        if self.is_mine or not self.post.is_there:
            return ""
        return address("moderation:report", "community.post", self.post.pk)


@dataclass(frozen=True)
class Viewer:
    """What this reader may do in this thread, worked out once."""

    rights: Rights
    thread: Thread
    news: dict[int, int]
    may_reply: bool
    may_tend: bool
    may_restructure: bool
    named: dict[int, People] = field(default_factory=dict)
    may_warn: bool = False
    names: bool = False
    here: str = ""
    focus: int = 0
    approvals: dict[int, Approval] = field(default_factory=dict)

    @classmethod
    def of(cls, rights: Rights, posts: Sequence[Post], thread: Thread, *, may_reply: bool, **more: Any) -> "Viewer":
        """For these posts of the thread; `more`: `news`, and the query of the page and the post in `focus`."""
        may_tend = bool(stewards.can_tend(rights, thread))
        may: dict[str, Any] = {
            "may_reply": may_reply,
            "may_tend": may_tend,
            "may_warn": may_tend or rights.has(thread.scope, Role.MODERATOR),
            "may_restructure": may_tend and bool(stewards.can_restructure(rights, thread)),
            "names": thread.space.anonymity != Anonymity.OFF and bool(policies.can_see_names(rights, thread)),
        }
        held = [post.pk for post in posts if post.state == State.HELD]
        waiting = Approval.objects.filter(post__in=held).select_related("reviewer", "decided_by") if held else []
        approvals = {each.post_id: each for each in waiting}
        return cls(rights, thread, named=named_in(posts, rights), approvals=approvals, **may, **more)

    def see(self, post: Post) -> PostView:
        mine = post.author_id == self.rights.user_id
        post.thread = self.thread
        return PostView(
            post=post,
            persona=post.persona,
            thread=self.thread,
            is_new=bool(self.news.get(post.seq // CHUNK, 0) >> post.seq % CHUNK & 1),
            is_mine=mine,
            may_reply=self.may_reply and post.state == State.POSTED,
            may_edit=mine and bool(policies.can_edit(self.rights, post)),
            may_withdraw=bool(getattr(post, "endorsed_reason", "")) and self.may_tend,
            may_endorse=bool(policies.can_endorse(self.rights, post)),
            may_undo=mine and bool(policies.can_undo(self.rights, post)),
            may_warn=not mine and self.may_warn and post.state == State.POSTED,
            names=self.names,
            shut_out=bool(getattr(post, "shut_out", False)) and not post.persona.anonymous and not post.is_shared,
            may_take_out=self.may_restructure and not (post.is_opening or post.is_shared) and post.is_there,
            may_resolve=post.asks_on and bool(policies.can_resolve(self.rights, post)),
            may_share=post.is_shared and bool(policies.can_write_shared(self.rights, self.thread, post)),
            reactions=reactions_to(post) if post.is_there else (),
            folded=not mine and folds(getattr(self.thread, "muted_words", None), post.html),
            named=self.named.get(post.pk, {}),
            here=self.here,
            is_focus=post.pk == self.focus,
            approval=self.approvals.get(post.pk),
        )
