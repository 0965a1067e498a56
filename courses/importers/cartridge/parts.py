"""One leaf of a cartridge as a part of a unit: a page, a discussion, a link; or left out with a reason."""

import posixpath
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _

from core.text import clean_html
from courses.importers.cartridge.addresses import CartridgeAddresses
from courses.importers.cartridge.manifest import Item, Resource
from courses.importers.documents import Malformed, read_text, read_xml
from courses.importers.library import Shelf
from courses.importers.media import host_of
from courses.importers.prompts import asked
from courses.importers.prose import Unreadable, read_well, useful_title
from courses.importers.source import Source
from courses.importers.tree import LeftOut, PartKind, PartNode

_PAGES = (".html", ".htm", ".xhtml")
_WEB = ("http://", "https://")


@dataclass
class PartReader:
    """Reads leaves; everything it leaves goes to the shared list, under the name of where it stood."""

    source: Source
    shelf: Shelf
    resources: dict[str, Resource]
    units: dict[str, str]
    left_out: list[LeftOut]
    where: str = ""
    unit_title: str = ""
    _taken: set[str] = field(default_factory=set)

    def read(self, item: Item) -> list[PartNode]:
        """The parts of one item: none for what stays behind."""
        resource = self.resources.get(item.resource)
        if resource is None:
            if item.resource:
                self._leave_out(item.title, _("The export does not hold what this entry names."))
                return []
            return self._label(item)
        return self.of_resource(resource, item.title, item.id or resource.id)

    def of_resource(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        readers = {"topic": self._topic, "link": self._link, "webcontent": self._content}
        reader = readers.get(resource.kind)
        if reader is None:
            self._leave_out(title or self._own_title(resource), _reason(resource.kind))
            return []
        try:
            return reader(resource, title, source_id)
        except Malformed as error:
            self._leave_out(title, _("Its file is not well-formed XML (%(path)s).") % {"path": error})
        except KeyError:
            self._leave_out(
                title or resource.main, _("The export does not hold its file (%(path)s).") % {"path": resource.main}
            )
        return []

    def _own_title(self, resource: Resource) -> str:
        """What the resource calls itself, for one that no item names."""
        try:
            root = read_xml(self.source, resource.main)
        except (Malformed, KeyError):
            return resource.main
        named = next((element.text for element in root.iter() if element.tag.rsplit("}", 1)[-1] == "title"), "")
        return " ".join((named or resource.main).split())

    def _label(self, item: Item) -> list[PartNode]:
        """An entry with words and nothing behind it: Canvas's text headers."""
        title = useful_title(item.title)
        return [PartNode(item.id, PartKind.TEXT, title, f"<p>{escape(title)}</p>")] if title else []

    def _content(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        path = resource.main
        if path.startswith(_WEB):
            return [_link_part(source_id, title, path)]
        if not path.casefold().endswith(_PAGES):
            self.source.size(path)
            words = _("Open “%(name)s”") % {"name": useful_title(title) or path.rsplit("/", 1)[-1]}
            html = f'<p><a href="{escape(self.shelf.link(path))}">{escape(words)}</a></p>'
            return [PartNode(source_id, PartKind.LINK, useful_title(title), clean_html(html))]
        return self._text(read_text(self.source, path), title, source_id, posixpath.dirname(path))

    def _topic(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        """A discussion with its prompt; the prompt's own HTML is the words before the discussion."""
        root = read_xml(self.source, resource.main)
        words = next((element for element in root.iter() if element.tag.rsplit("}", 1)[-1] == "text"), None)
        named = next((element.text for element in root.iter() if element.tag.rsplit("}", 1)[-1] == "title"), "")
        heading = " ".join((named or title).split()) or str(_("Discussion"))
        raw = (words.text or "") if words is not None else ""
        if words is not None and words.get("texttype", "text/html") == "text/plain":
            raw = "".join(f"<p>{escape(line)}</p>" for line in raw.splitlines() if line.strip())
        html = self._cleaned(raw, heading, posixpath.dirname(resource.main))
        return asked(source_id, heading, html)

    def _link(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        root = read_xml(self.source, resource.main)
        url = next((element for element in root.iter() if element.tag.rsplit("}", 1)[-1] == "url"), None)
        address = url.get("href", "").strip() if url is not None else ""
        if not address.startswith(_WEB):
            self._leave_out(title, _("Links of this kind are not opened here."))
            return []
        return [_link_part(source_id, title, address)]

    def _text(self, raw: str, title: str, source_id: str, base: str) -> list[PartNode]:
        try:
            reading = read_well(raw, title=title, unit_title=self.unit_title, addresses=self._addresses(base))
        except Unreadable:
            self._leave_out(title, _("It is too long or too deeply nested to be read safely."))
            return []
        return [PartNode(source_id, PartKind.TEXT, reading.title, reading.html)] if reading.html else []

    def _cleaned(self, raw: str, title: str, base: str) -> str:
        try:
            return read_well(raw, title=title, unit_title=title, addresses=self._addresses(base)).html
        except Unreadable:
            self._leave_out(title, _("Its prompt is too long or too deeply nested to be read safely."))
            return ""

    def _addresses(self, base: str) -> CartridgeAddresses:
        return CartridgeAddresses(self.shelf, base, self.units, self._leave_out)

    def _leave_out(self, what: str, reason: str) -> None:
        self.left_out.append(LeftOut(self.where, what or str(_("An entry without a name")), reason))


def _link_part(source_id: str, title: str, address: str) -> PartNode:
    name = useful_title(title)
    words = _("Open “%(name)s” on %(host)s") % {"name": name, "host": host_of(address)} if name else address
    html = f'<p><a href="{escape(address)}">{escape(words)}</a></p>'
    return PartNode(source_id, PartKind.LINK, name, clean_html(html))


def _reason(kind: str) -> str:
    if kind == "lti":
        return str(_("It needs a connection to another system that this export does not carry."))
    if kind == "test":
        return str(_("Exercises that mark themselves stay in the system they were written for."))
    if kind == "assignment":
        return str(_("Work that is handed in and marked stays in the system it was written for."))
    return str(_("Colloquy does not know this kind of component."))
