"""One leaf of a cartridge as a part of a unit: a page, a discussion, a link; or left out with a reason."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from core.text import clean_html
from courses.importers.cartridge.addresses import CartridgeAddresses
from courses.importers.cartridge.canvas import Canvas
from courses.importers.cartridge.manifest import Item, Resource, named
from courses.importers.cartridge.tools import read_tool
from courses.importers.documents import Malformed, read_text, read_xml
from courses.importers.library import Shelf
from courses.importers.media import host_of, name_of
from courses.importers.naming import plain_title
from courses.importers.notes import note_of, reason
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
    canvas: Canvas
    units: dict[str, str]
    left_out: list[LeftOut]
    where: str = ""
    unit_title: str = ""
    for_staff: bool = False

    def read(self, item: Item) -> list[PartNode]:
        """The parts of one item: none for what stays behind."""
        if item.resource in self.canvas.tools and item.resource not in self.resources:
            return self._outside(note_of(item.id, item.title, self.canvas.tools[item.resource]))
        resource = self.resources.get(item.resource)
        if resource is None:
            if item.resource:
                self._leave_out(item.title, _("The export does not hold what this entry names."))
                return []
            return self._label(item)
        if self.is_hidden(item) and not self.for_staff:
            self._leave_out(item.title, _("Only staff could see it in the original."))
            return []
        return self.of_resource(resource, item.title, item.id or resource.id)

    def is_hidden(self, item: Item) -> bool:
        """Whether students did not see it where it came from."""
        if item.hidden or item.id in self.canvas.hidden or item.resource in self.canvas.hidden:
            return True
        resource = self.resources.get(item.resource)
        return resource is not None and (resource.for_staff or self.canvas.hides(resource, self.resources))

    def of_resource(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        """By the way of it that can be shown here: an exercise may stand for a page, and a page for an exercise."""
        ways = ways_of(resource, self.resources)
        best = next((way for way in ways if self._reader_of(way)), resource)
        reader = self._reader_of(best)
        title = title or self._own_title(best)
        if reader is None:
            self._leave_out(title, _reason(resource.kind))
            return []
        if best is not resource and resource.kind == "test":
            self._leave_out(title, _("The exercise itself. The page that stands for it was taken."))
        try:
            return reader(best, title, source_id)
        except Malformed as error:
            self._leave_out(title, _("Its file is not well-formed XML (%(path)s).") % {"path": error})
        except KeyError:
            self._leave_out(title, _("The export does not hold its file (%(path)s).") % {"path": best.main})
        return []

    def _reader_of(self, resource: Resource) -> Callable[[Resource, str, str], list[PartNode]] | None:
        readers = {
            "topic": self._topic,
            "link": self._link,
            "lti": self._tool,
            "assignment": self._task,
            "webcontent": self._content,
        }
        if resource.kind == "associated":
            settings = any(name.endswith("assignment_settings.xml") for name in resource.files)
            return self._marked_page if settings else self._content
        if resource.kind == "other" and resource.main in self.source:
            return self._content
        return readers.get(resource.kind)

    def _document(self, resource: Resource) -> Element:
        return resource.inline if resource.inline is not None else read_xml(self.source, resource.main)

    def _own_title(self, resource: Resource) -> str:
        """What the resource calls itself, for one that no item names."""
        if resource.main.casefold().endswith(_PAGES) or resource.kind in {"webcontent", "other"}:
            return ""
        try:
            root = self._document(resource)
        except (Malformed, KeyError):
            return resource.main
        test = next((element.get("title", "") for element in root.iter() if named(element) == "assessment"), "")
        return plain_title(test or _said(root, "title") or resource.main)

    def _label(self, item: Item) -> list[PartNode]:
        """An entry with words and nothing behind it (Canvas's text headers), and the name of an inner folder."""
        title = useful_title(item.title)
        return [PartNode(item.id, PartKind.TEXT, "", f"<h2>{escape(title, quote=False)}</h2>")] if title else []

    def _outside(self, part: PartNode) -> list[PartNode]:
        self._leave_out(part.title, reason())
        return [part]

    def _tool(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        return self._outside(read_tool(self._document(resource), source_id, title))

    def _task(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        """What an assignment says; handing in and marking stay in the system they were made for."""
        root = self._document(resource)
        title = title or plain_title(_said(root, "title"))
        self._leave_out(title, _("Handing in and marking. What the task says was taken as text."))
        base = posixpath.dirname(resource.main)
        html = self._words(root, base) + self._attached(root, base)
        return self._text(html, title, source_id, base)

    def _marked_page(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        self._leave_out(title, _("Handing in and marking. What the task says was taken as text."))
        return self._content(resource, title, source_id)

    def _words(self, root: Element, base: str) -> str:
        words = next((element for element in root.iter() if named(element) == "text"), None)
        raw = "".join(words.itertext()) if words is not None else ""
        if words is not None and words.get("texttype", "text/html") == "text/plain":
            return "".join(f"<p>{escape(line)}</p>" for line in raw.splitlines() if line.strip())
        return raw

    def _attached(self, root: Element, base: str) -> str:
        """The files that hang on a topic or a task, as links."""
        found = [element.get("href", "") for element in root.iter() if named(element) == "attachment"]
        links = [f'<li><a href="{escape(name)}">{escape(name_of(unquote(name)))}</a></li>' for name in found if name]
        return f"<ul>{''.join(links)}</ul>" if links else ""

    def _content(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        path = resource.main
        if path.casefold().startswith(_WEB):
            return [_link_part(source_id, title, path)]
        if not path.casefold().endswith(_PAGES):
            self.source.size(path)
            words = _("Open “%(name)s”") % {"name": useful_title(title) or path.rsplit("/", 1)[-1]}
            html = f'<p><a href="{escape(self.shelf.link(path))}">{escape(words)}</a></p>'
            return [PartNode(source_id, PartKind.LINK, useful_title(title), clean_html(html))]
        return self._text(read_text(self.source, path), title, source_id, posixpath.dirname(path))

    def _topic(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        """A discussion with its prompt; what Canvas announced is a text."""
        root = self._document(resource)
        heading = plain_title(_said(root, "title")) or title or str(_("Discussion"))
        base = posixpath.dirname(resource.main)
        raw = self._words(root, base) + self._attached(root, base)
        if self.canvas.announces(resource, self.resources):
            self._leave_out(heading, _("It was an announcement; its words were taken as text, for staff."))
            return self._text(raw, heading, source_id, base)
        return asked(source_id, heading, self._cleaned(raw, heading, base))

    def _link(self, resource: Resource, title: str, source_id: str) -> list[PartNode]:
        root = self._document(resource)
        url = next((element for element in root.iter() if named(element) == "url"), None)
        address = url.get("href", "").strip() if url is not None else ""
        if not address.casefold().startswith(_WEB):
            self._leave_out(title, _("Links of this kind are not opened here."))
            return []
        return [_link_part(source_id, title or plain_title(_said(root, "title")), address)]

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
        return CartridgeAddresses(self.shelf, base, self.units, self.resources, self._leave_out)

    def _leave_out(self, what: str, reason: str) -> None:
        self.left_out.append(LeftOut(self.where, what or str(_("An entry without a name")), reason))


def ways_of(resource: Resource, resources: dict[str, Resource]) -> list[Resource]:
    """The resource itself, then those that say the same in another form (variants of 1.3 and 1.4, named by either side)."""
    names = {*resource.other_ways, *(each.id for each in resources.values() if resource.id in each.other_ways)}
    return [resource, *(resources[name] for name in sorted(names - {resource.id}) if name in resources)]


def _said(root: Element, name: str) -> str:
    found = next((element for element in root.iter() if named(element) == name), None)
    return "".join(found.itertext()) if found is not None else ""


def _link_part(source_id: str, title: str, address: str) -> PartNode:
    name = useful_title(title)
    words = _("Open “%(name)s” on %(host)s") % {"name": name, "host": host_of(address)} if name else address
    html = f'<p><a href="{escape(address)}">{escape(words)}</a></p>'
    return PartNode(source_id, PartKind.LINK, name, clean_html(html))


def _reason(kind: str) -> str:
    if kind == "test":
        return str(_("Exercises that mark themselves stay in the system they were written for."))
    return str(_("Colloquy does not know this kind of component."))
