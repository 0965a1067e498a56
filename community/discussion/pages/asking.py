"""From a text to the composer in which one asks about it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import ThreadKind
from community.discussion.pages.about import ASKED, FIELDS
from community.discussion.pages.panel import spaces_of
from community.discussion.services.announcing import QUESTIONS
from core.menus import Menu
from core.policy import Verdict, no, yes
from core.text import excerpt
from courses.extensions import blocks
from courses.models import Part, Placement
from courses.pages import course_menu
from courses.pages.found import Found

DISCUSSION = "community.discussion"


@dataclass(frozen=True)
class AskPage:
    """Where one can ask about a text: the discussions of its unit; without one, the questions of the course."""

    part: Part
    places: list[tuple[str, str]]
    refused: Verdict
    menu: Menu
    template: str = "community/part_ask.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, part: Part) -> "AskPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        here = list(_placements(found, part))
        spaces = spaces_of(rights, here)
        verdicts = {
            placement.pk: [
                policies.can_start_thread(rights, space, ThreadKind.QUESTION) for space in spaces[placement.pk]
            ]
            for placement in here
        }
        open_ones = [placement for placement in here if any(verdicts[placement.pk])]
        own = [placement for placement in open_ones if placement.unit_id == part.unit_id]
        refused = next((each for mine in verdicts.values() for each in mine if not each), no(policies.NOWHERE_TO_ASK))
        return cls(
            part=part,
            places=[(_title(each), _address(request, each, part)) for each in own or open_ones],
            refused=yes() if open_ones else refused,
            menu=course_menu(request, found.course, units=found.units, current=part.unit),
        )

    @property
    def title(self) -> str:
        return excerpt(self.part.title or self.part.text, 80)

    @property
    def unit_url(self) -> str:
        return f"{self.part.unit.get_absolute_url()}#{self.part.anchor}"


def _placements(found: Found, part: Part) -> list[Placement]:
    """Of the unit in the order of the page, then the questions of the course: one query."""
    placements = Placement.objects.in_use().with_unit().filter(unit__course=found.course)
    rows = list(placements.filter(block_key__in=[DISCUSSION, QUESTIONS]).order_by("part__position", "pk"))
    for placement in rows:
        placement.unit.course = found.course
    talks = [each for each in rows if each.unit_id == part.unit_id]
    return talks + [each for each in rows if each.block_key == QUESTIONS and each.unit_id != part.unit_id]


def _title(placement: Placement) -> str:
    kind = blocks.get(placement.block_key)
    return excerpt(kind.title(placement), 90) if kind is not None else ""


def _address(request: HttpRequest, placement: Placement, part: Part) -> str:
    """The block alone, with the fields of the passage; what a script found out is handed on."""
    known = {name: request.GET[name] for name in FIELDS if request.GET.get(name)} | {ASKED: part.key}
    return f"{placement.get_absolute_url()}?{urlencode(known)}#{placement.part.anchor}-start"
