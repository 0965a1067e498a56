"""What one import made and what it changed, written down for the undo."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.models import Part, Unit

PART_FIELDS = ("title", "source", "format", "html", "text", "source_hash")
UNIT_FIELDS = ("title", "heading", "chapter_id", "state")


@dataclass
class Journal:
    """Primary keys of new rows by what they are; of changed ones, what they were before."""

    course: bool = False
    chapters: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    parts_before: dict[str, dict[str, Any]] = field(default_factory=dict)
    units_before: dict[str, dict[str, Any]] = field(default_factory=dict)
    retired: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Journal":
        return cls(**kept)

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def made(self, kind: str, pks: Iterable[int]) -> None:
        getattr(self, kind).extend(pks)

    def part_was(self, part: Part) -> None:
        """Before the first change of this import; what it made itself has no before."""
        if part.pk not in self.parts:
            was = {name: getattr(part, name) for name in PART_FIELDS}
            self.parts_before.setdefault(str(part.pk), was)

    def unit_was(self, unit: Unit) -> None:
        if unit.pk not in self.units:
            self.units_before.setdefault(str(unit.pk), {name: getattr(unit, name) for name in UNIT_FIELDS})
