from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.extensions import BlockType, blocks
from mentoring import services
from mentoring.choices import PANEL_KIND
from mentoring.forms import PanelConfig
from mentoring.pages.panels import panel_blocks

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Placement


@blocks.register
class MentorPanelBlock(BlockType):
    """One to four mentors in a unit, none of whom grades its people."""

    key, label = PANEL_KIND, _("Mentor panel")
    icon, kind = "mentor", "mentor"
    template = "mentoring/blocks/panel.html"
    config_form = PanelConfig
    purpose = _("Hear how a decision felt to people who had to make it, and what they would do again.")

    def title(self, placement: "Placement") -> str:
        return str(placement.config.get("title") or _("Ask someone who has been there"))

    def placed(self, placement: "Placement", *, actor: "User | None") -> None:
        services.open_panel(placement)

    def changed(self, placement: "Placement", *, actor: "User") -> None:
        services.open_panel(placement)

    def copied(self, old: "Placement", new: "Placement") -> None:
        services.open_panel(new)

    def contexts(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        found = panel_blocks(request, placements)  # type: ignore[arg-type]
        return {pk: {"panel": block, "form": block.start, "ask": block.ask} for pk, block in found.items()}

    def summary(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        found = panel_blocks(request, placements)  # type: ignore[arg-type]
        return {pk: {"posts": block.total, "new": sum(row.news for row in block.rows)} for pk, block in found.items()}
