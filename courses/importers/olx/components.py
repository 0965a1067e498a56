"""What stands inside a unit, part by part: taken, turned into a link, or left out with a reason."""

import re
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, tostring

from django.utils.translation import gettext as _

from core.text import clean_html, excerpt
from courses.importers.documents import Malformed, read_text
from courses.importers.notes import note_of, reason
from courses.importers.olx.addresses import Library, UnitAddresses
from courses.importers.olx.blocks import Block, Blocks, Missing
from courses.importers.olx.outline import UnitOutline
from courses.importers.olx.reasons import kind_of, reason_for
from courses.importers.olx.video import read_video
from courses.importers.prose import Unreadable, read_well, same_words, useful_title
from courses.importers.source import Source
from courses.importers.tree import LeftOut, PartKind, PartNode, UnitNode

_CONTAINERS = frozenset({"vertical", "sequential", "wrapper", "section"})
_BANKS = frozenset(
    {"library_content", "itembank", "library", "randomize", "split_test", "conditional", "problem-builder"}
)
_TOOLS = frozenset({"lti", "lti_consumer"})
_READABLE = frozenset({"html", "raw_html", "video", "discussion"})
_MAX_LEVELS = 10
_INLINE_HTML = frozenset({"html", "raw_html"})
_BARE_KEY = re.compile(r"""(["'])asset-v1:""")
"""A key of a file where an address should stand; a browser takes its beginning for a protocol."""


