"""files.xml: which stored file is meant by a name in a text of one activity."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.library import Shelf
from courses.importers.media import name_of
from courses.importers.moodle.backup import BIG_DOCUMENT, text
from courses.importers.source import Source
from courses.importers.tree import UNIT_LINK

_PLUGIN_FILE = re.compile(r"^@@PLUGINFILE@@/?(?P<name>[^?#]*)")
_OTHER_PAGE = re.compile(r"^\$@(?P<what>[A-Z]+)\*(?P<id>\d+)(?:\*[^@]*)?@\$")
_OWN_PAGE = re.compile(r"/mod/[a-z]+/view\.php\?(?:.*&)?id=(?P<id>\d+)")


@dataclass(frozen=True)
class Stored:
    """One line of files.xml."""

    area: str
    item: str
    name: str
    path: str
    present: bool


@dataclass
class Files:
    """All files of a backup, by the context of the activity that they belong to."""

    source: Source
    by_context: dict[str, list[Stored]] = field(default_factory=dict)

    @classmethod
    def read(cls, source: Source) -> "Files":
        files = cls(source)
        if "files.xml" not in source:
            return files
        try:
            root = read_xml(source, "files.xml", limit=BIG_DOCUMENT)
        except Malformed:
            return files
        for entry in root.iter("file"):
            files._add(entry)
        return files

    def _add(self, entry: Element) -> None:
        name, key = text(entry, "filename"), text(entry, "contenthash")
        if name in {"", "."} or not re.fullmatch(r"[0-9a-f]{40}", key):
            return
        path = f"files/{key[:2]}/{key}"
        inside = posixpath.join(text(entry, "filepath").lstrip("/"), name)
        stored = Stored(text(entry, "filearea"), text(entry, "itemid"), inside, path, path in self.source)
        self.by_context.setdefault(text(entry, "contextid"), []).append(stored)

    def of(self, context: str, area: str = "", item: str = "") -> list[Stored]:
        """What belongs to an activity; to one area of it, and there to one item (a post, a chapter)."""
        here = self.by_context.get(context, ())
        fits = [stored for stored in here if not area or stored.area == area]
        return [stored for stored in fits if stored.item == item] if item else fits


@dataclass
class MoodleAddresses:
    """The addresses in the texts of one activity; what leads nowhere goes into the report."""

    files: Files
    shelf: Shelf
    context: str
    area: str
    item: str
    units: dict[str, str]
    report: Callable[[str, str], None]

    def note(self, what: str, reason: str) -> None:
        self.report(what, reason)

    def link(self, address: str) -> str | None:
        if named := _PLUGIN_FILE.match(address):
            return self._file(named["name"], _("File “%(name)s”"), picture=False)
        if meant := _OTHER_PAGE.match(address) or _OWN_PAGE.search(address):
            if unit := self.units.get(meant["id"]):
                return f"{UNIT_LINK}{quote(unit, safe='')}"
            if address.startswith("$@"):
                self.note(_("A link to another page"), _("Its target is not part of the export. The words stayed."))
                return None
        scheme = _scheme(address)
        if scheme in {"http", "https", "mailto", "tel"} or address.startswith("//"):
            return f"https:{address}" if address.startswith("//") else address
        if not address.startswith("#") and scheme != "javascript":
            self.note(
                _("Link to “%(address)s”") % {"address": address[:120]},
                _("It led to a page of the old system. The words stayed."),
            )
        return None

    def picture(self, address: str) -> str | None:
        if named := _PLUGIN_FILE.match(address):
            return self._file(named["name"], _("Picture “%(name)s”"), picture=True)
        if _scheme(address) in {"http", "https"} or address.startswith("//"):
            self.note(
                _("Picture “%(name)s”") % {"name": name_of(address)},
                _("It lies on another site, which would learn who reads this. We kept a link to it."),
            )
            return f"https:{address}" if address.startswith("//") else address
        self.note(_("A picture"), _("It was not stored as a file, so it could not be taken."))
        return None

    def _file(self, name: str, what: str, *, picture: bool) -> str | None:
        wanted = unquote(name)
        here = self.files.of(self.context)
        fits = [stored for stored in here if stored.name == wanted]
        best = next((stored for stored in fits if (stored.area, stored.item) == (self.area, self.item)), None)
        found = best or next(iter(fits), None)
        label = what % {"name": name_of(wanted)}
        if found is None or not found.present:
            self.note(label, _("The export does not hold this file."))
            return None
        if picture and not self.shelf.is_picture(found.path):
            self.note(label, _("The file is not a picture that a browser can show."))
            return None
        return self.shelf.link(found.path, name_of(wanted))


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "broken"
