"""Finding the definition of a block: inline, or behind a pointer to a file of its own."""

import json
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from courses.importers.documents import Malformed, read_text, read_xml
from courses.importers.naming import plain_title, short_id
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

MAX_BLOCKS = 20_000
STRUCTURE = frozenset({"course", "chapter", "sequential", "vertical"})


@dataclass(frozen=True)
class Block:
    """A node of the course: what it is, where it came from, and what its policy says about it."""

    tag: str
    url_name: str
    element: Element
    attrs: dict[str, str]

    @property
    def source_id(self) -> str:
        return f"{self.tag}/{self.url_name}"

    @property
    def title(self) -> str:
        return plain_title(self.attrs.get("display_name", ""))

    @property
    def staff_only(self) -> bool:
        return self.attrs.get("visible_to_staff_only", "").strip('"').casefold() == "true"


class Missing(ValueError):
    """A pointer to a file that the export does not hold; carries what the pointer called itself."""


@dataclass
class Blocks:
    """Resolves elements of one export; knows each name it has given out, so that no two parts share one."""

    source: Source
    policy: dict[str, dict[str, Any]] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def resolve(self, element: Element, *, within: str = "") -> Block:
        """The block that an element is or points to."""
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise ImportRefused(_("This course has more than %(limit)s pieces.") % {"limit": MAX_BLOCKS})
        tag = element.tag
        name = element.get("url_name") or element.get("slug") or ""
        definition = self._definition(element, name) if _is_pointer(element) else element
        attrs = {**definition.attrib, **{key: value for key, value in element.attrib.items() if value}}
        attrs |= {
            key: _plain(value) for key, value in self.policy.get(f"{tag}/{name}", {}).items() if value is not None
        }
        return Block(tag, self._unique(tag, name or f"{within}.{tag}"), definition, attrs)

    def _definition(self, element: Element, name: str) -> Element:
        path = f"{element.tag}/{name.replace(':', '/')}.xml"
        if path not in self.source:
            if set(element.attrib) - {"url_name", "slug", "org", "course", "display_name", "filename"}:
                return element
            if element.tag == "html" and f"html/{name}.html" in self.source:
                return element
            raise Missing(path)
        try:
            return read_xml(self.source, path)
        except Malformed as error:
            if element.tag in STRUCTURE:
                raise ImportRefused(
                    _("“%(path)s” is not well-formed XML, so the order of the course cannot be read.") % {"path": path}
                ) from error
            raise

    def _unique(self, tag: str, name: str) -> str:
        name = short_id(name)
        key = f"{tag}/{name}"
        self._names[key] = self._names.get(key, 0) + 1
        return name if self._names[key] == 1 else f"{name}~{self._names[key]}"


def load_policy(source: Source, run: str) -> dict[str, dict[str, Any]]:
    """The settings that an export keeps apart from its blocks; a broken file only costs those."""
    for path in (f"policies/{run}/policy.json", f"policies/{run}.json"):
        if path in source:
            try:
                loaded = json.loads(read_text(source, path))
            except (ValueError, RecursionError):
                return {}
            if isinstance(loaded, dict):
                return {key: value for key, value in loaded.items() if isinstance(value, dict)}
    return {}


def _is_pointer(element: Element) -> bool:
    named = element.get("url_name") or element.get("slug")
    return bool(named) and len(element) == 0 and not (element.text or "").strip()


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
