"""What Canvas writes beside the cartridge: which entries are published, and which open an outside tool."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from courses.importers.cartridge.manifest import Resource, named
from courses.importers.documents import Malformed, read_xml
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

_MODULES = "course_settings/module_meta.xml"
_META = re.compile(
    r"""<meta\b[^>]*\bname=["']workflow_state["'][^>]*\bcontent=["'](?P<state>[^"']*)["']""", re.IGNORECASE
)
_HEAD = 8192
_PUBLIC = frozenset({"", "active", "published", "available", "post_delayed"})


@dataclass
class Canvas:
    """`hidden`: modules and entries that students do not see; `tools`: entry → the address its tool opens."""

    source: Source
    hidden: set[str] = field(default_factory=set)
    tools: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, source: Source) -> "Canvas":
        canvas = cls(source)
        root = canvas._document(_MODULES)
        for element in root.iter() if root is not None else ():
            if named(element) in {"module", "item"} and (name := element.get("identifier", "")):
                canvas._take(name, element)
        return canvas

    def _take(self, name: str, element: Element) -> None:
        if _said(element, "workflow_state") not in _PUBLIC:
            self.hidden.add(name)
        if _said(element, "content_type") == "ContextExternalTool":
            self.tools[name] = _said(element, "url")

    def hides(self, resource: Resource, resources: dict[str, Resource]) -> bool:
        """Whether a page, a topic or a task was not published."""
        path = resource.main
        if path.startswith("wiki_content/") and path in self.source:
            with self.source.open(path) as stream:
                head = stream.read(_HEAD).decode("utf-8", errors="replace")
            found = _META.search(head)
            return found is not None and found["state"] not in _PUBLIC
        beside = [name for name in resource.files if name.endswith("assignment_settings.xml")]
        beside += [resources[name].main for name in resource.depends_on if name in resources]
        return any(self._state(name) not in _PUBLIC for name in beside if name.endswith(".xml"))

    def announces(self, resource: Resource, resources: dict[str, Resource]) -> bool:
        """A topic that Canvas showed among the announcements."""
        beside = [resources[name].main for name in resource.depends_on if name in resources]
        roots = [self._document(name) for name in beside]
        return any(root is not None and _said(root, "type") == "announcement" for root in roots)

    def _state(self, path: str) -> str:
        root = self._document(path)
        return _said(root, "workflow_state") if root is not None else ""

    def _document(self, path: str) -> Element | None:
        if path not in self.source:
            return None
        try:
            return read_xml(self.source, path)
        except (Malformed, ImportRefused):
            return None


def _said(parent: Element, name: str) -> str:
    found = next((child for child in parent if named(child) == name), None)
    return (found.text or "").strip() if found is not None else ""
