"""The unit: title, outcomes, parts in reading order with their blocks in place, and what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.rights import Rights
from core.kept import At, Kept
from core.menus import Menu
from courses import policies
from courses.choices import PartKind, PlacementState
from courses.extensions import Margin, doorways, margins
from courses.models import Course, Part, Placement, Unit
from courses.pages.beside import Beside
from courses.pages.found import Found
from courses.pages.frames import Frame, frames_of
from courses.pages.menus import course_menu, numbered
from courses.services import facts_of
from courses.services.facts import OutcomeFact

STUDENTS_SEE = frozenset({PlacementState.PLACED, PlacementState.PAUSED, PlacementState.CLOSED})


@dataclass(frozen=True)
class Piece:
    """A text, or a block in its frame."""

    part: Part
    frame: Frame | None = None
    margins: tuple[tuple[str, Any], ...] = ()

    @property
    def html(self) -> str:
        """The text, with what a margin marks in it."""
        return next((panel.html for _template, panel in self.margins if getattr(panel, "html", "")), self.part.html)

    @property
    def is_asked(self) -> bool:
        return any(getattr(panel, "ask_url", "") for _template, panel in self.margins)


@dataclass(frozen=True)
class Jump:
    """A line of «on this page»."""

    anchor: str
    label: str
    count: int = 0


@dataclass(frozen=True)
class UnitPage:
    course: Course
    unit: Unit
    number: int | None
    outcomes: tuple[OutcomeFact, ...]
    pieces: list[Piece]
    before: Unit | None
    after: Unit | None
    doors: list[tuple[str, Any]]
    beside: Beside
    menu: Menu
    may_edit: bool
    numbers: dict[int, int]
    is_member: bool
    preview: str = ""
    also: str = ""
    template: str = "courses/unit_detail.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, unit: Unit, preview: str = "", also: str = "") -> "UnitPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        may_edit = bool(policies.can_edit_course(rights, found.course))
        facts = facts_of(found.course)
        before, after = _neighbours(found.units, unit)
        return cls(
            course=found.course,
            unit=unit,
            number=numbered(found.units).get(unit.pk),
            numbers=numbered(found.units),
            outcomes=facts.outcomes.get(unit.pk, ()),
            pieces=pieces_of(request, unit, drafts=may_edit and not preview, also=also),
            before=before,
            after=after,
            doors=[] if preview else doors_of(request, found.course),
            beside=Beside(found.course, facts),
            menu=course_menu(request, found.course, units=found.units, current=unit),
            may_edit=may_edit,
            is_member=rights.is_member(found.course.scope),
            preview=preview,
            also=also,
        )

    @property
    def jumps(self) -> list[Jump]:
        """Where on this page one can go: titled texts and blocks."""
        found = []
        for piece in self.pieces:
            if piece.frame and piece.frame.type:
                count = int(piece.frame.block.get("count") or piece.frame.summary.get("posts") or 0)
                found.append(Jump(piece.frame.anchor, str(piece.frame.type.label), count))
            elif piece.part.title:
                found.append(Jump(piece.part.anchor, piece.part.title))
        return found

    @property
    def blocks(self) -> list[Frame]:
        return [piece.frame for piece in self.pieces if piece.frame]

    @property
    def open_until(self) -> Frame | None:
        """The block that closes first, of those that are open."""
        today = self.course.today
        open_ones = [f for f in self.blocks if f.placement.closes_on and f.placement.takes_part_on(today)]
        return min(open_ones, key=lambda frame: str(frame.placement.closes_on), default=None)

    @property
    def if_down(self) -> str:
        usual = _(
            "Nothing you need for a mark depends on this page being up. Read on later, or write to your course staff."
        )
        return self.unit.if_down or str(self.course.setting("if_down") or usual)


def _parts(rights: Rights, at: At, contexts: bool) -> "QuerySet[Part]":
    """What stands in a unit, whose readers were found before; with what higher apps have beside its texts."""
    beside = {_column(each): each.column(rights) for each in margins} if contexts else {}
    found = Part.objects.filter(unit=at.unit).live().select_related("placement__outcome").order_by("position", "pk")
    return found.annotate(**beside)


PARTS = Kept(_parts)


def pieces_of(request: HttpRequest, unit: Unit, *, drafts: bool, contexts: bool = True, also: str = "") -> list[Piece]:
    """Parts in order: one query, and one batched call for each kind of block.

    `drafts` shows draft blocks too, `also` the one draft with this key; without `contexts` frames stay empty.
    """
    rights: Rights = request.rights  # type: ignore[attr-defined]
    found: list[Part] = PARTS.rows(rights, contexts, unit=unit.pk)
    parts = [part for part in found if part.kind == PartKind.TEXT or _shown(part, drafts=drafts or part.key == also)]
    for part in parts:
        part.unit = unit
    placements = [_whole(part) for part in parts if part.kind == PartKind.PLACEMENT]
    frames = frames_of(request, placements, today=unit.course.today, fold=contexts, contexts=contexts)
    return [
        Piece(part, frames.get(part.placement.pk))
        if part.kind == PartKind.PLACEMENT
        else Piece(part, margins=_margins(request, part) if contexts else ())
        for part in parts
    ]


def _column(margin: Margin) -> str:
    return f"beside_{margin.key.replace('.', '_')}"


def _margins(request: HttpRequest, part: Part) -> tuple[tuple[str, Any], ...]:
    """What higher apps have beside a text: (template, panel). Read with the parts, so no query."""
    found = [(each, each.beside(request=request, part=part, column=getattr(part, _column(each)))) for each in margins]
    return tuple((margin.template, panel) for margin, panel in found if panel is not None)


def _shown(part: Part, *, drafts: bool) -> bool:
    state = part.placement.state if hasattr(part, "placement") else PlacementState.RETIRED
    return state in STUDENTS_SEE or (drafts and state == PlacementState.DRAFT)


def _whole(part: Part) -> Placement:
    """The placement with its part and unit in hand, so that nobody asks the database for them again."""
    placement = part.placement
    placement.part, placement.unit = part, part.unit
    return placement


def doors_of(request: HttpRequest, course: Course) -> list[tuple[str, Any]]:
    """What stands above a unit until it is done: (template, panel)."""
    pairs = [(doorway.template, doorway.context(request=request, course=course)) for doorway in doorways]
    return [(template, panel) for template, panel in pairs if panel is not None]


def _neighbours(units: Sequence[Unit], unit: Unit) -> tuple[Unit | None, Unit | None]:
    index = next((index for index, each in enumerate(units) if each.pk == unit.pk), None)
    if index is None:
        return None, None
    return units[index - 1] if index else None, units[index + 1] if index + 1 < len(units) else None
