"""The rows of a copy: everything that is taught, and nothing that anybody did."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import User
from courses.choices import PartKind, PlacementState, UnitState
from courses.extensions import Copied, blocks
from courses.models import Chapter, Course, CourseFile, Outcome, Part, Placement, Unit
from courses.services.copying.dates import moved, moved_config
from courses.services.copying.links import Relinked

AT_ONCE = 200


@dataclass
class CourseCopier:
    """Writes one course into a new, empty one. Retired units, parts and blocks stay behind; closed blocks are open again."""

    old: Course
    new: Course
    shift: timedelta
    actor: User | None
    files: dict[int, CourseFile] = field(default_factory=dict)
    chapters: dict[int, Chapter] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)

    def write(self) -> Copied:
        self._files()
        self._relinked = Relinked(self.old, self.new, self.files)
        self._frame()
        self._parts()
        return Copied(self.old, self.new, self.units, self.parts, self._placements())

    def _files(self) -> None:
        """The bytes are there already: the copy has an entry of its own for each."""
        rows = self.old.files.order_by("pk")
        self.files = _again(rows, lambda row: CourseFile(course=self.new, **_same(row, "stored_id", "name")))

    def _frame(self) -> None:
        """Chapters, units and outcomes. A unit keeps its short name, so that addresses differ in the course alone."""
        chapters = self.old.chapters.filter(retired_at=None)
        self.chapters = _again(chapters, lambda row: Chapter(course=self.new, **_same(row, "title", "position")))
        units = self.old.units.exclude(state=UnitState.RETIRED)
        self.units = _again(units, self._unit)
        outcomes = Outcome.objects.filter(unit__in=self.units).order_by("unit", "position", "pk")
        self.outcomes = _again(outcomes, self._outcome)

    def _unit(self, row: Unit) -> Unit:
        same = _same(row, "heading", "slug", "title", "lede", "minutes", "position", "state", "about", "edited_at")
        return Unit(
            course=self.new,
            chapter=self.chapters.get(row.chapter_id or 0),
            opens_on=moved(row.opens_on, self.shift),
            closes_on=moved(row.closes_on, self.shift),
            if_down=self._relinked(row.if_down),
            **same,
        )

    def _outcome(self, row: Outcome) -> Outcome:
        return Outcome(unit=self.units[row.unit_id], code=row.code, text=row.text, position=row.position)

    def _parts(self) -> None:
        rows = Part.objects.filter(unit__in=self.units, retired_at=None).order_by("unit", "position", "pk")
        retired = Placement.objects.filter(unit__in=self.units, state=PlacementState.RETIRED).values("part")
        self.parts = _again(rows.exclude(pk__in=retired), self._part)

    def _part(self, row: Part) -> Part:
        """With its key: anchors, and a later import, find it here as they did there."""
        same = _same(row, "position", "kind", "key", "title", "format", "text", "source_hash", "edited_at")
        source = self._relinked(row.source)
        html = source if row.html == row.source else self._relinked(row.html)
        return Part(unit=self.units[row.unit_id], source=source, html=html, **same)

    def _placements(self) -> list[tuple[Placement, Placement]]:
        kept = [pk for pk, part in self.parts.items() if part.kind == PartKind.PLACEMENT]
        rows = list(Placement.objects.filter(part__in=kept).with_unit().order_by("pk"))
        made = Placement.objects.bulk_create([self._placement(row) for row in rows if row.block_key in blocks])
        pairs = list(zip((row for row in rows if row.block_key in blocks), made, strict=True))
        for old, new in pairs:
            new.unit.course = self.new
            blocks[new.block_key].copied(old, new)
        return pairs

    def _placement(self, row: Placement) -> Placement:
        config = moved_config(row, blocks[row.block_key].carried_config(row), self.shift)
        return Placement(
            part=self.parts[row.part_id],
            unit=self.units[row.unit_id],
            config=self._relinked.deep(config),
            outcome=self.outcomes.get(row.outcome_id or 0),
            state=PlacementState.DRAFT if row.state == PlacementState.DRAFT else PlacementState.PLACED,
            later_until=moved(row.later_until, self.shift),
            opens_on=moved(row.opens_on, self.shift),
            closes_on=moved(row.closes_on, self.shift),
            placed_by=self.actor,
            **{name: getattr(row, name) for name in ("block_key", "whole_unit", "why", "incomplete")},
        )


def _again(rows: Any, make: Any) -> dict[int, Any]:
    """Old id → the new row, written by the hundred."""
    found = list(rows)
    made = [make(row) for row in found]
    if made:
        type(made[0])._default_manager.bulk_create(made, batch_size=AT_ONCE)  # noqa: SLF001
    return {old.pk: new for old, new in zip(found, made, strict=True)}


def _same(row: Any, *names: str) -> dict[str, Any]:
    """These values, and who the row came from."""
    return {name: getattr(row, name) for name in (*names, "source_format", "source_id")}
