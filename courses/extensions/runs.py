"""What higher apps declare about the copy of a course: what comes along, and what a person looks at in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise

from core.registry import Registry

if TYPE_CHECKING:
    from courses.models import Course, Part, Placement, RunCheck, Unit


@dataclass(frozen=True)
class Copied:
    """A course and its copy: units, parts and blocks by the old one's id."""

    old: "Course"
    new: "Course"
    units: "Mapping[int, Unit]" = field(default_factory=dict)
    parts: "Mapping[int, Part]" = field(default_factory=dict)
    placements: "Sequence[tuple[Placement, Placement]]" = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Something to look at in a copy, as `RunCheck` keeps it."""

    unit_id: int | None = None
    part_id: int | None = None
    person_id: int | None = None
    number: int | None = None
    what: str = ""
    on: date | None = None
    until: date | None = None


class ToCheck:
    """Something that nobody but a person can judge in the copy of a course."""

    key: str
    label: str | Promise
    advice: str | Promise
    icon: str
    order: int = 50

    def found(self, copied: Copied) -> Iterable[Found]:
        """What there is of it, inside the transaction of the copy."""
        return ()

    def url(self, row: "RunCheck") -> str:
        """The place where it is put right."""
        slug, unit, part = row.course.slug, row.unit, row.part
        if unit is not None and part is not None:
            name = "studio-part" if part.kind == "text" else "studio-block"
            return reverse(f"courses:{name}", args=[slug, unit.slug, part.key])
        if unit is not None:
            return reverse("courses:studio-unit", args=[slug, unit.slug])
        return reverse("courses:studio-course", args=[slug])


class RunPart:
    """What an app keeps for a course as a whole, and what of it comes along into a new run: never people or their words."""

    key: str

    def copied(self, copied: Copied) -> None:
        raise NotImplementedError


to_check: Registry[ToCheck] = Registry()
run_parts: Registry[RunPart] = Registry()
