"""imsmanifest.xml: the order of the items, and the resources that they name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.naming import Names, plain_title, short_id
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

MANIFEST = "imsmanifest.xml"
MAX_ITEMS = 20_000
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_INLINE = frozenset({"webLink", "topic", "cartridge_basiclti_link", "assignment"})
_TONGUE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Resource:
    """What an item names. `inline` is the document of one that has no file (1.3, Thin CC); `other_ways` are its variants."""

    id: str
    type: str
    href: str
    files: tuple[str, ...]
    depends_on: tuple[str, ...] = ()
    other_ways: tuple[str, ...] = ()
    for_staff: bool = False
    inline: Element | None = None

    @property
    def kind(self) -> str:
        """webcontent, associated, topic, link, lti, test, assignment or other, whatever the version of the cartridge."""
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
    ("assessment", "test"),
    ("associatedcontent", "associated"),
    ("assignment", "assignment"),
    ("webcontent", "webcontent"),
)


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    resource: str
    children: "tuple[Item, ...]" = ()
    hidden: bool = False

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
    if named(root) != "manifest":
        raise ImportRefused(_("“%(path)s” does not describe a Common Cartridge.") % {"path": MANIFEST})
    organization = _organization(root)
    items = tuple(_items(organization, Names()))
    if sum(1 for item in items for _leaf in item.leaves()) > MAX_ITEMS:
        raise ImportRefused(_("This course has more than %(limit)s pieces.") % {"limit": MAX_ITEMS})
    metadata = _child(root, "metadata")
    return Manifest(
        id=short_id(root.get("identifier", "") or source.name),
        title=plain_title(_said(metadata, "title")) or plain_title(_name_of(organization)) or source.name,
        summary=_said(metadata, "description", beside="general"),
        language=_language(metadata),
        version=_text(_first(metadata, "schemaversion")) if metadata is not None else "",
        items=_opened(items),
        resources={resource.id: resource for resource in _resources(root)},
    )


def _organization(root: Element) -> Iterable[Element]:
    """The one that the manifest calls its usual one, else the first."""
    found = [element for element in root.iter() if named(element) == "organization"]
    holder = _first(root, "organizations")
    usual = holder.get("default") if holder is not None else None
    return next((each for each in found if each.get("identifier") == usual), found[0] if found else ())


def _name_of(organization: Iterable[Element]) -> str:
    """Of packages without metadata the name stands above the items."""
    return next((_text(each) for each in organization if named(each) == "title"), "")


def _opened(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The single root that the format asks for is not a chapter."""
    if len(items) != 1 or items[0].resource:
        return items
    root = items[0]
    return root.children if not root.title or any(child.children for child in root.children) else items


def _items(parent: Iterable[Element], names: Names) -> Iterator[Item]:
    """An item that has a page of its own and children shows its page first."""
    for element in parent:
        if named(element) == "item":
            name = names.give(element.get("identifier", ""), "item")
            title, resource = plain_title(_text(_child(element, "title"))), element.get("identifierref", "")
            hidden = element.get("isvisible", "true").casefold() == "false"
            children = tuple(_items(element, names))
            if children and resource:
                children = (Item(names.give(f"{name}/own", "item"), title, resource), *children)
                resource = ""
            yield Item(name, title, resource, children, hidden)


def _resources(root: Element) -> Iterator[Resource]:
    outer = "".join(holder.get(_BASE, "") for holder in (root, _first(root, "resources")) if holder is not None)
    for holder in root.iter():
        if named(holder) == "resource" and holder.get("identifier"):
            base = unquote(outer + holder.get(_BASE, ""))
            files = [unquote(child.get("href", "")) for child in holder if named(child) == "file"]
            needs = [child.get("identifierref", "") for child in holder if named(child) == "dependency"]
            ways = [child.get("identifierref", "") for child in holder if named(child) == "variant"]
            href = unquote(holder.get("href", ""))
            yield Resource(
                holder.get("identifier", ""),
                holder.get("type", ""),
                base + href if href else "",
                tuple(base + name for name in files if name),
                tuple(filter(None, needs)),
                tuple(filter(None, ways)),
                _is_for_staff(_child(holder, "metadata")),
                next((child for child in holder if named(child) in _INLINE), None),
            )


def _is_for_staff(metadata: Element | None) -> bool:
    """Meant for instructors or mentors and for nobody else."""
    if metadata is None:
        return False
    roles = [element for element in metadata.iter() if named(element).casefold() == "intendedenduserrole"]
    meant = {" ".join("".join(role.itertext()).split()).casefold().removeprefix("loimsccv1p1 ") for role in roles}
    return bool(meant) and not any("learner" in role or "student" in role for role in meant)


def _said(metadata: Element | None, what: str, *, beside: str = "") -> str:
    """A sentence of the learning-object metadata, the first of its languages: general/title/string in every version."""
    if metadata is None:
        return ""
    holder = _first(metadata, beside) if beside else metadata
    element = _first(holder, what) if holder is not None else None
    if element is None:
        return ""
    first = next((child for child in element.iter() if named(child) in {"string", "langstring"}), element)
    return " ".join("".join(first.itertext()).split())


def _language(metadata: Element | None) -> str:
    """What the course says of itself, else of its title; never a word that is no language."""
    if metadata is None:
        return ""
    said = [_text(_first(metadata, "language"))]
    said += [each.get("language", "") for each in metadata.iter() if named(each) in {"string", "langstring"}]
    return next((each for each in said if _TONGUE.fullmatch(each)), "")


def _first(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if named(element) == name), None)


def _child(parent: Element, name: str) -> Element | None:
    return next((element for element in parent if named(element) == name), None)


def _text(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def named(element: Element) -> str:
    """The tag without its namespace, which differs from version to version."""
    return element.tag.rsplit("}", 1)[-1]
