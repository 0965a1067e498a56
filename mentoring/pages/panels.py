from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.choices import Role
from community.discussion.choices import ThreadKind
from community.discussion.forms import StartForm
from community.discussion.pages.composing import start_form
from community.discussion.pages.panel import first_rows
from community.discussion.pages.rows import Row
from community.discussion.pages.words import audience_line
from community.discussion.policies import can_start_thread
from core.policy import Verdict, hidden
from courses.models import Placement
from mentoring.forms import PanelAskForm, SeatsForm
from mentoring.models import Offer, Panel, PanelSeat
from mentoring.querysets import graders_over
from mentoring.services.panels import could_sit

if TYPE_CHECKING:
    from accounts.http import Request
    from accounts.rights import Rights

NEWEST = 3
READ_WITH = ("programme__scope", "space__audience", "space__scope")


@dataclass(frozen=True)
class PanelBlock:
    """The mentors of one unit: put a question to all of them in the open, or ask one of them to be yours."""

    placement: Placement
    panel: Panel
    mentors: list[Offer]
    rows: list[Row]
    may_start: Verdict
    start: StartForm
    ask: PanelAskForm
    may_seek: bool
    may_seat: bool
    is_seated: bool

    @property
    def prompt(self) -> str:
        return str(self.placement.config.get("prompt", ""))

    @property
    def has_programme(self) -> bool:
        return self.panel.programme_id is not None

    @property
    def course_slug(self) -> str:
        return self.placement.unit.course.slug

    @property
    def audience(self) -> str:
        return audience_line(self.panel.space) if self.panel.space else ""

    @property
    def audience_id(self) -> str:
        return f"{self.placement.part.anchor}-reads"

    @property
    def total(self) -> int:
        return self.panel.space.thread_count if self.panel.space else 0

    @property
    def more(self) -> bool:
        return self.total > len(self.rows)

    @property
    def find_url(self) -> str:
        if not self.may_seek or self.panel.programme is None:
            return ""
        return reverse("mentoring:find", args=[self.panel.programme.slug])


def panel_blocks(request: "Request", placements: Sequence[Placement]) -> dict[int, PanelBlock]:
    """Placement id → its block: two queries for all panels of a page, one more where nobody sits."""
    rights = request.rights
    seats = seats_of(rights, placements)
    panels = _panels(placements, seats)
    first = first_rows(rights, placements)
    return {
        placement.pk: _block(
            rights, placement, panels[placement.pk], seats.get(placement.pk, []), first[placement.pk][0]
        )
        for placement in placements
        if placement.pk in panels
    }


def seats_of(rights: "Rights", placements: Iterable[Placement]) -> dict[int, list[PanelSeat]]:
    """Placement id → who sits there as this reader may see it: nobody who grades the reader, nobody paused."""
    found: dict[int, list[PanelSeat]] = {}
    seats = PanelSeat.objects.filter(
        panel__placement__in=[placement.pk for placement in placements], offer__paused_at__isnull=True
    ).exclude(offer__mentor__in=graders_over(rights).values("user"))
    for seat in seats.select_related("offer__mentor", *(f"panel__{name}" for name in READ_WITH)):
        found.setdefault(seat.panel.placement_id, []).append(seat)
    return found


def _panels(placements: Sequence[Placement], seats: dict[int, list[PanelSeat]]) -> dict[int, Panel]:
    panels = {pk: mine[0].panel for pk, mine in seats.items()}
    if missing := [placement.pk for placement in placements if placement.pk not in panels]:
        empty = Panel.objects.filter(placement__in=missing).select_related(*READ_WITH)
        panels |= {panel.placement_id: panel for panel in empty}
    for placement in placements:
        if (panel := panels.get(placement.pk)) is not None and panel.space is not None:
            panel.space.placement, panel.space.course = placement, placement.unit.course
    return panels


def _block(rights: "Rights", placement: Placement, panel: Panel, seats: list[PanelSeat], rows: list[Row]) -> PanelBlock:
    scope, space = placement.unit.course.scope, panel.space
    mentors = [seat.offer for seat in seats]
    may_start = can_start_thread(rights, space, ThreadKind.QUESTION) if space is not None else hidden()
    return PanelBlock(
        placement=placement,
        panel=panel,
        mentors=mentors,
        rows=rows[:NEWEST],
        may_start=may_start,
        start=start_form(placement, [space] if space is not None and may_start else []),
        ask=PanelAskForm(offers=mentors, auto_id=f"ask{placement.pk}-%s"),
        may_seek=rights.below(scope, Role.LEARNER) and panel.programme is not None,
        may_seat=rights.is_staff_of(scope),
        is_seated=any(offer.mentor_id == rights.user_id for offer in mentors),
    )


@dataclass(frozen=True)
class SeatsPage:
    """Staff choose who sits on a panel."""

    panel: Panel
    placement: Placement
    form: SeatsForm
    template = "mentoring/seats.html"


def seats_form(panel: Panel, data: object = None) -> SeatsForm:
    offers = list(could_sit(panel).select_related("mentor").order_by("mentor__name")[:100])
    chosen = list(panel.seats.values_list("offer", flat=True))
    return SeatsForm(data, offers=offers, initial={"offers": chosen})
