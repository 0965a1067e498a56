"""What HTML may hold when people wrote it: elements, attributes, classes, schemes. Everything else falls away."""

import re

MATHML = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
    "menclose",
    "mpadded",
    "mphantom",
    "mmultiscripts",
    "mprescripts",
    "none",
]
INLINE = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "br",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
    "wbr",
]
FLOW = [
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "caption",
    "colgroup",
    "col",
    "tr",
    "ul",
    "details",
    "summary",
]
_IN_POSTS = [
    "blockquote",
    "dd",
    "dl",
    "dt",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "section",
]
POST_TAGS = frozenset([*INLINE, *MATHML, *_IN_POSTS])
PART_TAGS = frozenset([*INLINE, *FLOW, *MATHML])
_OF_MATHML = [
    "stretchy",
    "mathvariant",
    "accent",
    "linethickness",
    "columnalign",
    "width",
    "form",
    "fence",
    "separator",
]
ATTRIBUTES: dict[str, list[str]] = {
    "*": ["dir", "lang", "title"],
    "a": ["href", "rel", "id", "class", "data-person"],
    "abbr": ["title"],
    "code": ["class"],
    "div": ["class"],
    "figure": ["class"],
    "img": ["src", "alt", "width", "height", "loading", "decoding"],
    "li": ["id", "class"],
    "ol": ["start", "class"],
    "pre": ["class"],
    "section": ["class", "tabindex", "role", "aria-label"],
    "span": ["class"],
    "sup": ["class", "id"],
    "table": ["class"],
    "td": ["colspan", "rowspan", "headers", "class"],
    "th": ["colspan", "rowspan", "scope", "id", "class"],
    "math": ["display", "xmlns"],
    **{tag: _OF_MATHML for tag in MATHML if tag != "math"},
}
CLASSES = re.compile(r"^(code-\S+|math|math-block|footnotes?\S*|table|table-wrap|task\S*|mention|k|[a-z]{1,3}\d?)$")
PROTOCOLS = frozenset(["http", "https", "mailto"])


def attributes(tag: str, name: str, value: str) -> bool:
    """May this element carry this attribute with this value?"""
    allowed = name in ATTRIBUTES.get(tag, ()) or name in ATTRIBUTES["*"]
    if allowed and name == "class":
        return all(CLASSES.match(word) for word in value.split())
    if allowed and name == "id":
        return value.startswith(("fn", "h-"))
    if allowed and name == "src":
        return _is_ours(value)
    return allowed


def _is_ours(address: str) -> bool:
    """A path of this site: pictures from elsewhere would tell elsewhere who reads here, and no page loads them."""
    bare = "".join(char for char in address if ord(char) > 32).replace("\\", "/")  # noqa: PLR2004  (as browsers read it)
    return not bare.startswith("//") and ":" not in bare.split("/", 1)[0]