@dataclass
class UnitReader:
    """Reads one unit of an export into parts; everything it leaves goes to the shared list."""

    source: Source
    blocks: Blocks
    library: Library
    units: dict[str, str]
    left_out: list[LeftOut]
    _outline: UnitOutline = field(init=False)
    _addresses: UnitAddresses = field(init=False)

    def read(self, outline: UnitOutline) -> UnitNode:
        self._outline = outline
        self._addresses = UnitAddresses(self.library, self.units, self._leave_out)
        parts: list[PartNode] = []
        for child in outline.children:
            parts += self._parts(child, within=outline.name)
        return UnitNode(outline.source_id, outline.title, tuple(parts), outline.staff_only)

    def _leave_out(self, what: str, reason: str) -> None:
        self.left_out.append(LeftOut(self._outline.where, what, reason))

    def _parts(self, child: Element | Block, *, within: str, level: int = 0) -> list[PartNode]:
        try:
            block = child if isinstance(child, Block) else self.blocks.resolve(child, within=within)
        except Missing as error:
            self._leave_out(_label(child), _("The export does not hold its file (%(path)s).") % {"path": error})
            return []
        except Malformed as error:
            self._leave_out(_label(child), _("Its file is not well-formed XML (%(path)s).") % {"path": error})
            return []
        if block.staff_only and not self._outline.staff_only:
            self._leave_out(_label(block), _("Only staff could see it in the original."))
            return []
        if block.tag not in _CONTAINERS:
            return self._read(block)
        if level == _MAX_LEVELS:
            self._leave_out(_label(block), _("It is nested inside itself, or too deeply."))
            return []
        inner = block.element
        return [part for child in inner for part in self._parts(child, within=block.url_name, level=level + 1)]

    def _read(self, block: Block) -> list[PartNode]:
        if block.tag in _INLINE_HTML:
            return self._text(block)
        if block.tag == "video":
            return self._video(block)
        if block.tag == "discussion":
            return [_discussion(block)]
        if block.tag == "pdf" and block.attrs.get("url"):
            return self._document(block)
        if block.tag in _TOOLS:
            return self._tool(block)
        self._leave_out(_label(block), reason_for(block.tag))
        if block.tag in _BANKS:
            self._leave_out_inside(block, reason_for(block.tag))
        return []

    def _tool(self, block: Block) -> list[PartNode]:
        self._leave_out(_label(block), reason())
        return [note_of(block.source_id, block.title, block.attrs.get("launch_url", ""))]

    def _leave_out_inside(self, block: Block, because: str, level: int = 0) -> None:
        """Name each piece of a bank, so that nobody has to open the old system to know what is missing."""
        for child in block.element:
            try:
                inner = self.blocks.resolve(child, within=block.url_name)
            except (Missing, Malformed):
                self._leave_out(_label(child), reason_for(child.tag))
            else:
                if inner.tag in _READABLE:
                    self._leave_out(_label(inner), because)
                elif inner.tag not in {*_CONTAINERS, "default"}:
                    self._leave_out(_label(inner), reason_for(inner.tag))
                if level < _MAX_LEVELS and inner.tag in _CONTAINERS | _BANKS:
                    self._leave_out_inside(inner, because, level + 1)

    def _text(self, block: Block) -> list[PartNode]:
        raw = self._html_of(block)
        if raw is None:
            self._leave_out(_label(block), _("The export does not hold its text."))
            return []
        try:
            raw = _BARE_KEY.sub(r"\1/asset-v1:", raw)
            reading = read_well(raw, title=block.title, unit_title=self._outline.title, addresses=self._addresses)
        except Unreadable:
            self._leave_out(_label(block), _("It is too long or too deeply nested to be read safely."))
            return []
        return [PartNode(block.source_id, PartKind.TEXT, reading.title, reading.html)] if reading.html else []

    def _html_of(self, block: Block) -> str | None:
        if len(block.element) or (block.element.text or "").strip():
            return _inside(block.element)
        name = block.attrs.get("filename") or block.url_name
        for path in (f"html/{name}.html", f"html/{name}", f"html/{block.url_name}.html"):
            if path in self.source:
                return read_text(self.source, path)
        return None if block.attrs.get("filename") else ""

    def _video(self, block: Block) -> list[PartNode]:
        html = read_video(block, self.source, self._addresses, kind_of("video"))
        if html is None:
            self._leave_out(_label(block), reason_for("video"))
            return []
        return [PartNode(block.source_id, PartKind.LINK, block.title, clean_html(html))]

    def _document(self, block: Block) -> list[PartNode]:
        address = self._addresses.link(block.attrs["url"])
        if address is None:
            return []
        words = _("Open “%(name)s”") % {"name": useful_title(block.title) or _("the document")}
        html = f'<p><a href="{escape(address)}">{escape(words)}</a></p>'
        return [PartNode(block.source_id, PartKind.LINK, block.title, clean_html(html))]


def _discussion(block: Block) -> PartNode:
    topic = " ".join((block.attrs.get("discussion_target") or block.title).split())
    if not topic or same_words(topic, "Discussion"):
        topic = " ".join(block.attrs.get("discussion_category", "").split())
    return PartNode(block.source_id, PartKind.DISCUSSION, topic or str(_("Discussion")))


def _inside(element: Element) -> str:
    """Markup that stands in an element, as elements or (in CDATA, or escaped) as words: Open edX reads both as HTML."""
    return "".join([element.text or "", *map(_as_html, element)])


def _as_html(element: Element) -> str:
    return tostring(element, encoding="unicode", method="html")


def _label(thing: Block | Element) -> str:
    """The kind of a thing and the best name there is for it."""
    element = thing.element if isinstance(thing, Block) else thing
    title = thing.title if isinstance(thing, Block) else element.get("display_name", "")
    if not useful_title(title) and element.tag in {"problem", "library_content"}:
        title = _question(element)
    kind = kind_of(element.tag)
    if title.casefold().startswith(kind.casefold()):
        return title
    return f"{kind}: {title}" if title else kind


def _question(element: Element) -> str:
    """The first words of an exercise that nobody named."""
    for tag in ("label", "p", "h3"):
        for found in element.iter(tag):
            words = " ".join("".join(found.itertext()).split())
            if words:
                return excerpt(words, 90)
    return ""
