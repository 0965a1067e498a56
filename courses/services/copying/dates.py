"""The days of a course, and how far all of them move into a new run: by whole weeks, so that every weekday stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from courses.choices import PlacementState, UnitState
from courses.extensions import blocks
from courses.models import Course, Placement, Unit

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """One day that a course names: of a unit, or of a block in it."""

    unit: Unit
    label: str
    day: date
    placement: Placement | None = None

    @property
    def place(self) -> str:
        kind = blocks.get(self.placement.block_key) if self.placement else None
        return f"{self.unit.title}: {kind.title(self.placement)}" if kind and self.placement else self.unit.title


def days_of(course: Course) -> list[Day]:
    """In the order of the course; of what is retired, none."""
    units = course.units.exclude(state=UnitState.RETIRED).order_by("position", "pk")
    placed = Placement.objects.filter(unit__course=course, part__retired_at=None).exclude(state=PlacementState.RETIRED)
    by_unit: dict[int, list[Placement]] = {}
    for placement in placed.order_by("part__position", "pk"):
        by_unit.setdefault(placement.unit_id, []).append(placement)
    return [day for unit in units for day in _of_unit(unit, by_unit.get(unit.pk, []))]


def _of_unit(unit: Unit, placements: list[Placement]) -> Iterator[Day]:
    for label, day in ((_("opens on"), unit.opens_on), (_("ends on"), unit.closes_on)):
        if day is not None:
            yield Day(unit, label, day)
    for placement in placements:
        for label, day in _of_block(placement):
            yield Day(unit, label, day, placement)


def _of_block(placement: Placement) -> Iterator[tuple[str, date]]:
    for label, day in ((_("opens on"), placement.opens_on), (_("closes on"), placement.closes_on)):
        if day is not None:
            yield label, day
    kind = blocks.get(placement.block_key)
    for name in kind.dates if kind else ():
        if said := placement.config.get(name):
            yield str(kind.config_form.base_fields[name].label), date.fromisoformat(str(said))  # type: ignore[union-attr]


def shift_to(course: Course, starts_on: date) -> timedelta:
    """The whole weeks between the first day of a course and a new one, the nearer of the two where it is another weekday."""
    first = course.starts_on or min((each.day for each in days_of(course)), default=None)
    if first is None:
        return timedelta()
    return timedelta(days=round((starts_on - first).days / WEEK) * WEEK)


def moved(day: date | None, shift: timedelta) -> date | None:
    return None if day is None else day + shift


def moved_config(placement: Placement, config: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    """The options of a block with their days moved."""
    kind = blocks.get(placement.block_key)
    days = {name: said for name in (kind.dates if kind else ()) if (said := config.get(name))}
    return config | {name: (date.fromisoformat(str(said)) + shift).isoformat() for name, said in days.items()}
