"""Course home: where we are, what is open, who answers, and the whole course at a glance."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest

from accounts.choices import Role
from accounts.rights import Rights
from core import moments
from core.menus import Menu
from core.policy import Verdict
from courses import policies
from courses.choices import UnitState
from courses.extensions import course_panels
from courses.models import Course, Unit
from courses.pages.beside import Beside
from courses.pages.found import Found
from courses.pages.menus import course_menu, numbered
from courses.pages.unit import doors_of
from courses.services import facts_of


@dataclass(frozen=True)
class Line:
    """A unit in the list of the course."""

    unit: Unit
    number: int | None
    opens_later: bool


@dataclass(frozen=True)
class Section:
    """A heading inside a chapter with its units."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Part:
    """A chapter; without chapters there is one with no title."""

    title: str
    sections: list[Section]
    open: bool


@dataclass(frozen=True)
class CoursePage:
    course: Course
    current: Unit | None
    current_number: int | None
    begun: bool
    finished: int
    total: int
    chapters: list[Part]
    panels: list[tuple[str, dict[str, Any]]]
    side_panels: list[tuple[str, dict[str, Any]]]
    doors: list[tuple[str, Any]]
    beside: Beside
    menu: Menu
    may_edit: bool
    may_leave: bool
    template: str = "courses/course_detail.html"

    @property
    def ended(self) -> Verdict:
        return policies.has_not_ended(self.course)

    @property
    def starts(self) -> str:
        return moments.weekday(self.course.starts_on) if self.course.starts_on else ""

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found) -> "CoursePage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        course, units = found.course, found.units
        current = current_unit(course, units)
        counted = [unit for unit in units if not unit.about]
        return cls(
            course=course,
            current=current,
            current_number=numbered(units).get(current.pk) if current else None,
            begun=any(getattr(unit, "visited_at", None) for unit in units),
            finished=sum(bool(getattr(unit, "finished_at", None)) for unit in counted),
            total=len(counted),
            chapters=chapters_of(course, units, current),
            panels=_panels(request, course, "main"),
            side_panels=_panels(request, course, "aside"),
            doors=doors_of(request, course),
            beside=Beside(course, facts_of(course)),
            menu=course_menu(request, course, units=units),
            may_edit=bool(policies.can_edit_course(rights, course)),
            may_leave=_may_leave(rights, course),
        )


def _may_leave(rights: Rights, course: Course) -> bool:
    """The only educator stays; who that is, is known without asking."""
    educators = {person.user_id for person in facts_of(course).staff if person.role == Role.EDUCATOR}
    return rights.is_member(course.scope) and educators != {rights.user_id}


def current_unit(course: Course, units: list[Unit]) -> Unit | None:
    """Where to go on: the unit visited last, the one after it when it is finished, the first one otherwise."""
    today = course.today
    ready = [u for u in units if u.state == UnitState.PUBLISHED and not u.opens_later(today) and not u.about]
    visited = [unit for unit in ready if getattr(unit, "visited_at", None)]
    if not visited:
        return ready[0] if ready else None
    last = max(visited, key=lambda unit: unit.visited_at)  # type: ignore[attr-defined]
    if getattr(last, "finished_at", None):
        return next((unit for unit in ready[ready.index(last) :] if not getattr(unit, "finished_at", None)), last)
    return last


def chapters_of(course: Course, units: list[Unit], current: Unit | None) -> list[Part]:
    """Chapters, headings and units in order; the chapter one is in stands open."""
    numbers, today = numbered(units), course.today
    found = []
    for title, run in groupby(units, key=lambda unit: unit.chapter.title if unit.chapter else ""):
        inside = list(run)
        sections = []
        for heading, under in groupby(inside, key=lambda unit: unit.heading):
            lines = [Line(unit, numbers.get(unit.pk), unit.opens_later(today)) for unit in under]
            sections.append(Section(heading, lines))
        found.append(Part(title, sections, open=current in inside))
    return found


def _panels(request: HttpRequest, course: Course, place: str) -> list[tuple[str, dict[str, Any]]]:
    mine = sorted((panel for panel in course_panels if panel.place == place), key=lambda panel: panel.order)
    pairs = [(panel.template, panel.context(request=request, course=course)) for panel in mine]
    return [(template, context) for template, context in pairs if context is not None]
