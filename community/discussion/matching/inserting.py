"""Marking passages in the safe HTML of a text: words are wrapped where they stand, and nothing else is touched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

from community.discussion.matching.passages import Page, bare

_PIECE = re.compile(
    r"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[^<&]+|[<&]"
)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_UNTOUCHED = frozenset(["math"])
_NO_LINK = frozenset(["a", "summary", "button", "label"])


@dataclass(frozen=True, slots=True)
class Span:
    """A passage to mark, by its offsets in the text; `href` is where it leads, `words` what the link says about that."""

    start: int
    end: int
    name: str
    href: str
    words: str


@lru_cache(maxsize=64)
def marked(html: str, text: str, spans: tuple[Span, ...]) -> str:
    """The HTML with these passages marked, which do not overlap; as it was where it does not hold just this text.

    It depends on nothing but what is given: two readers who see the same threads share it, others do not.
    """
    page = Page(text)
    whole = len(page.bare)
    if not spans or bare(unescape("".join(each for each in _PIECE.findall(html) if each[0] != "<"))) != page.bare:
        return html
    limits = [(page.index(span.start), page.index(span.end), span) for span in spans]
    marker = _Marker([(begin, end, span) for begin, end, span in limits if 0 <= begin < end <= whole])
    for piece in _PIECE.findall(html):
        marker.take(piece)
    return marker.result()


@dataclass
class _Marker:
    """Goes through the HTML once, and knows how many characters of the text are behind it."""

    limits: Sequence[tuple[int, int, Span]]
    at: int = 0
    out: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    span: Span | None = None
    named: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    inside: list[str] = field(default_factory=list)

    def take(self, piece: str) -> None:
        if piece[0] == "<" and len(piece) > 1:
            self._close()
            self._step(piece)
            self.out.append(piece)
            return
        for words, span in self._split(piece):
            if not words:
                continue
            if span is not self.span:
                self._close()
                self.span = span
            self.run.append(words)

    def result(self) -> str:
        self._close()
        return "".join(self.out)

    def _step(self, tag: str) -> None:
        """Into or out of an element in which something must not stand."""
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if name not in _UNTOUCHED | _NO_LINK:
            return
        if not tag.startswith("</"):
            self.inside.append(name)
        elif name in self.inside:
            self.inside.remove(name)

    def _split(self, piece: str) -> Iterator[tuple[str, Span | None]]:
        """The piece cut where passages begin and end."""
        words = unescape(piece) if piece[0] == "&" else piece
        size, first = len(bare(words)), self.at
        self.at += size
        cuts = [] if _UNTOUCHED & set(self.inside) else self._cuts(first, first + size)
        if not cuts or piece[0] == "&":
            yield piece, cuts[0][2] if cuts else self._between(first, size, piece)
            return
        page, done = Page(piece), 0
        for begin, end, span in cuts:
            start = page.offset(begin - first) if begin > first else 0
            stop = page.offset(end - first - 1) + 1 if end < first + size else len(piece)
            yield piece[done:start], None
            yield piece[start:stop], span
            done = stop
        yield piece[done:], None

    def _cuts(self, first: int, last: int) -> list[tuple[int, int, Span]]:
        return [
            (max(begin, first), min(end, last), span)
            for begin, end, span in self.limits
            if begin < last and end > first
        ]

    def _between(self, at: int, size: int, piece: str) -> Span | None:
        """A space that is written as a sign, among marked words."""
        if size or piece.isspace():
            return None
        return next((span for begin, end, span in self.limits if begin < at < end), None)

    def _close(self) -> None:
        words, span = "".join(self.run), self.span
        self.run, self.span = [], None
        if span is None or not words.strip():
            self.out.append(words)
            return
        name = "" if span.name in self.named else f' id="{escape(span.name)}"'
        self.named.add(span.name)
        if span.name in self.linked or set(self.inside) & _NO_LINK:
            self.out.append(f'<mark class="asked"{name}>{words}</mark>')
            return
        self.linked.add(span.name)
        link = f'<a href="{escape(span.href)}" title="{escape(span.words)}">{words}</a>'
        self.out.append(f'<mark class="asked"{name}>{link}</mark>')
