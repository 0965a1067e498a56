"""Looking after threads: the small pages of each act, and the log of a course."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion.choices import OPENING, THREADS_PER_PAGE, Act, State
from community.discussion.forms.tending import MergeForm, MoveForm, SplitForm
from community.discussion.models import Post, Space, Tending, Thread
from community.discussion.pages.acts import menu_of
from community.discussion.pages.similar import similar_to
from community.discussion.pages.words import readers, thread_url
from community.discussion.policies import tending as stewards
from core.menus import Menu
from core.numbers import number_in
from core.text import excerpt
from courses.extensions import blocks
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found

LISTED = 200


@dataclass(frozen=True)
class TendPage:
    """One act on one thread, with a form."""

    thread: Thread
    form: forms.Form
    menu: Menu | None
    title: str
    lede: str
    act: str
    template: str = "community/thread_tend.html"

    @property
    def url(self) -> str:
        return thread_url(self.thread)

    @property
    def readers(self) -> str:
        return readers(self.thread.audience)


def move_page(*, request: HttpRequest, thread: Thread, form: MoveForm) -> TendPage:
    lede = _("Its address stays good, and what was read stays read. Beside each place stands who reads there.")
    return TendPage(thread, form, menu_of(request, thread), _("Move this thread"), lede, _("Move it"))


def merge_page(*, request: HttpRequest, thread: Thread, form: MergeForm) -> TendPage:
    lede = _("All of it becomes a branch of the other thread. The address of this one leads there from now on.")
    return TendPage(thread, form, menu_of(request, thread), _("Merge it into another thread"), lede, _("Merge it"))


def kind_page(*, request: HttpRequest, thread: Thread, form: forms.Form) -> TendPage:
    lede = _("A question waits for an answer; a claim, a resource and a discussion do not.")
    return TendPage(thread, form, menu_of(request, thread), _("Make it another kind"), lede, _("Change it"))


def places_for(rights: Rights, course: Course, *, apart: int = 0) -> list[tuple[int, str]]:
    """The places of a course between which this person may move threads, each with who reads there: one query."""
    found = Space.objects.visible_to(rights).filter(course=course, kind__in=stewards.HOMES).exclude(pk=apart)
    found = found.select_related("audience", "scope", "group", "placement__unit", "placement__part")
    rows = found.order_by("placement__unit__position", "placement__part__position", "group__name", "pk")
    return [
        (space.pk, _place(space)) for space in rows if stewards.is_home(space) and stewards.tends(rights, space.scope)
    ]


def _place(space: Space) -> str:
    placement = space.placement
    kind = blocks.get(placement.block_key) if placement else None
    names = [
        placement.unit.title if placement else "",
        excerpt(kind.title(placement), 60) if kind and placement else "",
    ]
    if space.group is not None:
        names.append(space.group.name)
    where = {"place": " · ".join(name for name in names if name), "readers": readers(space.audience)}
    return _("%(place)s · read by %(readers)s") % where


def merge_form(request: HttpRequest, thread: Thread, data: QueryDict | None = None) -> MergeForm:
    rights: Rights = request.rights  # type: ignore[attr-defined]
    rows = similar_to(rights, thread.course, thread.title, apart=thread.pk) if thread.course else []
    return MergeForm(data, alike=[(row.thread.pk, row.thread.shown_title) for row in rows])


@dataclass(frozen=True)
class SplitPage:
    thread: Thread
    form: SplitForm
    posts: list[Post]
    chosen: set[int]
    menu: Menu | None
    template: str = "community/thread_split.html"

    @classmethod
    def build(cls, *, request: HttpRequest, thread: Thread, data: QueryDict | None = None) -> "SplitPage":
        """The posts that can go, from the one that was asked for; 200 at most."""
        asked = (data or request.GET).getlist("posts")
        chosen = {number for pk in asked if (number := number_in(pk)) is not None}
        posts = Post.objects.filter(thread=thread, state=State.POSTED, seq__gt=OPENING).select_related("persona__user")
        first = posts.filter(pk__in=chosen).in_reading_order().first()
        some = posts.starting_at(first.root_seq, 0) if first is not None else posts
        found = list(some.defer("source", "html").in_reading_order()[:LISTED])
        form = SplitForm(data, posts=[post.pk for post in found], kinds=stewards.kinds_for(thread))
        return cls(thread, form, found, chosen, menu_of(request, thread))

    @property
    def url(self) -> str:
        return thread_url(self.thread)

    @property
    def rows(self) -> list[tuple[Post, str, bool]]:
        return [(post, excerpt(post.text, 160), post.pk in self.chosen) for post in self.posts]


ICONS = {
    Act.PIN: "pin",
    Act.UNPIN: "pin",
    Act.CLOSE: "lock",
    Act.REOPEN: "lock",
    Act.MOVE: "move",
    Act.SPLIT: "out",
    Act.MERGE: "same",
    Act.CONVERT: "tune",
    Act.KEEP: "calendar",
    Act.LEAVE: "calendar",
    Act.ANSWERED: "check",
    Act.WAITING: "clock",
    Act.RESOLVE: "check",
    Act.ASK_ON: "question",
    Act.SHARE: "people",
    Act.UNSHARE: "people",
}


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    tending: Tending
    may_undo: bool

    @property
    def icon(self) -> str:
        return ICONS[Act(self.tending.act)]


@dataclass(frozen=True)
class LogPage:
    """What staff did with the threads of a course that this person reads, newest first."""

    course: Course
    entries: list[Entry]
    page: Page[Any]
    menu: Menu
    template: str = "community/tended.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found) -> "LogPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        mine = Tending.objects.filter(course=found.course, thread__audience__in=rights.audiences)
        mine = mine.select_related("by", "undone_by", "thread__scope", "other").order_by("-at", "-pk")
        page = Paginator(mine, THREADS_PER_PAGE).get_page(request.GET.get("page"))
        entries = [Entry(row, may_undo=bool(stewards.can_undo(rights, row))) for row in page.object_list]
        return cls(found.course, entries, page, course_menu(request, found.course, units=found.units))


@dataclass(frozen=True)
class Outcome:
    """What became of one thread of many; without `thread` it is one that this person does not read."""

    thread: Thread | None
    told: str = ""
    refusal: str = ""
    tending: Tending | None = None


@dataclass(frozen=True)
class ManyPage:
    course: Course
    outcomes: list[Outcome]
    form: forms.Form
    menu: Menu
    template: str = "community/tended_many.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, outcomes: list[Outcome], form: forms.Form) -> "ManyPage":
        return cls(found.course, outcomes, form, course_menu(request, found.course, units=found.units))

    @property
    def done(self) -> int:
        return sum(not outcome.refusal for outcome in self.outcomes)
