"""The frame around a block: pin, kind, title, why, state; and the contexts of all blocks of a page, one call a kind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from core import moments
from courses.choices import PlacementState
from courses.extensions import BlockType, blocks
from courses.models import Placement

SOON_DAYS = 2
FOLDED = "discussion"
ON_PAGE = "courses.on_page"


@dataclass(frozen=True)
class Frame:
    """One block as the page shows it. `block` is what its own template reads."""

    placement: Placement
    type: BlockType | None
    state: str
    soon: bool
    folded: bool = False
    block: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return self.placement.part.anchor

    @property
    def title(self) -> str:
        return self.type.title(self.placement) if self.type else str(_("A block that is not available"))

    @property
    def serves(self) -> str:
        return self.placement.outcome.code if self.placement.outcome else ""

    @property
    def is_draft(self) -> bool:
        return self.placement.state == PlacementState.DRAFT

    @property
    def is_paused(self) -> bool:
        return self.placement.state == PlacementState.PAUSED


def frames_of(
    request: HttpRequest,
    placements: Sequence[Placement],
    *,
    today: date,
    fold: bool = True,
    contexts: bool = True,
    over: dict[str, Any] | None = None,
) -> dict[int, Frame]:
    """Placement id → its frame. Of several discussions all but the first with something new are folded.

    `over` is laid over the context of a block that is drawn alone (a form that was not valid).
    """
    beside: list[Placement] = request.rights.memo.setdefault(ON_PAGE, [])  # type: ignore[attr-defined]
    beside += placements if contexts else []
    groups = [Together.of(request, key, mine, fold=fold) for key, mine in _by_key(placements).items()]
    folded = {placement.pk for group in groups for placement in group.folded}
    beside[:] = [placement for placement in beside if placement.pk not in folded]
    found: dict[int, Frame] = {}
    for group in groups:
        read = group.kind.contexts(request=request, placements=group.shown) if group.kind and contexts else {}
        for placement in group.placements:
            found[placement.pk] = Frame(
                placement=placement,
                type=group.kind,
                state=state_words(placement, today),
                soon=closes_soon(placement, today),
                folded=placement.pk in folded,
                block={**read.get(placement.pk, {}), **(over or {})},
                summary=group.summaries.get(placement.pk, {}),
            )
    return found


def _by_key(placements: Sequence[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = defaultdict(list)
    for placement in placements:
        found[placement.block_key].append(placement)
    return found


@dataclass(frozen=True)
class Together:
    """The blocks of one kind on a page, and those of them that stand open."""

    kind: BlockType | None
    placements: list[Placement]
    shown: list[Placement]
    summaries: dict[int, dict[str, Any]]

    @classmethod
    def of(cls, request: HttpRequest, key: str, placements: list[Placement], *, fold: bool) -> "Together":
        kind = blocks.get(key)
        if not fold or kind is None or kind.kind != FOLDED or len(placements) == 1:
            return cls(kind, placements, placements, {})
        summaries = kind.summary(request=request, placements=placements)
        fresh = (each for each in placements if summaries.get(each.pk, {}).get("new"))
        return cls(kind, placements, [next(fresh, placements[0])], summaries)

    @property
    def folded(self) -> list[Placement]:
        return [placement for placement in self.placements if placement not in self.shown]


def on_page(rights: Rights, placements: Sequence[Placement]) -> list[Placement]:
    """These blocks, and what else stands open on the page: an app whose blocks are of several kinds reads for all at once."""
    return list({placement.pk: placement for placement in [*placements, *rights.memo.get(ON_PAGE, [])]}.values())


def closes_soon(placement: Placement, today: date) -> bool:
    left = (placement.closes_on - today).days if placement.closes_on else None
    return placement.takes_part_on(today) and left is not None and left < SOON_DAYS


def state_words(placement: Placement, today: date) -> str:
    """ "Open, closes in 7 days": at the end of the line above the title."""
    if placement.state == PlacementState.DRAFT:
        return _("Draft, only staff see this")
    if placement.state == PlacementState.PAUSED:
        return _("Paused")
    if placement.is_over(today):
        closed = placement.closes_on
        return _("Closed on %(day)s") % {"day": moments.day(closed)} if closed and closed < today else _("Closed")
    if placement.opens_on and placement.opens_on > today:
        return _("Opens on %(day)s") % {"day": moments.day(placement.opens_on)}
    return _open_words(placement, today)


def _open_words(placement: Placement, today: date) -> str:
    if not placement.closes_on:
        return _("Open")
    days = (placement.closes_on - today).days
    if not days:
        return _("Open, closes today")
    return ngettext("Open, closes in %(n)s day", "Open, closes in %(n)s days", days) % {"n": days}
