"""Posts as one line each, in JSON Lines or CSV: whatever can be converted into this can be read."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.text import clean_html
from courses.importers.documents import read_text
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source
from courses.importers.threads import grown
from courses.importers.tree import (
    AnchorNode,
    ChapterNode,
    CourseTree,
    HeadingNode,
    LeftOut,
    PartKind,
    PartNode,
    PersonNode,
    PostNode,
    ThreadNode,
    UnitNode,
)

FORMAT = "posts"
FIELDS = (
    "id", "parent", "thread", "title", "kind", "pinned", "closed", "block", "discussion", "unit",
    "author", "name", "role", "at", "edited_at", "stands", "format", "body",
    "part", "passage", "passage_before", "passage_after", "video", "second",
)  # fmt: skip
"""In the order of the columns; `email` may be added by whoever converts something into this format."""
MOST_LINES = 200_000
LONGEST_BODY = 100_000
LARGEST = 256 * 1024 * 1024
_ENDINGS = (".jsonl", ".ndjson", ".csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_PASSAGE, AROUND, LONGEST_KEY = 500, 32, 12
_VIDEO = re.compile(r"(?:https?://[^/\s\[]|/(?![/\\]))[^\s\\<>\"]{0,990}")
_SECOND = re.compile(r"[0-9]{1,5}")
csv.field_size_limit(8 * LONGEST_BODY)


def guarded(value: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_plain` takes the mark away again."""
    return f"'{value}" if value.startswith(_FORMULA) or _is_guarded(value) else value


def _plain(value: str) -> str:
    return value[1:] if _is_guarded(value) else value


def _is_guarded(value: str) -> bool:
    return value.startswith("'") and value[1:].lstrip("'").startswith(_FORMULA)


class PostsReader:
    format = FORMAT

    def recognises(self, source: Source) -> bool:
        return _file_of(source) is not None

    def read(self, source: Source) -> CourseTree:
        path = _file_of(source)
        assert path is not None
        return _Reading(source.name.rsplit(".", 1)[0]).read(_lines(source, path))


def _file_of(source: Source) -> str | None:
    """The only file there is, or one called posts."""
    if len(source.files) == 1 and next(iter(source.files)).lower().endswith(_ENDINGS):
        return next(iter(source.files))
    return next((f"posts{ending}" for ending in _ENDINGS if f"posts{ending}" in source), None)


