"""Who has written in a block and who has not: for its staff, by group, to look at or to take along. Never a mark."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.choices import STAFF, Role, ScopeKind
from accounts.models import Membership, Scope, User
from accounts.rights import Rights
from community.discussion.forms import LaterForm
from community.discussion.models import Later, Space
from community.discussion.pages.points import state_of
from community.discussion.querysets import looked_after
from community.discussion.services.prompting import Done, Points, Written, first_done, replies_done, written_in
from core.menus import Menu
from courses.extensions import blocks
from courses.importers.posts import guarded
from courses.models import Placement
from courses.pages import course_menu
from courses.pages.found import Found
from courses.services import groups_of

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One student: their groups, what is done, and until when they have time where that is later."""

    person: User
    groups: list[str]
    written: Written
    first: Done | None
    replies: Done | None
    later: Later | None
    veiled: bool = False

    @property
    def first_at(self) -> datetime | None:
        """When; not where names are under a veil, for a time would lift it."""
        return None if self.veiled else self.written.first

    @property
    def first_state(self) -> str:
        if self.first is not None:
            return state_of(self.first)
        return _("done") if self.written.first else _("not yet")

    @property
    def replies_state(self) -> str:
        return state_of(self.replies) if self.replies else ""


def students(rights: Rights, placement: Placement, group: Scope | None = None) -> "QuerySet[Membership]":
    """Whom this person looks after here, by name."""
    found = looked_after(rights, placement.unit.course.scope)
    if group is not None:
        inside = Membership.objects.live().filter(scope=group)
        found = found.filter(user__in=inside.values("user"))
    return found.select_related("user").order_by("user__name", "user_id")


def groups_seen(rights: Rights, placement: Placement) -> list[Scope]:
    """All groups for an educator, their own for an assistant."""
    course = placement.unit.course
    groups = list(groups_of(course))
    if Role.EDUCATOR in rights.memberships.get(course.scope_id, frozenset()):
        return groups
    return [group for group in groups if group.pk in rights.scopes_with(*STAFF)]


def lines_of(placement: Placement, members: Iterable[Membership]) -> list[Line]:
    """Four queries, however many people."""
    people = [member.user for member in members]
    ids = [person.pk for person in people]
    points, written = Points.of(placement), written_in([placement.pk], ids)
    later = {each.user_id: each for each in Later.objects.filter(placement=placement, user__in=ids)}
    inside: dict[int, list[str]] = {}
    held = Membership.objects.live().filter(
        user__in=ids, scope__parent=placement.unit.course.scope_id, scope__kind=ScopeKind.GROUP
    )
    for user, name in held.order_by("scope__name").values_list("user_id", "scope__name"):
        inside.setdefault(user, []).append(name)
    veiled = Space.objects.filter(placement=placement, veiled=True).exists()
    found = []
    for person in people:
        own = points.for_one(later[person.pk].until if person.pk in later else None)
        wrote = written.get((placement.pk, person.pk), Written())
        marks = first_done(own, wrote), replies_done(own, wrote)
        found.append(Line(person, inside.get(person.pk, []), wrote, *marks, later.get(person.pk), veiled))
    return found


def title_of(placement: Placement) -> str:
    kind = blocks.get(placement.block_key)
    return kind.title(placement) if kind else ""


@dataclass(frozen=True)
class TakingPartPage:
    placement: Placement
    points: Points
    page: Page[Membership]
    lines: list[Line]
    groups: list[Scope]
    group: Scope | None
    menu: Menu
    template: str = "community/taking_part.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, placement: Placement) -> "TakingPartPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        groups = groups_seen(rights, placement)
        group = chosen(groups, request.GET.get("group", ""))
        page = Paginator(students(rights, placement, group), PER_PAGE).get_page(request.GET.get("page"))
        return cls(
            placement=placement,
            points=Points.of(placement),
            page=page,
            lines=lines_of(placement, page.object_list),
            groups=groups,
            group=group,
            menu=course_menu(request, found.course, units=found.units),
        )

    @property
    def title(self) -> str:
        return title_of(self.placement)


def chosen(groups: list[Scope], asked: str) -> Scope | None:
    return next((group for group in groups if str(group.pk) == asked), None)


def as_file(rights: Rights, placement: Placement, group: Scope | None) -> Iterator[str]:
    """Comma-separated, a line for each student, two hundred at a time."""
    yield csv_line(
        [_("Name"), _("Groups"), _("First post"), _("First post on"), _("Replies"), _("Replies asked for"),
         _("Replies done"), _("Later date")]
    )  # fmt: skip
    members = list(students(rights, placement, group))
    for begin in range(0, len(members), 200):
        for line in lines_of(placement, members[begin : begin + 200]):
            first = line.first_at
            yield csv_line(
                [
                    line.person.name,
                    ", ".join(line.groups),
                    line.first_state,
                    first.isoformat() if first else "",
                    len(line.written.replies),
                    line.replies.of if line.replies else "",
                    line.replies_state,
                    line.later.until.isoformat() if line.later else "",
                ]
            )


def csv_line(cells: Iterable[Any]) -> str:
    """A line that no spreadsheet takes for a formula."""
    out = StringIO(newline="")
    csv.writer(out).writerow([guarded(str(cell)) for cell in cells])
    return out.getvalue()


@dataclass(frozen=True)
class LaterPage:
    placement: Placement
    person: User
    form: LaterForm
    menu: Menu
    template: str = "community/later.html"

    @property
    def title(self) -> str:
        return title_of(self.placement)
