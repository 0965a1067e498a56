"""The page of a thread: the question, the endorsed answer, the replies, and what stands beside them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import ThreadKind
from community.discussion.forms import ReplyForm
from community.discussion.models import Following, Persona, Post, ReadingHabit, Thread, Unveiling
from community.discussion.pages.drafts import with_draft
from community.discussion.pages.polls import PollView
from community.discussion.pages.private import PrivateView
from community.discussion.pages.rows import Badge, Row
from community.discussion.pages.sheet import Sheet
from community.discussion.pages.words import reads_line, thread_url
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
    "last_persona__user",
    "endorsed_post",
    "duplicate_of",
    "poll",
)


def find_thread(rights: Rights, thread_id: int) -> Thread | None:
    """A thread this person may read, with everything its page and its policies ask for: one query."""
    follows = Following.objects.filter(thread=OuterRef("pk"), user=rights.user_id, muted=False)
    hidden = Persona.objects.filter(thread=OuterRef("pk"), user=rights.user_id, anonymous=True)
    opened = Unveiling.objects.filter(thread=OuterRef("pk"), by=rights.user_id)
    muted = Subquery(ReadingHabit.objects.filter(user=rights.user_id).values("words"))
    found = (
        Thread.objects.visible_to(rights)
        .select_related(*WITH)
        .annotate(follows=Exists(follows), was_hidden=Exists(hidden), names_opened=Exists(opened), muted_words=muted)
    )
    thread = with_draft(found, rights).filter(pk=thread_id).first()
    return whole(thread) if thread else None


def find_post(rights: Rights, thread_id: int, post_id: int) -> Post | None:
    """A post this person may read, with its thread as above."""
    posts = Post.objects.visible_to(rights).filter(thread=thread_id, pk=post_id)
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


def _original(rights: Rights, thread: Thread) -> Thread | None:
    """The question that asks the same, for those who may read it."""
    original = thread.duplicate_of
    return original if original is not None and policies.can_read_thread(rights, original) else None


@dataclass(frozen=True)
class ThreadPage:
    thread: Thread
    sheet: Sheet
    menu: Menu | None
    may_tend: bool
    original: Thread | None = None
    may_point: bool = False
    may_label: bool = False
    poll: PollView | None = None
    may_open_names: bool = False
    private: PrivateView | None = None
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
        return cls(
            thread=thread,
            sheet=Sheet.build(request=request, thread=thread, form=form, asked=asked, focus=focus),
            menu=course_menu(request, thread.course) if thread.course else None,
            may_tend=bool(policies.can_tend(rights, thread)),
            original=_original(rights, thread),
            may_point=bool(policies.can_point(rights, thread)),
            may_label=bool(services.labels_offered(thread.course)) and bool(policies.can_label(rights, thread)),
            poll=PollView.of(request, thread, poll_error),
            private=PrivateView.of(rights, thread),
            may_open_names=bool(policies.can_open_names(rights, thread) and not policies.can_see_names(rights, thread)),
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
