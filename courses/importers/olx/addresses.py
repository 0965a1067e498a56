"""Where the addresses inside an export lead: to a file of it, to another of its units, or out into the world."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from courses.importers.documents import read_text
from courses.importers.library import Shelf
from courses.importers.media import name_of
from courses.importers.tree import UNIT_LINK

_STATIC = re.compile(r"^(?:\.{0,2}/)*(?:static|c4x/[^/]+/[^/]+/asset)/(?P<name>[^?#]+)")
_ASSET = re.compile(r"type@asset\+block(?:@|/)(?P<name>[^?#]+)")
_JUMP = re.compile(r"jump_to(?:_id)?/(?P<rest>[^?#]+)")
_BLOCK_NAME = re.compile(r"(?:block@|/)(?P<name>[^/@]+)/?$")
_ODD = re.compile(r"[^\w.-]", re.ASCII)


@dataclass
class Library(Shelf):
    """The static files of an export, found under any of the names that Open edX gives them."""

    _by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.source.under("static"):
            self._by_name.setdefault(_key(path.removeprefix("static/")), path)
        for alias, path in self._listed().items():
            self._by_name.setdefault(_key(alias), path)

    def _listed(self) -> dict[str, str]:
        """The other names that the export's own list of files knows."""
        try:
            listed = (
                json.loads(read_text(self.source, "policies/assets.json"))
                if "policies/assets.json" in self.source
                else {}
            )
        except (ValueError, RecursionError):
            return {}
        found = {}
        for alias, entry in listed.items() if isinstance(listed, dict) else ():
            names = (
                (entry.get("displayname"), entry.get("import_path"), entry.get("filename"))
                if isinstance(entry, dict)
                else ()
            )
            path = next(
                (self._by_name[_key(name)] for name in names if isinstance(name, str) and _key(name) in self._by_name),
                None,
            )
            if path:
                found[alias] = path
        return found

    def path_of(self, name: str) -> str | None:
        return self._by_name.get(_key(unquote(name)))

    def spare(self) -> list[str]:
        return [path for path in self.source.under("static") if path not in self.taken]


@dataclass
class UnitAddresses:
    """The addresses of one unit; what leads nowhere goes into the report under that unit's name."""

    library: Library
    units: dict[str, str]
    report: Callable[[str, str], None]

    def note(self, what: str, reason: str) -> None:
        self.report(what, reason)

    def link(self, address: str) -> str | None:
        scheme = _scheme(address)
        if named := _static_name(address):
            return self._file(named, _("File “%(name)s”"))
        if jump := _JUMP.search(address):
            return self._unit(address, jump["rest"])
        if scheme in {"http", "https", "mailto", "tel"} or address.startswith("//"):
            return f"https:{address}" if address.startswith("//") else address
        if address.startswith("#"):
            return None
        if scheme == "":
            self.note(
                _("Link to “%(address)s”") % {"address": address[:120]},
                _("It led to a page of the old system. The words stayed."),
            )
        elif scheme != "javascript":
            self.note(
                _("Link to “%(address)s”") % {"address": address[:120]},
                _("Links of this kind are not opened here. The words stayed."),
            )
        return None

    def picture(self, address: str) -> str | None:
        if named := _static_name(address):
            found = self._file(named, _("Picture “%(name)s”"))
            return found if found is None or self._is_picture(named) else None
        if _scheme(address) in {"http", "https"} or address.startswith("//"):
            self.note(
                _("Picture “%(name)s”") % {"name": name_of(address)},
                _("It lies on another site, which would learn who reads this. We kept a link to it."),
            )
            return f"https:{address}" if address.startswith("//") else address
        self.note(_("A picture"), _("It was not stored as a file, so it could not be taken."))
        return None

    def _file(self, name: str, what: str) -> str | None:
        path = self.library.path_of(name)
        if path is None:
            self.note(what % {"name": name_of(unquote(name))}, _("The export does not hold this file."))
            return None
        return self.library.link(path)

    def _is_picture(self, name: str) -> bool:
        path = self.library.path_of(name)
        if path and self.library.is_picture(path):
            return True
        self.note(
            _("Picture “%(name)s”") % {"name": name_of(name)}, _("The file is not a picture that a browser can show.")
        )
        return False

    def _unit(self, address: str, rest: str) -> str | None:
        steps = _BLOCK_NAME.search(f"/{rest}")
        unit = self.units.get(steps["name"]) if steps else None
        if unit is None:
            self.note(
                _("Link to “%(address)s”") % {"address": address[:120]},
                _("Its target is not part of the export. The words stayed."),
            )
            return None
        return f"{UNIT_LINK}{quote(unit, safe='')}"


def _static_name(address: str) -> str | None:
    """The name of the course's own file that an address means."""
    if found := _ASSET.search(address):
        return found["name"]
    if found := _STATIC.match(address):
        return found["name"]
    return None


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "broken"


def _key(name: str) -> str:
    """Open edX replaces what it finds odd in a name by underscores, so names are compared after that."""
    return _ODD.sub("_", unicodedata.normalize("NFC", name).strip("/")).casefold()
