"""What the address asks one block for: a tab, a page, one label, one of several groups."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from community.discussion.choices import THREADS_PER_PAGE
from community.discussion.models import Space
from community.discussion.pages import tabs
from community.discussion.pages.labels import asked_label
from community.discussion.services import Label, wearing
from courses.models import Placement

COUNTED = {"needs": tabs.NEEDS, "unread": tabs.UNREAD}


@dataclass(frozen=True)
class Narrow:
    """Only one label, only one of several groups: what the address asks one block for."""

    placement: Placement
    label: Label | None
    space: Space | None

    @classmethod
    def of(cls, query: QueryDict, placement: Placement, spaces: list[Space]) -> "Narrow":
        group = query.get(f"g{placement.pk}", "")
        space = next((space for space in spaces if group and str(space.group_id) == group), None)
        return cls(placement, asked_label(placement.unit.course, query.get(f"l{placement.pk}", "")), space)

    def __bool__(self) -> bool:
        return self.label is not None or self.space is not None

    def inside(self, threads: Any) -> Any:
        found = threads.filter(wearing(self.label.number)) if self.label else threads
        return found.filter(space=self.space) if self.space else found

    def counts(self, threads: Any) -> dict[str, int]:
        """How many threads each tab holds: one query, only where something was asked for."""
        told = {name: Count("pk", filter=tabs.condition(key)) for name, key in COUNTED.items()}
        found = self.inside(threads).order_by().aggregate(everything=Count("pk"), **told)
        return {tabs.FOR_YOU: found["everything"], **{key: found[name] for name, key in COUNTED.items()}}

    def _query(self, label: Label | None, space: Space | None) -> str:
        asked = f"&l{self.placement.pk}={label.number}" if label else ""
        return asked + (f"&g{self.placement.pk}={space.group_id}" if space else "")

    @property
    def query(self) -> str:
        return self._query(self.label, self.space)

    def with_label(self, label: Label) -> str:
        """The address with this label; without it where it is chosen already."""
        other = None if self.label == label else label
        return f"?{self._query(other, self.space)[1:]}#{self.placement.part.anchor}"

    def with_space(self, space: Space | None) -> str:
        return f"?{self._query(self.label, space)[1:]}#{self.placement.part.anchor}"


@dataclass(frozen=True)
class Asked:
    """Which tab and page of one block the address asks for, and how much there is."""

    placement: Placement
    tab: str
    counts: dict[str, int]
    page: Page[Any]
    narrow: "Narrow"

    @classmethod
    def of(cls, query: QueryDict, placement: Placement, counts: dict[str, int], narrow: "Narrow") -> "Asked":
        tab = tabs.known(query.get(f"t{placement.pk}"))
        total = counts[tab if tab in {tabs.NEEDS, tabs.UNREAD} else tabs.FOR_YOU]
        page = Paginator(range(total), THREADS_PER_PAGE).get_page(query.get(f"p{placement.pk}"))
        return cls(placement, tab, counts, page, narrow)

    @property
    def is_other(self) -> bool:
        """Not what every block shows first."""
        return self.tab != tabs.FOR_YOU or self.page.number > 1 or bool(self.narrow)

    @property
    def tab_url(self) -> str:
        """Links stay on the page they are on, at this block."""
        return f"?t{self.placement.pk}=%tab%{self.narrow.query}#{self.placement.part.anchor}"

    @property
    def start(self) -> int:
        return self.page.start_index() - 1 if self.page.paginator.count else 0


def places_of(narrow: Narrow, spaces: list[Space]) -> list[tuple[str, str, bool]]:
    """Group, its address, whether it is shown: for whoever reads more than one."""
    if len(spaces) < 2:  # noqa: PLR2004
        return []
    each = [
        (space.group.name if space.group else _("The whole course"), narrow.with_space(space), space == narrow.space)
        for space in spaces
    ]
    return [(_("All groups"), narrow.with_space(None), narrow.space is None), *each]
