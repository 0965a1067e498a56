"""Rearranging a parsed text: fewer wrappers, valid lists, whole paragraphs, no empty ones."""

import re
from collections.abc import Iterable
from itertools import groupby

from courses.importers.cleaning import BARE, BLOCK, BOXES, DROPPED, HEADINGS, INLINE, MATH, RENAMED, kept_attributes
from courses.importers.dom import Element

_LISTS = ("ol", "ul")
_FLAT = frozenset({*HEADINGS, "p", "a", "summary", "dt", "caption", "strong", "em"})
_MAY_BE_EMPTY = frozenset({"br", "hr", "img", "td", "th", "wbr", "none", "mprescripts"}) | MATH


def is_inline(node: Element | str) -> bool:
    return isinstance(node, str) or node.tag in INLINE or node.tag == "math"


def reshape(root: Element) -> None:
    """The whole rearrangement, in the order in which its steps need each other."""
    root.rewrite(_simplify)
    root.rewrite(_flatten)
    root.rewrite(_mend_list)
    _mend_list(root)
    root.children = list(_paragraphs(root.children))
    for box in root.elements():
        if box.tag in {"blockquote", "details", "figure", "dd"} and not all(map(is_inline, box.children)):
            box.children = list(_paragraphs(box.children))
    root.rewrite(_split_breaks)
    root.rewrite(_drop_empty)
    _even_space(root)


def _even_space(element: Element) -> None:
    """One space where the source had a line break and indentation, none at the edges of a block."""
    if element.tag == "pre":
        return
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            _even_space(child)
            children.append(child)
        elif text := re.sub(r"[ \t\r\n\f\xa0]+", " ", child):
            children.append(text)
    if element.tag in BLOCK and children:
        if isinstance(children[0], str):
            children[0] = children[0].lstrip()
        if isinstance(children[-1], str):
            children[-1] = children[-1].rstrip()
    element.children = children


def _simplify(element: Element) -> list[Element | str]:
    """Give old tags their names of today, and take away boxes that say nothing."""
    if element.tag in DROPPED:
        return []
    element.attrs = kept_attributes(element.tag, element.attrs)
    if element.tag in RENAMED:
        element.tag = RENAMED[element.tag]
    if element.tag in BARE:
        return element.children
    if element.tag in BOXES:
        if all(map(is_inline, element.children)):
            return [Element("p", {}, element.children)]
        return list(_paragraphs(element.children))
    if element.tag not in BLOCK | INLINE | MATH:
        return element.children
    return [element]


def _flatten(element: Element) -> list[Element | str]:
    """No block inside a heading, a paragraph or a link: their content stays."""
    if element.tag in _FLAT:
        element.children = [kept for child in element.children for kept in _inline_only(child)]
    return [element]


def _inline_only(node: Element | str) -> list[Element | str]:
    if isinstance(node, str) or is_inline(node):
        return [node]
    inside = [kept for child in node.children for kept in _inline_only(child)]
    return [" ", *inside, " "] if inside else []


def _mend_list(element: Element) -> list[Element | str]:
    """A list holds items only; a list put between items belongs to the item before it."""
    if element.tag in _LISTS:
        items: list[Element | str] = []
        for child in element.children:
            if isinstance(child, Element) and child.tag == "li":
                items.append(child)
            elif isinstance(child, Element) and child.tag in _LISTS and items and isinstance(items[-1], Element):
                items[-1].children.append(child)
            elif isinstance(child, Element) or child.strip():
                items.append(Element("li", {}, [child]))
        element.children = items
        return [element] if items else []
    if any(isinstance(child, Element) and child.tag == "li" for child in element.children):
        element.children = _gather_items(element.children)
    return [element]


def _gather_items(children: list[Element | str]) -> list[Element | str]:
    """Items that stand outside any list become one."""
    gathered: list[Element | str] = []
    for loose, run in groupby(children, key=lambda child: isinstance(child, Element) and child.tag == "li"):
        nodes = list(run)
        gathered.extend([Element("ul", {}, nodes)] if loose else nodes)
    return gathered


def _paragraphs(children: Iterable[Element | str]) -> Iterable[Element | str]:
    """Words between blocks become paragraphs of their own."""
    for inline, run in groupby(children, key=is_inline):
        nodes = list(run)
        if not inline:
            yield from nodes
        elif any(not isinstance(node, str) or node.strip() for node in nodes):
            yield Element("p", {}, nodes)


def _split_breaks(element: Element) -> list[Element | str]:
    """Two line breaks in a row were meant as a new paragraph; breaks at the edges were meant as space."""
    if element.tag != "p":
        return [element]
    lines: list[list[Element | str]] = [[]]
    breaks = 0
    for child in element.children:
        if isinstance(child, Element) and child.tag == "br":
            breaks += 1
        elif isinstance(child, str) and not child.strip() and breaks:
            continue
        else:
            if breaks > 1:
                lines.append([])
            elif breaks and lines[-1]:
                lines[-1].append(Element("br"))
            lines[-1].append(child)
            breaks = 0
    return [Element("p", dict(element.attrs), line) for line in lines if line]


def _drop_empty(element: Element) -> list[Element | str]:
    if element.tag in _MAY_BE_EMPTY or element.text() or element.has("img", "math", "hr"):
        return [element]
    return [" "] if is_inline(element) and element.children else []
