"""Templates taken apart: the literal words a reader would see, and the attributes that carry words."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from django.template.base import Lexer, TokenType

WORDY = ("aria-label", "title", "placeholder", "alt")
HOLE = "\x00"
TAG = re.compile(r"(?s)<!--.*?-->|<[^>]*>")
ATTRIBUTE = re.compile(rf'\b({"|".join(WORDY)})="([^"]*)"')
ONLY_ATTRIBUTES = re.compile(r'(?:\s*(?:data-[\w-]+|[\w-]+="[^"]*"))+')
LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Source:
    """A template without what Django writes: each tag and variable is a hole."""

    html: str

    @classmethod
    def of(cls, path: Path) -> "Source":
        parts, inside = [], ""
        for token in Lexer(path.read_text()).tokenize():
            name = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
            inside = _inside(inside, name)
            is_text = token.token_type is TokenType.TEXT and not inside
            parts.append(token.contents if is_text else HOLE)
        return cls("".join(parts))

    def words(self) -> list[str]:
        """Literal words on the page that no translator will ever see."""
        spoken = [text for _name, text in ATTRIBUTE.findall(self.html)]
        spoken += TAG.sub(HOLE, self.html).split(HOLE)
        found = (unescape(text).strip() for text in spoken)
        return [text for text in found if LETTERS.search(text) and not ONLY_ATTRIBUTES.fullmatch(text)]


def _inside(inside: str, name: str) -> str:
    """The block whose text is not ours to judge: translated, or a comment."""
    if inside:
        return "" if name == f"end{inside}" else inside
    return name if name in {"blocktranslate", "blocktrans", "comment"} else ""
