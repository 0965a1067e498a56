"""The rail of a course: its units with what this person did there, then the places of its community."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.choices import Role
from accounts.rights import Rights
from core import moments
from core.kept import At, Kept
from core.menus import Group, Item, Menu
from courses.choices import UnitState
from courses.extensions import course_links
from courses.models import Course, Unit
from courses.querysets import LEADS

FEW = 12
"""Up to so many units, chapters are not folded."""


def course_menu(
    request: HttpRequest, course: Course, *, units: Sequence[Unit] | None = None, current: Unit | None = None
) -> Menu:
    """The menu of every page inside a course. Pass `units` where they are at hand; otherwise it costs one query."""
    rights: Rights = request.rights  # type: ignore[attr-defined]
    if units is None:
        units = listed_units(rights, course)
    groups = [*_chapters(course, units, current), _community(request, course, rights)]
    return Menu(
        title=course.title,
        url=course.get_absolute_url(),
        subtitle=place_of(course),
        label=_("Units and places of this course"),
        groups=[group for group in groups if group.items],
    )


def place_of(course: Course) -> str:
    """The programme or institution it belongs to, where that was read along."""
    parent = course.scope.parent if course.scope.__class__.parent.is_cached(course.scope) else None
    return parent.name if parent else ""


def _listed(rights: Rights, at: At) -> "QuerySet[Unit]":
    found = Unit.objects.listed_to(rights).filter(course=at.course).with_visits(rights.user_id)
    return found.select_related("chapter").order_by("position", "pk")


LISTED = Kept(_listed)


def listed_units(rights: Rights, course: Course) -> list[Unit]:
    units: list[Unit] = LISTED.rows(rights, course=course.pk)
    for unit in units:
        unit.course = course
    return units


def numbered(units: Iterable[Unit]) -> dict[int, int]:
    """The number that stands before each unit; the one about the course has none."""
    counted = [unit for unit in units if not unit.about and unit.state != UnitState.RETIRED]
    return {unit.pk: number for number, unit in enumerate(counted, start=1)}


def _chapters(course: Course, units: Sequence[Unit], current: Unit | None) -> list[Group]:
    numbers, today = numbered(units), course.today
    groups = []
    for title, run in groupby(units, key=lambda unit: unit.chapter.title if unit.chapter else ""):
        items = [_item(unit, numbers.get(unit.pk), today, current) for unit in run]
        groups.append(Group(title=title or _("Units"), items=items, folded=len(units) > FEW and bool(title)))
    return groups


def _item(unit: Unit, number: int | None, today: object, current: Unit | None) -> Item:
    here = current is not None and unit.pk == current.pk
    icon, note = _state(unit, today, here=here)
    return Item(
        label=unit.title,
        url=unit.get_absolute_url(),
        icon=icon,
        number=str(number) if number else "",
        note=note,
        current=here,
    )


def _state(unit: Unit, today: object, *, here: bool) -> tuple[str, str]:
    """The sign before a unit, and its meaning in words for those who do not see it."""
    if unit.state == UnitState.DRAFT:
        return "eye-off", _("draft, only staff see it")
    if getattr(unit, "finished_at", None):
        return "check", _("finished")
    if unit.opening_day and unit.opens_later(today):  # type: ignore[arg-type]
        return "lock", _("opens on %(day)s") % {"day": moments.day(unit.opening_day)}
    if unit.about:
        return "info", ""
    if here or getattr(unit, "visited_at", None):
        return "begun" if not here else "ring", _("in progress")
    return "ring", pgettext("unit", "not begun")


def _community(request: HttpRequest, course: Course, rights: Rights) -> Group:
    items = []
    for link in sorted(course_links, key=lambda link: link.order):
        if url := link.url(request=request, course=course):
            current = url != "/" and request.path.startswith(url)
            items.append(Item(label=link.label, url=url, icon=link.icon, current=current))
    if rights.has(course.scope, Role.EDUCATOR, *LEADS):
        url = reverse("courses:studio-course", args=[course.slug])
        current = request.path.startswith(url)
        items.append(Item(label=_("Edit this course"), url=url, icon="edit", current=current))
    return Group(title=_("Course community"), items=items)
