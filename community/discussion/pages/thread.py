"""The page of a thread: the question, the endorsed answer, the replies, and what stands beside them."""

from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import Act, Answered, ThreadKind
from community.discussion.forms import ReplyForm
from community.discussion.models import Following, LiveChunk, Persona, Post, ReadingHabit, Tending, Thread, Unveiling
from community.discussion.pages.about import AboutView
from community.discussion.pages.answers import begins
from community.discussion.pages.composing import with_first_look
from community.discussion.pages.drafts import with_draft
from community.discussion.pages.gathering import Gathered
from community.discussion.pages.polls import PollView
from community.discussion.pages.private import PrivateView
from community.discussion.pages.rows import Badge, Row
from community.discussion.pages.sheet import Sheet
from community.discussion.pages.words import reads_line, thread_url
from community.discussion.policies import tending as stewards
from community.discussion.querysets import unread
from core.kept import At, Kept
from core.menus import Menu
from core.text import excerpt
from courses.extensions import blocks
from courses.models import Placement
from courses.pages import course_menu

WITH = (
    "course__scope__parent",
    "space__placement__part",
    "space__placement__unit",
    "space__placement__outcome",
    "audience",
    "scope",
    "persona__user",
)
"""What every thread has. What few have (a poll, an original, a source) is read where it is."""
ANCHOR = "anchor__part__unit"
NOT_READ = tuple(f"anchor__part__{name}" for name in ("source", "html", "text"))


def _thread(rights: Rights, at: At) -> "QuerySet[Thread]":
    """A thread in one of the reader's audiences, with everything its page and its policies ask for."""
    follows = Following.objects.filter(thread=OuterRef("pk"), user=rights.user_id, muted=False)
    hidden = Persona.objects.filter(thread=OuterRef("pk"), user=rights.user_id, anonymous=True)
    opened = Unveiling.objects.filter(thread=OuterRef("pk"), by=rights.user_id)
    live = unread(LiveChunk.objects.filter(thread=OuterRef("pk")), rights).order_by().values("thread")
    chunks = live.annotate(rows=Gathered(JSONObject(chunk=F("chunk"), bits=F("bits"), seen=F("seen")))).values("rows")
    muted = Subquery(ReadingHabit.objects.filter(user=rights.user_id).values("words"))
    found = (
        Thread.objects.filter(pk=at.thread, audience_id__in=rights.audiences)
        .select_related(*WITH, ANCHOR)
        .defer(*NOT_READ)
        .annotate(
            follows=Exists(follows),
            was_hidden=Exists(hidden),
            names_opened=Exists(opened),
            muted_words=muted,
            unread_chunks=Subquery(chunks),
        )
    )
    rows: QuerySet[Thread] = with_first_look(with_draft(found, rights), rights)
    return rows


THREAD = Kept(_thread)


