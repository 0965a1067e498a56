"""Everything slow about a post that arrives, before any transaction: its words, its Markdown, its fingerprint."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape

from django.core.exceptions import ValidationError

from community.discussion.choices import ThreadKind
from core.text import PART_LIMIT, RENDERER_VERSION, clean_html, excerpt, plain, render_markdown
from courses.importers.tree import AnchorNode, PostNode, ThreadNode

AS_IT_CAME = 0
"""The renderer of a post whose HTML is that of its source; its Markdown is what an edit begins with."""
SHARED, FOLLOW_UP, RESOLVED = "shared-answer", "follow-up", "resolved"
"""As what a post may stand in a file of posts."""
PIECE = 250
TITLE = 200
_PARAGRAPHS = re.compile(r"(?:<p>[^<>]*</p>\s*)+")
_KINDS = frozenset({ThreadKind.QUESTION, ThreadKind.CLAIM, ThreadKind.RESOURCE, ThreadKind.DISCUSSION})


@dataclass(frozen=True, slots=True)
class PostWords:
    """One post, ready to be written."""

    source_id: str
    parent: str
    person: str
    at: datetime
    edited_at: datetime | None
    source: str
    html: str
    text: str
    renderer: int
    stands: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes when the words do."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some posts of one discussion, parents before answers."""

    source_id: str
    title: str
    kind: str
    pinned: bool
    closed: bool
    posts: tuple[PostWords, ...]
    anchor: AnchorNode | None = None


Piece = tuple[Slice, ...]
"""What is written in one transaction."""


def prepared(threads: Iterable[ThreadNode], *, announces: bool = False) -> Iterator[Piece]:
    """The threads in pieces of about 250 posts; a longer thread is continued in the next piece.

    A post whose id two discussions of a file claim is taken once, in the first of them.
    """
    piece: list[Slice] = []
    room = PIECE
    seen: set[str] = set()
    for thread in threads:
        posts = tuple(post for post in thread.posts if post.source_id not in seen)
        seen.update(post.source_id for post in posts)
        for begin in range(0, len(posts), PIECE):
            ready = _slice(thread, posts[begin : begin + PIECE], announces=announces)
            piece.append(ready)
            room -= len(ready.posts)
            if room <= 0:
                yield tuple(piece)
                piece, room = [], PIECE
    if piece:
        yield tuple(piece)


def _slice(thread: ThreadNode, nodes: tuple[PostNode, ...], *, announces: bool) -> Slice:
    posts = tuple(_words(node) for node in nodes)
    title = thread.title[:TITLE] or excerpt(posts[0].text.split("\n", 1)[0], 120) or "…"
    kind = thread.kind if thread.kind in _KINDS else ThreadKind.DISCUSSION
    if announces:
        kind = ThreadKind.ANNOUNCEMENT
    return Slice(thread.source_id, title, kind, thread.pinned, thread.closed, posts, thread.anchor)


def _words(node: PostNode) -> PostWords:
    source, html, text, renderer = _rendered(node)
    words = (source, html, text, renderer, node.stands)
    return PostWords(node.source_id, node.parent, node.person, node.at, node.edited_at, *words)


def _rendered(node: PostNode) -> tuple[str, str, str, int]:
    """Markdown is rendered as ours is; HTML is kept as it came, cleaned, with its words as Markdown."""
    if node.markdown:
        try:
            rendered = render_markdown(node.markdown, limit=PART_LIMIT)
        except ValidationError:
            html = "".join(f"<p>{escape(part)}</p>" for part in node.markdown.split("\n\n") if part.strip())
            return node.markdown, html, plain(html), AS_IT_CAME
        return node.markdown, rendered.html, rendered.text, RENDERER_VERSION
    if _PARAGRAPHS.fullmatch(node.html):
        text = re.sub(r"\s*</p>\s*<p>\s*", "\n", node.html.strip()).removeprefix("<p>").removesuffix("</p>")
        text = unescape(text).strip()
        return text.replace("\n", "\n\n"), node.html, text, AS_IT_CAME
    html = clean_html(node.html)
    text = plain(html)
    return text.replace("\n", "\n\n"), html, text, AS_IT_CAME
