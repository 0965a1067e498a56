"""imsmanifest.xml: the order of the items, and the resources that they name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

MANIFEST = "imsmanifest.xml"
MAX_ITEMS = 20_000


@dataclass(frozen=True)
class Resource:
    """What an item names: its kind by the last word of its type, its files, its parameters."""

    id: str
    type: str
    href: str
    files: tuple[str, ...]
    depends_on: tuple[str, ...]

    @property
    def kind(self) -> str:
        """webcontent, topic, link, lti, test, assignment or other, whatever the version of the cartridge."""
        words = self.type.casefold()
        for mark, kind in _KINDS:
            if mark in words:
                return kind
        return "other"

    @property
    def main(self) -> str:
        return self.href or next(iter(self.files), "")


_KINDS = (
    ("imsdt", "topic"),
    ("imswl", "link"),
    ("basiclti", "lti"),
    ("imslti", "lti"),
    ("imsqti", "test"),
    ("assignment", "assignment"),
    ("webcontent", "webcontent"),
)


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    resource: str
    children: "tuple[Item, ...]" = ()

    def leaves(self) -> "Iterator[Item]":
        """Every item below without children, in reading order; itself when it has none."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass
class Manifest:
    id: str
    title: str
    summary: str
    language: str
    version: str
    items: tuple[Item, ...]
    resources: dict[str, Resource] = field(default_factory=dict)


def home_of(source: Source) -> str | None:
    """The folder nearest to the top that holds a manifest of a cartridge."""
    homes = sorted(
        (path.removesuffix(MANIFEST).rstrip("/") for path in source.files if f"/{path}".endswith(f"/{MANIFEST}")),
        key=lambda home: (home.count("/") + 1 if home else 0, home),
    )
    return homes[0] if homes else None


def read_manifest(source: Source) -> Manifest:
    try:
        root = read_xml(source, MANIFEST)
    except Malformed as error:
        raise ImportRefused(
            _("“%(path)s” is not well-formed XML, so the course cannot be read.") % {"path": MANIFEST}
        ) from error
    if _name(root) != "manifest":
        raise ImportRefused(_("“%(path)s” does not describe a Common Cartridge.") % {"path": MANIFEST})
    organization = _first(root, "organization")
    items = tuple(_items(organization)) if organization is not None else ()
    if sum(1 for item in items for _leaf in item.leaves()) > MAX_ITEMS:
        raise ImportRefused(_("This course has more than %(limit)s pieces.") % {"limit": MAX_ITEMS})
    metadata = _first(root, "metadata")
    return Manifest(
        id=root.get("identifier", "") or source.name,
        title=_said(metadata, "title") or source.name,
        summary=_said(metadata, "description", beside="general"),
        language=_text(_first(metadata, "language")) if metadata is not None else "",
        version=_text(_first(metadata, "schemaversion")) if metadata is not None else "",
        items=_opened(items),
        resources={resource.id: resource for resource in _resources(root)},
    )


def _opened(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The single root that the format asks for is not a chapter."""
    if len(items) == 1 and not items[0].resource:
        return items[0].children
    return items


def _items(parent: Element) -> Iterator[Item]:
    for element in parent:
        if _name(element) == "item":
            yield Item(
                element.get("identifier", ""),
                " ".join(_text(_child(element, "title")).split()),
                element.get("identifierref", ""),
                tuple(_items(element)),
            )


def _resources(root: Element) -> Iterator[Resource]:
    for holder in root.iter():
        if _name(holder) == "resource" and holder.get("identifier"):
            base = holder.get("{http://www.w3.org/XML/1998/namespace}base", "")
            files = [unquote(child.get("href", "")) for child in holder if _name(child) == "file"]
            needs = [child.get("identifierref", "") for child in holder if _name(child) == "dependency"]
            yield Resource(
                holder.get("identifier", ""),
                holder.get("type", ""),
                base + unquote(holder.get("href", "")),
                tuple(base + name for name in files if name),
                tuple(filter(None, needs)),
            )


def _said(metadata: Element | None, what: str, *, beside: str = "") -> str:
    """A sentence of the learning-object metadata: general/title/string in every version."""
    if metadata is None:
        return ""
    holder = _first(metadata, beside) if beside else metadata
    element = _first(holder, what) if holder is not None else None
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _first(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if _name(element) == name), None)


def _child(parent: Element, name: str) -> Element | None:
    return next((element for element in parent if _name(element) == name), None)


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _name(element: Element) -> str:
    """The tag without its namespace, which differs from version to version."""
    return element.tag.rsplit("}", 1)[-1]
