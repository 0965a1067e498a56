"""Where the addresses inside a cartridge lead: the format's own marks, Canvas's marks, and plain relative paths."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from courses.importers.cartridge.manifest import Resource
from courses.importers.library import Shelf
from courses.importers.media import name_of
from courses.importers.tree import UNIT_LINK

_FILE_MARK = re.compile(r"^\$(?:IMS[-_]CC[-_]FILEBASE|IMS_CC_FILEBASE)\$/?(?P<rest>.*)$")
_PAGE_MARK = re.compile(r"^\$(?:WIKI_REFERENCE|CANVAS_OBJECT_REFERENCE|CANVAS_COURSE_REFERENCE)\$/(?P<rest>.*)$")
_FILE_REF = re.compile(r"^\$CANVAS_COURSE_REFERENCE\$/file_ref/(?P<file>[^/?#]+)")
_QUICK_LINK = re.compile(r"quickLink\.d2l\?(?:[^#]*&(?:amp;)?)?fileId=(?P<file>[^&#]+)", re.IGNORECASE)
_NUMBERED = re.compile(r"xid-\d+_\d+")
_FOLDERS = ("", "web_resources/", "wiki_content/")


@dataclass
class CartridgeAddresses:
    """The addresses of one document; what leads nowhere goes into the report under that document's name."""

    shelf: Shelf
    base: str
    units: dict[str, str]
    resources: dict[str, Resource]
    report: Callable[[str, str], None]

    def note(self, what: str, reason: str) -> None:
        self.report(what, reason)

    def link(self, address: str) -> str | None:
        plain = unquote(address)
        if meant := _FILE_REF.match(plain) or _QUICK_LINK.search(address):
            return self._file(address, meant)
        if marked := _PAGE_MARK.match(plain):
            return self._unit(address, marked["rest"])
        scheme = _scheme(address)
        if scheme in {"http", "https", "mailto", "tel"} or address.startswith("//"):
            return f"https:{address}" if address.startswith("//") else address
        if address.startswith("#") or scheme in {"javascript", "data"}:
            return None
        if path := self._path(address):
            unit = self.units.get(path)
            return f"{UNIT_LINK}{quote(unit, safe='')}" if unit else self.shelf.link(path)
        self._missing(_("Link to “%(name)s”"), address)
        return None

    def _file(self, address: str, meant: re.Match[str]) -> str | None:
        """A file by its identifier (Canvas) or by its place among the files of the course (Brightspace)."""
        resource = self.resources.get(meant["file"])
        path = resource.main if resource else self._path(meant["file"])
        if path and path in self.shelf.source:
            return self.shelf.link(path)
        self._missing(_("Link to “%(name)s”"), meant["file"])
        return None

    def picture(self, address: str) -> str | None:
        if _scheme(address) in {"http", "https"} or address.startswith("//"):
            self.note(
                _("Picture “%(name)s”") % {"name": name_of(address)},
                _("It lies on another site, which would learn who reads this. We kept a link to it."),
            )
            return f"https:{address}" if address.startswith("//") else address
        if _scheme(address) == "data":
            self.note(_("A picture"), _("It was not stored as a file, so it could not be taken."))
            return None
        ref = _FILE_REF.match(unquote(address))
        resource = self.resources.get(ref["file"]) if ref else None
        path = resource.main if resource and resource.main in self.shelf.source else self._path(address)
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
        for plain in (unquote(re.split(r"[?#]", address)[0]), re.split(r"[?#]", unquote(address))[0]):
            marked = _FILE_MARK.match(plain)
            rest = (marked["rest"] if marked else plain).lstrip("/")
            beside = posixpath.normpath(posixpath.join(self.base, rest)) if rest else ""
            here = posixpath.normpath(rest) if rest else ""
            candidates = [folder + here for folder in _FOLDERS]
            candidates = [*candidates, beside] if marked else [beside, *candidates]
            if found := next((path for path in candidates if path and path in self.shelf.source), None):
                return found
        return self._numbered(address)

    def _numbered(self, address: str) -> str | None:
        """Blackboard names a file by its number, and writes the number behind its name."""
        if not (meant := _NUMBERED.search(address)):
            return None
        mark = f"__{meant[0]}."
        return next((path for path in self.shelf.source.files if mark in path), None)

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
