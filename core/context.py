from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.extensions import NavItem, nav
from core.kept import At, Kept

EVERYWHERE = ("bar", "you")


def chrome(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs; evaluated only when base.html asks."""
    return {
        "chrome": Chrome(request),
        "DEMO": settings.DEMO,
    }


class Entry:
    def __init__(self, item: NavItem, request: HttpRequest, url: str, *, waiting: int | None) -> None:
        self.key, self.label, self.icon, self.url = item.key, item.label, item.icon, url
        self.only_small, self.only_wide, self.duty = item.only_small, item.only_wide, item.duty
        self.at_home = item.at_home
        self.count = item.count(request) if waiting is None else waiting
        self.current = item.current(request)


def _counted(request: HttpRequest, items: list[NavItem]) -> dict[str, int]:
    """What waits behind these entries: one query for all of them."""
    found: Counter[str] = Counter()
    counted = tuple(item.key for item in items if type(item).waiting is not NavItem.waiting)
    rights = getattr(request, "rights", None)
    for row in WAITING.rows(rights, counted) if counted and rights else ():
        found[row["of"]] += row["n"]
    return found


def _waiting(rights: Any, _at: At, keys: tuple[str, ...]) -> Any:
    rows = [
        rows.order_by().values(of=Value(key, output_field=CharField())).annotate(n=Count("pk"))
        for key in keys
        for rows in nav[key].waiting(rights)
    ]
    return rows[0].union(*rows[1:], all=True)


WAITING = Kept(_waiting)


class Chrome:
    """The bar and the menus, built at the first use and once for each request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._entries: dict[str, list[Entry]] = {}

    def _of(self, place: str) -> list[Entry]:
        """The places that stand on every page are read together."""
        if place not in self._entries:
            self._entries |= self._read(EVERYWHERE if place in EVERYWHERE else (place,))
        return self._entries[place]

    def _read(self, places: tuple[str, ...]) -> dict[str, list[Entry]]:
        items = sorted((item for item in nav if item.place in places), key=lambda item: item.order)
        pairs = [(item, url) for item in items if (url := item.url(self._request))]
        waiting = _counted(self._request, [item for item, _url in pairs])
        found: dict[str, list[Entry]] = {place: [] for place in places}
        for item, url in pairs:
            entry = Entry(item, self._request, url, waiting=waiting.get(item.key))
            if entry.count or item.always(self._request):
                found[item.place].append(entry)
        return found

    @property
    def bar(self) -> list[Entry]:
        return self._of("bar")

    @property
    def you(self) -> list[Entry]:
        return self._of("you")

    @property
    def at_home(self) -> list[Entry]:
        return [entry for entry in self.you if entry.at_home]

    @property
    def demo(self) -> list[Entry]:
        """What only a demonstration has: its mail, its other people."""
        return self._of("demo") if settings.DEMO else []

    @property
    def duties(self) -> int:
        """The number on the avatar: what waits in the menu under it."""
        return sum(entry.count for entry in self.you)

    @property
    def offices(self) -> list[Entry]:
        """Where this person has duties, whether something waits there or not."""
        return [entry for entry in self.you if entry.duty]

    @property
    def name(self) -> str:
        """Of the institution whose host this is, or of the house."""
        return getattr(self._place, "name", "") or str(_("Colloquy"))

    @property
    def sheet(self) -> str:
        """The address of the stylesheet with the institution's colours; "" for the house's own."""
        return getattr(self._place, "sheet", "")

    @property
    def _place(self) -> object:
        return getattr(self._request, "place", None)

    @property
    def theme(self) -> str:
        theme = self._request.COOKIES.get("theme", "")
        return theme if theme in {"light", "dark"} else ""
