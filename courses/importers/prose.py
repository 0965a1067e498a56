"""Foreign HTML made into reading that fits below a unit's title."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.text import clean_html
from courses.importers.cleaning import HEADINGS, tidy
from courses.importers.dom import Element, TooDeep, parse
from courses.importers.formulas import typeset
from courses.importers.media import Addresses, Media
from courses.importers.naming import plain_title
from courses.importers.shape import reshape

MAX_RAW_CHARACTERS = 1_000_000
_TEMPLATE_TITLES = frozenset(
    {
        "announcement",
        "anonymous user id",
        "blank html page",
        "e-text written in latex",
        "full screen image",
        "full screen image tool",
        "html",
        "iframe",
        "iframe tool",
        "raw html",
        "text",
        "untitled",
        "zooming image",
        "zooming image tool",
    }
)


class Unreadable(ValueError):
    """A text that is too long or too deeply nested to be taken."""


@dataclass(frozen=True)
class Reading:
    title: str
    html: str


def read_well(raw: str, *, title: str, unit_title: str, addresses: Addresses) -> Reading:
    """Clean, simplify and re-level a text; its own first heading beats the name that a template gave it."""
    if len(raw) > MAX_RAW_CHARACTERS:
        raise Unreadable
    try:
        root = parse(tidy(raw))
    except (TooDeep, RecursionError) as error:
        raise Unreadable from error
    Media(addresses, title=useful_title(title)).replace_in(root)
    reshape(root)
    typeset(root)
    shown = _take_title(root, useful_title(title), unit_title)
    _level_headings(root, top=3 if shown else 2)
    try:
        html = clean_html(root.html()).strip()
    except ValidationError as error:
        raise Unreadable from error
    return Reading(shown if html else "", html)


def useful_title(title: str) -> str:
    """Nothing, where the name is only that of the template the text was made from."""
    title = plain_title(title)
    return "" if title.casefold() in _TEMPLATE_TITLES else title


def same_words(one: str, other: str) -> bool:
    """Equal but for case, punctuation and space."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _take_title(root: Element, title: str, unit_title: str) -> str:
    """The heading a part is shown under; none where it would only repeat the unit's own title."""
    solid = [child for child in root.children if isinstance(child, Element) or child.strip()]
    if solid and isinstance(solid[0], Element) and solid[0].tag in HEADINGS and not solid[0].has("img", "math"):
        title = solid[0].text()
        root.children = [child for child in root.children if child is not solid[0]]
    return "" if same_words(title, unit_title) else title


def _level_headings(root: Element, *, top: int) -> None:
    """Headings start at `top` and never skip a level."""
    headings = [element for element in root.elements() if element.tag in HEADINGS]
    ranks = sorted({element.tag for element in headings})
    level = top - 1
    for element in headings:
        level = min(6, level + 1, top + ranks.index(element.tag))
        element.tag = f"h{level}"
