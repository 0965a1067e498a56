"""The words of HTML that a course may use, and the first pass that repairs what people and editors wrote."""

from bleach.sanitizer import Cleaner

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EMBEDS = frozenset({"iframe", "embed", "object", "video", "audio"})
DROPPED = frozenset(
    [
        "area",
        "button",
        "canvas",
        "form",
        "head",
        "input",
        "link",
        "map",
        "meta",
        "noscript",
        "option",
        "param",
        "script",
        "select",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
    ]
)
MATH = frozenset(
    [
        "math",
        "menclose",
        "merror",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "time",
        "var",
        "wbr",
    ]
)
BLOCK = frozenset(
    [
        "blockquote",
        "caption",
        "dd",
        "details",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(HEADINGS)
RENAMED = {"b": "strong", "i": "em", "strike": "s", "tt": "code", "legend": "p"}
BOXES = frozenset(
    ["address", "article", "aside", "center", "div", "fieldset", "footer", "header", "main", "nav", "section"]
)
BARE = frozenset(["big", "col", "colgroup", "font", "label", "span", "u"])
_EVERYTHING = BLOCK | INLINE | MATH | EMBEDS | DROPPED | BOXES | BARE | frozenset(RENAMED)
_MATH_ATTRIBUTES = [
    "accent",
    "accentunder",
    "columnalign",
    "columnspacing",
    "display",
    "displaystyle",
    "fence",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "notation",
    "rowalign",
    "rowspacing",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "width",
]
_ATTRIBUTES: dict[str, list[str]] = {
    "*": ["lang", "dir"],
    "a": ["href", "hreflang"],
    "abbr": ["title"],
    "img": ["src", "alt"],
    "ol": ["start", "type", "reversed"],
    "td": ["colspan", "rowspan", "headers"],
    "th": ["colspan", "rowspan", "headers", "scope"],
    "time": ["datetime"],
    **dict.fromkeys(MATH, _MATH_ATTRIBUTES),
}
_RAW_ATTRIBUTES = {
    "src",
    "href",
    "data",
    "alt",
    "title",
    "type",
    *(name for names in _ATTRIBUTES.values() for name in names),
}


def kept_attributes(tag: str, attributes: dict[str, str]) -> dict[str, str]:
    """Those that mean something to a reader; looks and behaviour are ours."""
    allowed = (*_ATTRIBUTES["*"], *_ATTRIBUTES.get(tag, ()))
    return {name: value for name, value in attributes.items() if name in allowed and value}


def tidy(raw: str) -> str:
    """Well-formed HTML with everything a reader of formats may still want to look at; not yet safe to show."""
    cleaner = Cleaner(
        tags=_EVERYTHING,
        attributes={"*": sorted(_RAW_ATTRIBUTES)},
        protocols={"http", "https", "mailto", "tel", "data"},
        strip=True,
    )
    return str(cleaner.clean(raw))
