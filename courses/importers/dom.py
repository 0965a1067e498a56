"""A small tree of HTML elements: messy HTML in, the same content out after it was rearranged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
MAX_DEPTH = 60


class TooDeep(ValueError):
    """Nested further than any person writes."""


@dataclass(eq=False)
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def elements(self) -> "Iterator[Element]":
        """Every element below, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.elements()

    def text(self) -> str:
        """All words, with white space made even."""
        return " ".join("".join(_texts(self)).split())

    def has(self, *tags: str) -> bool:
        return any(element.tag in tags for element in self.elements())

    def rewrite(self, change: "Callable[[Element], list[Element | str]]") -> None:
        """Replace each element by what `change` returns for it, innermost first."""
        rewritten: list[Element | str] = []
        for child in self.children:
            if isinstance(child, str):
                rewritten.append(child)
            else:
                child.rewrite(change)
                rewritten.extend(change(child))
        self.children = rewritten

    def html(self) -> str:
        inner = "".join(
            escape(child, quote=False) if isinstance(child, str) else child.html() for child in self.children
        )
        if not self.tag:
            return inner
        attrs = "".join(f' {name}="{escape(value)}"' for name, value in self.attrs.items())
        return f"<{self.tag}{attrs}>" if self.tag in VOID else f"<{self.tag}{attrs}>{inner}</{self.tag}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)
        if len(self._open) > MAX_DEPTH:
            raise TooDeep

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Element:
    """The tree of well-formed HTML; the root has no tag."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "img":
            yield child.attrs.get("alt", "")
        else:
            yield from _texts(child)
