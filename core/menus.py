"""The menu of a place (a course, mentoring, a desk): the rail on a wide screen, the course menu on a phone."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.extensions import nav

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line. `note` is read out after the label ("finished"), `number` stands before it."""

    label: Text
    url: str
    icon: str = ""
    number: str = ""
    count: int = 0
    note: Text = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Lines under a heading; `folded` groups open by a press and are open when they hold the current line."""

    items: list[Item]
    title: Text = ""
    folded: bool = False

    @property
    def open(self) -> bool:
        return not self.folded or any(item.current for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Menu:
    """`page.menu` of a page; base.html draws it twice from the same lines."""

    title: Text
    url: str = ""
    subtitle: Text = ""
    label: Text = ""
    groups: list[Group] = field(default_factory=list)

    @cached_property
    def drawn(self) -> SafeString:
        """Its lines, drawn once."""
        return SafeString(render_to_string("components/menu.html", {"menu": self}))


def settings_menu(request: HttpRequest) -> Menu:
    """The tabs of `/settings/`: the entries of every app with the place "settings"."""
    entries = sorted((item for item in nav if item.place == "settings"), key=lambda item: item.order)
    pairs = [(entry, entry.url(request)) for entry in entries]
    items = [
        Item(label=entry.label, url=url, icon=entry.icon, current=entry.current(request)) for entry, url in pairs if url
    ]
    return Menu(title=_("Settings"), groups=[Group(items=items)])
