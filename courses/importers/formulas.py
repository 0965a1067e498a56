"""TeX between the usual marks becomes MathML, which needs no script to be read or spoken."""

import re

from latex2mathml.converter import convert

from courses.importers.dom import Element, parse

MAX_FORMULAS = 200
_LONGEST = 2_000
_MARKED = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]"
    r"|\[mathjaxinline\](?P<edx>.+?)\[/mathjaxinline\]|\[mathjax\](?P<edx_display>.+?)\[/mathjax\]",
    re.DOTALL,
)
_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "math"})


def typeset(root: Element) -> None:
    """Replace each marked formula in running text; what TeX cannot make sense of stays as code."""
    _typeset(root, [MAX_FORMULAS])


def _typeset(element: Element, left: list[int]) -> None:
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            children.extend(_pieces(child, left))
        else:
            if child.tag not in _VERBATIM:
                _typeset(child, left)
            children.append(child)
    element.children = children


def _pieces(text: str, left: list[int]) -> list[Element | str]:
    pieces: list[Element | str] = []
    end = 0
    for found in _MARKED.finditer(text):
        if not left[0]:
            break
        left[0] -= 1
        pieces += [text[end : found.start()], _formula(found)]
        end = found.end()
    return [piece for piece in [*pieces, text[end:]] if piece]


def _formula(found: re.Match[str]) -> Element:
    inline = found["inline"] or found["edx"]
    tex = (inline or found["display"] or found["edx_display"]).strip()
    if len(tex) > _LONGEST:
        return Element("code", {}, [tex])
    try:
        math = parse(convert(tex, display="inline" if inline else "block"))
    except Exception:  # noqa: BLE001  (the converter documents no errors of its own and raises many)
        return Element("code", {}, [tex])
    return math.children[0] if isinstance(math.children[0], Element) else Element("code", {}, [tex])
