"""Where the addresses inside a cartridge lead: the format's own marks, Canvas's marks, and plain relative paths."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from courses.importers.library import Shelf
from courses.importers.media import name_of
from courses.importers.tree import UNIT_LINK

_FILE_MARK = re.compile(r"^\$(?:IMS[-_]CC[-_]FILEBASE|IMS_CC_FILEBASE)\$/?(?P<rest>.*)$")
_PAGE_MARK = re.compile(r"^\$(?:WIKI_REFERENCE|CANVAS_OBJECT_REFERENCE|CANVAS_COURSE_REFERENCE)\$/(?P<rest>.*)$")
_FOLDERS = ("", "web_resources/", "wiki_content/")


@dataclass
class CartridgeAddresses:
    """The addresses of one document; what leads nowhere goes into the report under that document's name."""

    shelf: Shelf
    base: str
    units: dict[str, str]
    report: Callable[[str, str], None]

    def note(self, what: str, reason: str) -> None:
        self.report(what, reason)

    def link(self, address: str) -> str | None:
        plain = unquote(address)
        if marked := _PAGE_MARK.match(plain):
            return self._unit(address, marked["rest"])
        scheme = _scheme(address)
        if scheme in {"http", "https", "mailto", "tel"} or address.startswith("//"):
            return f"https:{address}" if address.startswith("//") else address
        if address.startswith("#") or scheme == "javascript":
            return None
        if path := self._path(address):
            unit = self.units.get(path)
            return f"{UNIT_LINK}{quote(unit, safe='')}" if unit else self.shelf.link(path)
        self._missing(_("Link to “%(name)s”"), address)
        return None

    def picture(self, address: str) -> str | None:
        if _scheme(address) in {"http", "https"} or address.startswith("//"):
            self.note(
                _("Picture “%(name)s”") % {"name": name_of(address)},
                _("It lies on another site, which would learn who reads this. We kept a link to it."),
            )
            return f"https:{address}" if address.startswith("//") else address
        path = self._path(address)
        if path is None:
            self._missing(_("Picture “%(name)s”"), address)
            return None
        if not self.shelf.is_picture(path):
            self.note(
                _("Picture “%(name)s”") % {"name": name_of(path)},
                _("The file is not a picture that a browser can show."),
            )
            return None
        return self.shelf.link(path)

    def _path(self, address: str) -> str | None:
        """The file of the cartridge that an address means, however it was written."""
        plain = re.split(r"[?#]", unquote(address))[0]
        marked = _FILE_MARK.match(plain)
        rest = (marked["rest"] if marked else plain).lstrip("/")
        beside = posixpath.normpath(posixpath.join(self.base, rest)) if rest else ""
        candidates = [folder + rest for folder in _FOLDERS] if marked else [beside, rest, f"web_resources/{rest}"]
        return next((path for path in candidates if path and path in self.shelf.source), None)

    def _unit(self, address: str, rest: str) -> str | None:
        """Canvas names a page by its slug, a module or a discussion by its identifier."""
        steps = re.split(r"[?#]", rest)[0].strip("/").split("/")
        name = steps[-1]
        for key in (f"wiki_content/{name}.html", name):
            if unit := self.units.get(key):
                return f"{UNIT_LINK}{quote(unit, safe='')}"
        self.note(
            _("Link to “%(address)s”") % {"address": unquote(address)[:120]},
            _("Its target is not part of the export. The words stayed."),
        )
        return None

    def _missing(self, what: str, address: str) -> None:
        self.note(what % {"name": name_of(unquote(address))[:120]}, _("The export does not hold this file."))


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "broken"
