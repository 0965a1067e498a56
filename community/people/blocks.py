from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.people.forms import IntroductionsConfig
from community.people.pages import introductions_of
from courses.extensions import BlockType, blocks

if TYPE_CHECKING:
    from courses.models import Placement


@blocks.register
class IntroductionsBlock(BlockType):
    """One question, and at most three people a week with a reason that both gave. It has no space and no posts."""

    key, label = "community.introductions", _("Peer introductions")
    icon, kind = "people", "people"
    template = "community/people/blocks/introductions.html"
    config_form = IntroductionsConfig
    purpose = _("Thinking aloud is easier with one other person who reads it.")

    def title(self, placement: "Placement") -> str:
        return str(placement.config.get("title") or _("Three people you may like to study with"))

    def contexts(self, *, request: HttpRequest, placements: "Sequence[Placement]") -> dict[int, dict[str, Any]]:
        found = introductions_of(request, placements)
        return {pk: {"panel": panel, "form": panel.form} for pk, panel in found.items()}