def _lines(source: Source, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and fields of each line."""
    text = read_text(source, path, limit=LARGEST)
    return _csv(text) if path.lower().endswith(".csv") else _json(text)


def _json(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise _refused(number, _("it is not a JSON object"))
        yield number, found


def _csv(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(StringIO(text, newline=""))
    try:
        for row in reader:
            yield reader.line_num, {key: _plain(value) for key, value in row.items() if key and isinstance(value, str)}
    except csv.Error as error:
        raise _refused(reader.line_num, _("it is not a line of CSV")) from error


def _refused(number: int, why: str) -> ImportRefused:
    return ImportRefused(_("Line %(number)s cannot be read: %(why)s.") % {"number": number, "why": why})


@dataclass
class _Thread:
    title: str = ""
    kind: str = ""
    pinned: bool = False
    closed: bool = False
    anchor: AnchorNode | None = None
    posts: list[PostNode] = field(default_factory=list)


@dataclass
class _Block:
    title: str
    unit: str
    threads: dict[str, _Thread] = field(default_factory=dict)


class _Reading:
    def __init__(self, name: str) -> None:
        self._name = name
        self._blocks: dict[str, _Block] = {}
        self._people: dict[str, PersonNode] = {}
        self._seen: set[str] = set()
        self._left_out: list[LeftOut] = []

    def read(self, lines: Iterator[tuple[int, dict[str, Any]]]) -> CourseTree:
        for number, line in lines:
            if len(self._seen) >= MOST_LINES:
                raise ImportRefused(_("This file holds more than %(n)s posts. Please split it.") % {"n": MOST_LINES})
            self._take(number, {key: _word(value) for key, value in line.items()})
        if not self._seen:
            raise ImportRefused(_("There is no post in this file."))
        return self._tree()

    def _take(self, number: int, line: dict[str, str]) -> None:
        post = self._post(number, line)
        if post.source_id in self._seen:
            self._left_out.append(LeftOut(line.get("title", ""), post.source_id, _("The file holds a post of this id twice; the first one was taken.")))  # fmt: skip
            return
        self._seen.add(post.source_id)
        key = line.get("block") or "posts"
        title = " ".join((line.get("discussion") or self._name).split())[:200]
        block = self._blocks.setdefault(key, _Block(title, line.get("unit") or title))
        thread = block.threads.setdefault(line.get("thread") or f"thread of {post.source_id}", _Thread())
        thread.posts.append(post)
        thread.title = thread.title or " ".join(line.get("title", "").split())[:200]
        thread.kind = thread.kind or line.get("kind", "")
        thread.anchor = thread.anchor or _anchor(line)
        thread.pinned, thread.closed = thread.pinned or _yes(line, "pinned"), thread.closed or _yes(line, "closed")
        name = " ".join(line.get("name", "").split())[:150] or _("Former member")
        self._people.setdefault(post.person, PersonNode(post.person, name, line.get("email", ""), line.get("role", "")))

    def _post(self, number: int, line: dict[str, str]) -> PostNode:
        body = line.get("body", "")
        if not line.get("id", "").strip() or not body.strip():
            raise _refused(number, _("a post needs an id and a body"))
        if len(body) > LONGEST_BODY:
            raise _refused(number, _("the post is longer than %(n)s characters") % {"n": LONGEST_BODY})
        at = _moment(line.get("at", ""))
        if at is None:
            raise _refused(number, _("“at” is not a time like 2024-05-31T14:05:00Z"))
        as_html = line.get("format") == "html"
        return PostNode(
            line["id"][:200],
            line.get("parent", "")[:200],
            line.get("author", "")[:200] or "nobody",
            at,
            _moment(line.get("edited_at", "")),
            _cleaned(number, body) if as_html else "",
            "" if as_html else body,
            line.get("stands", "").strip(),
        )

    def _tree(self) -> CourseTree:
        units: dict[str, list[PartNode]] = {}
        announcements: list[ThreadNode] = []
        for key, block in self._blocks.items():
            threads = [_thread(name, thread) for name, thread in block.threads.items()]
            announcements += [thread for thread in threads if thread.kind == "announcement"]
            talk = tuple(thread for thread in threads if thread.kind != "announcement")
            if talk:
                part = PartNode(key[:200], PartKind.DISCUSSION, block.title, "", talk)
                units.setdefault(block.unit[:200], []).append(part)
        nodes = tuple(UnitNode(f"unit/{title}"[:255], title, tuple(parts)) for title, parts in units.items())
        chapters = (ChapterNode("posts", self._name, (HeadingNode("posts/units", "", nodes),)),) if nodes else ()
        return CourseTree(
            format=FORMAT,
            source_id=FORMAT,
            title=self._name,
            summary="",
            language="",
            chapters=chapters,
            files=(),
            left_out=tuple(self._left_out),
            people=tuple(self._people.values()),
            issuer=FORMAT,
            announcements=tuple(announcements),
        )


def _thread(name: str, thread: _Thread) -> ThreadNode:
    posts = grown(thread.posts)
    return ThreadNode(
        f"thread/{name}"[:255], thread.title, posts, thread.pinned, thread.closed, thread.kind, thread.anchor
    )


def _anchor(line: dict[str, str]) -> AnchorNode | None:
    """What the thread hung on; what cannot be is left out, for the words of the post are there without it."""
    key, passage, video = (line.get(name, "").strip() for name in ("part", "passage", "video"))
    second = line.get("second", "").strip()
    if not key or len(key) > LONGEST_KEY:
        return None
    if _VIDEO.fullmatch(video) and _SECOND.fullmatch(second):
        return AnchorNode(key, video=video, second=int(second))
    around = line.get("passage_before", "")[-AROUND:], line.get("passage_after", "")[:AROUND]
    return AnchorNode(key, passage, *around) if passage and len(passage) <= LONGEST_PASSAGE else None


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value).replace("\0", "")


def _yes(line: dict[str, str], name: str) -> bool:
    return line.get(name, "").strip().lower() in {"yes", "true", "1"}


def _moment(words: str) -> datetime | None:
    """A time of ISO 8601; without a zone it is that of UTC."""
    try:
        found = datetime.fromisoformat(words.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _cleaned(number: int, body: str) -> str:
    try:
        return clean_html(body)
    except ValidationError as error:
        raise _refused(number, " ".join(error.messages).rstrip(".")) from error
