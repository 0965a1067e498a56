"""The page where a browser's own choices are made."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.menus import Menu, settings_menu

KEYS: list[tuple[tuple[str, ...], str | Promise]] = [
    (("g", "c"), _("The course")),
    (("g", "i"), _("The inbox")),
    (("g", "p"), _("People")),
    (("g", "m"), _("Mentoring")),
    (("j", "k"), _("Next and previous post or row")),
    (("u",), _("First new post")),
    (("e",), _("Endorsed answer")),
    (("r",), _("Reply")),
    (("[", "]"), _("Previous and next unit")),
    (("?",), _("This list")),
]


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """Theme and keys."""

    template = "core/look.html"
    keys = KEYS
    menu: Menu

    @classmethod
    def build(cls, request: HttpRequest) -> "LookPage":
        return cls(menu=settings_menu(request))
