"""What higher apps declare to the frame of every page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from core.registry import Registry

if TYPE_CHECKING:
    from core.models import SearchDocument
    from core.search import Asked


class NavItem:
    """An entry of the bar (and of the tab bar on a phone), or of the menu under a person's own avatar.

    `place` is "bar" (order: course 10, inbox 20, people 30, mentoring 40), "you", or "settings" (a tab of /settings/).
    What waits for a person behind it: `waiting`, rows that are counted for all entries together, in one query;
    or, where that cannot be, `count`, which costs at most one.
    """

    key: str
    label: str | Promise
    icon: str
    place: str = "bar"
    order: int = 50
    only_small: bool = False  # in the tab bar of a phone only
    only_wide: bool = False  # not in the tab bar: on a small screen it is a glyph at the top
    duty: bool = False  # in the menu under the avatar: a place of work, which Home names too
    at_home: bool = False  # in the menu under the avatar: Home offers it beside the search

    def url(self, request: HttpRequest) -> str | None:
        """Where it leads; None leaves the entry out for this person."""
        raise NotImplementedError

    def waiting(self, rights: Any) -> list[QuerySet[Any]]:
        """For the rights of whoever is signed in, or a stand-in for them (core/kept.py)."""
        return []

    def count(self, request: HttpRequest) -> int:
        return 0

    def always(self, request: HttpRequest) -> bool:
        """False leaves the entry out as long as nothing waits behind it."""
        return True

    def current(self, request: HttpRequest) -> bool:
        url = self.url(request)
        return bool(url) and url != "/" and request.path.startswith(str(url))


class Check:
    """A line of /setup/: is this part of the installation ready, and a button that tries it."""

    key: str
    label: str | Promise
    order: int = 50

    def state(self) -> tuple[bool, str | Promise]:
        """Ready or not, and what is still missing in one sentence."""
        raise NotImplementedError

    def url(self) -> str:
        """Where to go to put it right; "" when there is no such page."""
        return ""

    def test(self, actor: Any) -> str | Promise | None:
        """Try it for real and say what happened; None when there is nothing to try."""
        return None


class Gauge:
    """A number for those who run the installation: how much of something waits."""

    key: str
    label: str | Promise

    def value(self) -> float:
        """One cheap query."""
        raise NotImplementedError


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as a line: its title, where it is opened, and up to three facts about it."""

    title: str
    url: str
    facts: list[str]
    at: datetime | None = None
    instead: str = ""
    """Shown in place of an excerpt, where one is to be asked before reading."""


class Findable:
    """A kind of thing that search finds: `key` is the kind of its documents."""

    key: str
    label: str | Promise
    icon: str
    order: int = 50
    filters: frozenset[str] = frozenset()
    """Which filters of `core.search.asking.FILTERS` it can answer; asked for another one, it has nothing."""

    def documents(self, ids: Collection[int] | None) -> "Iterable[SearchDocument]":
        """What the index should hold of these rows (of all with None), one document for each that can be found."""
        raise NotImplementedError

    def openable(self, *, request: HttpRequest, asked: "Asked", scope_id: int | None) -> QuerySet[Any]:
        """The rows that this person may open, in one place if it is named, under the filters that were asked for."""
        raise NotImplementedError

    def audiences(self, request: HttpRequest) -> Collection[int] | None:
        """Whose documents are worth a look, where they carry an audience: `openable` decides all the same."""
        return None

    def hits(self, *, request: HttpRequest, ids: Collection[int]) -> dict[int, Hit]:
        """These rows as lines: at most one query."""
        raise NotImplementedError


findables: Registry[Findable] = Registry()


class Pulse:
    """A part of the house on the page that tells everybody whether it works. Cheap, and without a word about anybody."""

    key: str
    label: str | Promise
    order: int = 50
    when_well: str | Promise
    when_late: str | Promise

    def late_since(self) -> datetime | None:
        """Since when something waits for longer than it ever should; None when all is on time. At most one query."""
        raise NotImplementedError


nav: Registry[NavItem] = Registry()
checks: Registry[Check] = Registry()
gauges: Registry[Gauge] = Registry()
pulses: Registry[Pulse] = Registry()