def find_thread(rights: Rights, thread_id: int) -> Thread | None:
    """A thread this person may read: one query, then its policy; also under the number it had before it was merged."""
    thread: Thread | None = THREAD.first(rights, thread=thread_id)
    if thread is not None and policies.can_read_thread(rights, whole(thread)):
        return thread
    into = Thread.objects.filter(pk=thread_id, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    return find_thread(rights, into) if into is not None else None


def find_post(rights: Rights, thread_id: int, post_id: int) -> Post | None:
    """A post this person may read, with its thread as above; also when it has left this thread since."""
    here = Q(Q(thread=thread_id) | Q(other=thread_id), act__in=[Act.SPLIT, Act.MERGE])
    left = Exists(Tending.objects.filter(here))
    posts = Post.objects.visible_to(rights).filter(Q(thread=thread_id) | left, pk=post_id)
    post = posts.select_related("persona__user", *(f"thread__{name}" for name in WITH)).first()
    if post is not None:
        whole(post.thread)
    return post


def whole(thread: Thread) -> Thread:
    """The space, unit and course of a thread in hand, so that nobody asks the database for them again."""
    space = thread.space
    space.scope, space.course = thread.scope, thread.course
    if space.audience_id == thread.audience_id:
        space.audience = thread.audience
    if space.placement is not None and thread.course is not None:
        space.placement.unit.course = thread.course
    return thread


def _splits(rights: Rights, thread: Thread) -> list[Thread]:
    """What was taken out of it to threads of their own, as far as this person reads there."""
    return (
        list(Thread.objects.visible_to(rights).filter(split_from=thread).order_by("pk")) if thread.split_count else []
    )


def _original(rights: Rights, thread: Thread) -> Thread | None:
    """The question that asks the same, for those who may read it."""
    original = thread.duplicate_of
    return original if original is not None and policies.can_read_thread(rights, original) else None


def _source(rights: Rights, thread: Thread) -> Thread | None:
    """The thread it was taken out of, for those who may read it."""
    source = thread.split_from
    return source if source is not None and policies.can_read_thread(rights, source) else None


@dataclass(frozen=True)
class ThreadPage:
    thread: Thread
    sheet: Sheet
    menu: Menu | None
    may_tend: bool
    may_restructure: bool = False
    original: Thread | None = None
    may_point: bool = False
    may_label: bool = False
    about: AboutView | None = None
    may_anchor: bool = False
    poll: PollView | None = None
    may_open_names: bool = False
    private: PrivateView | None = None
    source: Thread | None = None
    splits: list[Thread] = field(default_factory=list)
    may_share: bool = False
    begins_shared: bool = False
    template: str = "community/thread_detail.html"

    @classmethod
    def build(
        cls,
        *,
        request: HttpRequest,
        thread: Thread,
        form: ReplyForm | None = None,
        asked: QueryDict | None = None,
        focus: int = 0,
        poll_error: str = "",
    ) -> "ThreadPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        sheet = Sheet.build(request=request, thread=thread, form=form, asked=asked, focus=focus)
        return cls(
            thread=thread,
            sheet=sheet,
            may_share=bool(policies.can_share_answer(rights, thread)),
            begins_shared=begins(rights, thread, sheet.views),
            menu=course_menu(request, thread.course) if thread.course else None,
            may_tend=bool(stewards.can_tend(rights, thread)),
            may_restructure=bool(stewards.can_restructure(rights, thread)),
            original=_original(rights, thread),
            may_point=bool(policies.can_point(rights, thread)),
            may_label=bool(services.labels_offered(thread.course)) and bool(policies.can_label(rights, thread)),
            about=AboutView.of(rights, thread),
            may_anchor=bool(policies.can_anchor(rights, thread)),
            poll=PollView.of(request, thread, poll_error),
            private=PrivateView.of(rights, thread),
            may_open_names=bool(policies.can_open_names(rights, thread) and not policies.can_see_names(rights, thread)),
            source=_source(rights, thread),
            splits=_splits(rights, thread),
        )

    @property
    def placement(self) -> Placement | None:
        return self.thread.space.placement

    @property
    def badge(self) -> Badge | None:
        return Row(self.thread, news=False).badge

    @property
    def readers_line(self) -> str:
        return reads_line(self.thread)

    @property
    def labels(self) -> list[services.Label]:
        return services.labels_on(self.thread)

    @property
    def follows(self) -> bool:
        return bool(getattr(self.thread, "follows", False))

    @property
    def url(self) -> str:
        return thread_url(self.thread)

    @property
    def size(self) -> str:
        """ "9 posts by 6 people"."""
        posts = ngettext("%(n)s post", "%(n)s posts", self.thread.post_count) % {"n": self.thread.post_count}
        return ngettext("%(posts)s by %(n)s person", "%(posts)s by %(n)s people", self.thread.people_count) % {
            "posts": posts,
            "n": self.thread.people_count,
        }

    @property
    def block_title(self) -> str:
        placement = self.placement
        kind = blocks.get(placement.block_key) if placement else None
        return excerpt(kind.title(placement), 60) if kind and placement else ""

    @property
    def tending(self) -> list[tuple[str, str, str]]:
        """Verb, its label and its icon: what staff may do with the thread as it is."""
        return [
            ("unpin", _("No longer pin it"), "pin") if self.thread.pinned_at else ("pin", _("Pin to the top"), "pin"),
            ("reopen", _("Open it again"), "lock") if self.thread.closed_at else ("close", _("Close it"), "lock"),
            ("leave", _("No longer keep it for next year"), "calendar")
            if self.thread.kept_at
            else ("keep", _("Keep it for next year"), "calendar"),
            *self._answering,
            *self._sharing,
        ]

    @property
    def _sharing(self) -> list[tuple[str, str, str]]:
        if not self.may_share:
            return []
        if self.thread.shared_at is not None:
            return [("unshare", _("Leave the shared answer to the staff"), "people")]
        return [("share", _("Let everybody write a shared answer"), "people")]

    @property
    def _answering(self) -> list[tuple[str, str, str]]:
        if self.thread.settled_at is not None:
            return [("waiting", _("It waits for an answer again"), "clock")]
        open_question = self.thread.kind == ThreadKind.QUESTION and self.thread.answered == Answered.NO
        return [("answered", _("Mark as answered"), "check")] if open_question else []

    @property
    def restructuring(self) -> list[tuple[str, str, str]]:
        """Address, its label and its icon: what needs a page of its own."""
        if not self.may_restructure:
            return []
        return [
            (reverse(f"community:thread-{name}", args=[self.thread.pk]), label, icon)
            for name, label, icon in (
                ("move", _("Move it"), "move"),
                ("split", _("Take posts out of it"), "out"),
                ("merge", _("Merge it into another"), "same"),
                ("kind", _("Make it another kind"), "tune"),
            )
        ]

    @property
    def promise_line(self) -> str:
        """What staff promised, and when they came."""
        thread = self.thread
        if thread.kind != ThreadKind.QUESTION or thread.course is None or thread.answer_due_at is None:
            return ""
        days = thread.course.promise_days
        promised = ngettext("Promised in %(n)s working day.", "Promised in %(n)s working days.", days) % {"n": days}
        if thread.staff_replied_at is None:
            return promised
        hours = int((thread.staff_replied_at - thread.created_at).total_seconds() // 3600)
        came = ngettext("Came in %(n)s hour.", "Came in %(n)s hours.", max(hours, 1)) % {"n": max(hours, 1)}
        return f"{promised} {came}"
