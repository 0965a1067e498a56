"""Finding a passage again in a text that was edited since: the same answer every time, in bounded time whatever the text.

White space counts for nothing. Places are looked for in the text without it, and given as offsets in the text itself.
"""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from community.discussion.matching.nearly import nearest

LONGEST = 500
CONTEXT = 32
MOST_PLACES = 400
"""Of the same words, of which the best is taken: the first ones, and those from a little before where it stood."""
NEARBY = 2_000
SURE = 12
"""Shorter words stand in many places: what is around them has to fit too."""
LIKE = 0.7
"""So much of a passage has to be there still."""
_FEWEST, _SEED, _COMMON, _TRIES = 4, 8, 40, 4
_ALIKE = str.maketrans("\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2010\u2011\u2212", "'''\"\"\"-----")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words, what stood before and behind them, and where (the selectors of the W3C's Web Annotation data model)."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands now; `same` when its words are what they were."""

    start: int
    end: int
    same: bool


class Page:
    """A text in which several passages are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def bare(self) -> str:
        return bare(self.text)

    @cached_property
    def _words(self) -> tuple[list[int], list[int]]:
        """Where each word begins: in the bare text, and in the text."""
        begins, offsets, at = [], [], 0
        for word in _WORD.finditer(self.text):
            begins.append(at)
            offsets.append(word.start())
            at += word.end() - word.start()
        return begins, offsets

    def offset(self, index: int) -> int:
        """Where a character of the bare text stands in the text."""
        begins, offsets = self._words
        word = bisect_right(begins, index) - 1
        return offsets[word] + index - begins[word]

    def index(self, offset: int) -> int:
        """How many characters of the bare text stand before this offset."""
        begins, offsets = self._words
        word = bisect_right(offsets, offset) - 1
        following = begins[word + 1] if word + 1 < len(begins) else len(self.bare)
        return min(begins[word] + offset - offsets[word], following) if word >= 0 else 0

    def place(self, begin: int, end: int, *, same: bool) -> Place:
        """A part of the bare text; words that were changed are taken whole."""
        start, stop = self.offset(begin), self.offset(end - 1) + 1
        if not same:
            while start and not self.text[start - 1].isspace():
                start -= 1
            while stop < len(self.text) and not self.text[stop].isspace():
                stop += 1
        return Place(start, stop, same)


def bare(text: str) -> str:
    return "".join(text.split())


def fingerprint(text: str) -> str:
    """Changes when the words of a part do, whoever changed them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def locate(words: str, text: str, *, before: str = "") -> Passage | None:
    """The passage that somebody typed or selected, as it stands in the text; `before` says which of several is meant.

    The case of letters and the shape of quotation marks and dashes may differ.
    """
    page, wanted = Page(_folded(text)), bare(_folded(words))
    found = list(_occurrences(page.bare, wanted)) if wanted else []
    if not found:
        return None
    left = bare(_folded(before))
    begin = max(found, key=lambda at: (_common(left[::-1], page.bare[max(at - len(left), 0) : at][::-1]), -at))
    place = page.place(begin, begin + len(wanted), same=True)
    return passage_at(text, place.start, place.end)


def passage_at(text: str, start: int, end: int) -> Passage:
    return Passage(text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT], start, end)


def _folded(text: str) -> str:
    """As long as it was, so that places stay true."""
    alike = text.translate(_ALIKE)
    lower = alike.lower()
    return lower if len(lower) == len(alike) else alike


def find(passage: Passage, page: Page) -> Place | None:
    """Its words, best where what stood around them does; else the words that are most like them; else nothing."""
    wanted = bare(passage.exact)
    around = bare(passage.prefix), bare(passage.suffix)
    if not wanted or not page.bare:
        return None
    expected = page.index(min(passage.start, len(page.text)))
    begin = _same(page.bare, wanted, around, expected)
    if begin is not None:
        return page.place(begin, begin + len(wanted), same=True)
    span = _alike(page.bare, wanted, around, expected)
    return page.place(*span, same=False) if span else None


Around = tuple[str, str]


def _same(text: str, wanted: str, around: Around, expected: int) -> int | None:
    places = {*_occurrences(text, wanted, since=max(expected - NEARBY, 0)), *_occurrences(text, wanted)}
    scored = [(_fits(text, at, at + len(wanted), around), at) for at in places]
    if not scored:
        return None
    fits, begin = max(scored, key=lambda each: (each[0], -abs(each[1] - expected), -each[1]))
    unsure = len(wanted) < SURE and fits == 0 and any(around) and abs(begin - expected) > CONTEXT
    return None if unsure else begin


def _alike(text: str, wanted: str, around: Around, expected: int) -> tuple[int, int] | None:
    """The most similar words near the few places where pieces of the passage, or what stood around it, still are."""
    if len(wanted) < _FEWEST:
        return None
    slack, found = len(wanted) // 3 + _SEED, []
    for begin in _candidates(text, wanted, around, expected):
        low = max(begin - slack, 0)
        window = text[low : max(begin + len(wanted) + slack, 0)]
        if window:
            edits, start, end = nearest(wanted, window)
            found.append((edits, abs(low + start - expected), low + start, low + end))
    if not found:
        return None
    edits, _far, start, end = min(found)
    near = edits <= (1 - LIKE) * len(wanted)
    sure = len(wanted) >= 2 * SURE or 2 * _fits(text, start, end, around) >= max(len("".join(around)), 1)
    return (start, end) if near and sure else None


def _candidates(text: str, wanted: str, around: Around, expected: int) -> list[int]:
    """Where the passage would begin if this piece of it stood where it was; the places most pieces agree on first."""
    size = max(_FEWEST, min(_SEED, len(wanted) // 4))
    seeds = [(at, wanted[at : at + size]) for at in range(0, len(wanted) - size + 1, max(size // 2, 1))]
    prefix, suffix = around
    seeds += [(-len(prefix), prefix), (-size, prefix[-size:]), (len(wanted), suffix), (len(wanted), suffix[:size])]
    width, votes = max(len(wanted) // 4, _SEED), Counter[int]()
    for offset, seed in seeds:
        if len(seed) >= _FEWEST:
            places = list(_occurrences(text, seed, most=_COMMON))
            votes.update({(at - offset) // width for at in places} if len(places) < _COMMON else ())
    best = sorted(votes, key=lambda each: (-votes[each], abs(each * width - expected), each))
    return [each * width for each in best[:_TRIES]]


def _occurrences(text: str, wanted: str, *, most: int = MOST_PLACES, since: int = 0) -> Iterator[int]:
    at = text.find(wanted, since)
    while at >= 0 and most:
        yield at
        most -= 1
        at = text.find(wanted, at + 1)


def _fits(text: str, begin: int, end: int, around: Around) -> int:
    """How many characters before and behind are what they were."""
    prefix, suffix = around
    left = text[max(begin - len(prefix), 0) : begin]
    return _common(prefix[::-1], left[::-1]) + _common(suffix, text[end : end + len(suffix)])


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
