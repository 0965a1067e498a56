"""The words that were asked for, marked in what was found. Everything is escaped."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.search.asking import Asked

LENGTH = 220
BEFORE = 60
STEM = 4
"""Words with the same first letters are taken for forms of one word when little follows them."""
ENDING = 3
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0].lower()[0]


def _folded(text: str) -> str:
    """Without accents and capitals, letter for letter: places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


def _same(word: str, asked: str) -> bool:
    if word == asked:
        return True
    shared = next((n for n, pair in enumerate(zip(word, asked, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(word), len(asked)) if shared is None else shared
    return shared >= STEM and max(len(word), len(asked)) - shared <= ENDING


def places(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where the wanted words stand, in order."""
    wanted = {word for term in asked.wanted for word in _WORD.findall(_folded(term.text))}
    if not wanted:
        return []
    begins = "|".join(re.escape(word[:STEM]) for word in sorted(wanted, key=len, reverse=True))
    found = re.finditer(rf"\b(?:{begins})\w*", _folded(text))
    return [match.span() for match in found if any(_same(match[0], word) for word in wanted)]


def marked(text: str, asked: Asked) -> SafeString:
    """The whole text with the words marked."""
    parts, at = [], 0
    for begin, end in places(text, asked):
        parts += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))


def excerpt(text: str, asked: Asked, *, length: int = LENGTH) -> SafeString:
    """Some lines around the first of the words, cut at words."""
    flat = " ".join(text.split())
    first = next(iter(places(flat, asked)), (0, 0))[0]
    begin = max(first - BEFORE, 0)
    begin = flat.find(" ", begin, first) + 1 if begin else 0
    end = begin + length
    end = len(flat) if end >= len(flat) else max(flat.rfind(" ", begin, end), begin + length // 2)
    return mark_safe(f"{'… ' if begin else ''}{marked(flat[begin:end], asked)}{' …' if end < len(flat) else ''}")


def shared(text: str, asked: Asked) -> int:
    """How many of the wanted words stand in a text, each counted once, in whatever form."""
    there = set(_WORD.findall(_folded(text)))
    return sum(any(_same(word, _folded(term.text)) for word in there) for term in asked.wanted)
