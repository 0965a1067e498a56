"""Marking a block: whom, one at a time with what they wrote; and one's own mark once it is released."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.rights import Rights
from community.discussion.choices import State
from community.discussion.forms.marking import MarkForm
from community.discussion.models import Mark, MarkEntry, Post, Unveiling
from community.discussion.pages.taking_part import csv_line, title_of
from community.discussion.pages.words import permalink
from community.discussion.querysets import graded_by
from community.discussion.services.marking import Scheme, waiting, words_of
from core.menus import Menu
from core.text import excerpt
from courses.models import Placement
from courses.pages import course_menu
from courses.pages.found import Found
from courses.pages.frames import on_page

PER_PAGE = 50
MOST_POSTS = 200
CONTEXT = 280
MINE = "community.my_marks"


@dataclass(frozen=True)
class MarkLine:
    person: User
    mark: Mark | None

    @property
    def words(self) -> list[str]:
        return words_of(self.mark.given) if self.mark else []

    @property
    def state(self) -> str:
        if self.mark is None:
            return _("not marked")
        if not self.mark.waits:
            return _("released")
        return _("changed since it was released") if self.mark.released_with_id else _("draft")


@dataclass(frozen=True)
class MarksPage:
    placement: Placement
    lines: list[MarkLine]
    page: Page[Membership]
    drafts: int
    menu: Menu
    template: str = "community/marks.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, placement: Placement) -> "MarksPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        page = Paginator(_graded(rights, placement), PER_PAGE).get_page(request.GET.get("page"))
        return cls(
            placement=placement,
            lines=_lines(placement, list(page.object_list)),
            page=page,
            drafts=waiting(rights, placement).count(),
            menu=course_menu(request, found.course, units=found.units),
        )

    @property
    def title(self) -> str:
        return title_of(self.placement)


def _graded(rights: Rights, placement: Placement) -> Any:
    found = graded_by(rights, placement.unit.course.scope)
    return found.select_related("user").order_by("user__name", "user_id")


def _lines(placement: Placement, members: list[Membership]) -> list[MarkLine]:
    people = [member.user for member in members]
    marks = {mark.user_id: mark for mark in Mark.objects.filter(placement=placement, user__in=people)}
    return [MarkLine(person, marks.get(person.pk)) for person in people]


def as_file(rights: Rights, placement: Placement) -> Iterator[str]:
    """Comma-separated: everybody whom this person grades, with the draft and whether it is released."""
    yield csv_line([_("Name"), _("Mark"), _("Comment"), _("State")])
    members = list(_graded(rights, placement))
    for begin in range(0, len(members), PER_PAGE):
        for line in _lines(placement, members[begin : begin + PER_PAGE]):
            comment = line.mark.comment if line.mark else ""
            yield csv_line([line.person.name, "; ".join(line.words), comment, line.state])


@dataclass(frozen=True)
class MarkPage:
    """One student: what they wrote here with what it answers, the mark, the one before and the one after."""

    placement: Placement
    person: User
    posts: list[Post]
    form: MarkForm
    entries: list[MarkEntry]
    before: int | None
    after: int | None
    place: int
    total: int
    menu: Menu
    template: str = "community/mark.html"

    @classmethod
    def build(
        cls, *, request: HttpRequest, found: Found, placement: Placement, person: User, form: MarkForm
    ) -> "MarkPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        ids = list(_graded(rights, placement).values_list("user_id", flat=True))
        here = ids.index(person.pk)
        entries = MarkEntry.objects.filter(mark__placement=placement, mark__user=person).select_related("by")
        return cls(
            placement=placement,
            person=person,
            posts=_written(rights, placement, person),
            form=form,
            entries=list(entries.order_by("-pk")[:10]),
            before=ids[here - 1] if here else None,
            after=ids[here + 1] if here + 1 < len(ids) else None,
            place=here + 1,
            total=len(ids),
            menu=course_menu(request, found.course, units=found.units),
        )

    @property
    def title(self) -> str:
        return title_of(self.placement)

    @property
    def shown(self) -> list[tuple[Post, str, str]]:
        """Each post, its address, and the beginning of what it answers."""
        return [(post, permalink(post), excerpt(post.answers_to or "", CONTEXT)) for post in self.posts]  # type: ignore[attr-defined]

    @property
    def history(self) -> list[tuple[MarkEntry, str]]:
        return [(entry, "; ".join(words_of(entry.given))) for entry in self.entries]


def form_of(placement: Placement, mark: Mark | None, data: Any = None) -> MarkForm:
    initial = {"comment": mark.comment if mark else ""}
    return MarkForm(data, initial=initial, scheme=Scheme.of(placement), given=mark.given if mark else None)


def _written(rights: Rights, placement: Placement, person: User) -> list[Post]:
    posts = Post.objects.visible_to(rights).filter(
        space__placement=placement, author=person, state=State.POSTED, version=0
    )
    opened = Unveiling.objects.filter(thread=OuterRef("thread"), by=rights.user_id)
    posts = posts.exclude(Q(persona__anonymous=True, space__veiled=True) & ~Exists(opened))
    posts = posts.select_related("thread").annotate(answers_to=F("reply_to__text"))
    return list(posts.order_by("created_at", "pk").defer("source", "text")[:MOST_POSTS])


@dataclass(frozen=True)
class OwnMark:
    """What its student reads: nothing before it is released."""

    words: list[str]
    comment: str


def own_mark(rights: Rights, placement: Placement) -> OwnMark | None:
    """One query for all blocks of the page, and only where one of them is marked."""
    if not placement.config.get("marking"):
        return None
    if MINE not in rights.memo:
        shown = [each.pk for each in on_page(rights, [placement])]
        mine = Mark.objects.filter(user=rights.user_id, placement__in=shown, released_with__isnull=False)
        rights.memo[MINE] = {mark.placement_id: mark for mark in mine}
    mark = rights.memo[MINE].get(placement.pk)
    return OwnMark(words_of(mark.released_given), mark.released_comment) if mark else None
