"""What every format is read into: one neutral course, complete before anything is written."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

# Stand-ins for addresses that only the writing side knows; both survive cleaning as relative links.
FILE_LINK = "/-/file/"
UNIT_LINK = "/-/unit/"


class PartKind(StrEnum):
    TEXT = "text"
    DISCUSSION = "discussion"
    LINK = "link"


@dataclass(frozen=True)
class PostNode:
    """Something that somebody wrote: `parent` is the source id of what it answers ("" for the first post).

    `stands` says as what it stands there, where it is more than a post (docs/post-format.md).
    """

    source_id: str
    parent: str
    person: str
    at: datetime
    edited_at: datetime | None
    html: str
    markdown: str = ""
    stands: str = ""


@dataclass(frozen=True)
class AnchorNode:
    """What a thread hung on: words of a text with what stood around them, or a second of a video; `part` is its key."""

    part: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    video: str = ""
    second: int | None = None


@dataclass(frozen=True)
class ThreadNode:
    """One discussion, its posts in the order of their times, ties by source id."""

    source_id: str
    title: str
    posts: tuple[PostNode, ...]
    pinned: bool = False
    closed: bool = False
    kind: str = ""
    anchor: AnchorNode | None = None


@dataclass(frozen=True)
class PersonNode:
    """Somebody who wrote; a placeholder until a verified address claims it."""

    source_id: str
    name: str
    email: str = ""
    role: str = ""


@dataclass(frozen=True)
class PartNode:
    """One piece of a unit: cleaned reading, a link out with its own words, or a discussion that stood here."""

    source_id: str
    kind: PartKind
    title: str
    html: str = ""
    threads: tuple[ThreadNode, ...] = ()
    prompt: str = ""

    @property
    def source_hash(self) -> str:
        """Changes exactly when the original does."""
        return hashlib.sha256(f"{self.kind}\n{self.title}\n{self.html}".encode()).hexdigest()


@dataclass(frozen=True)
class UnitNode:
    source_id: str
    title: str
    parts: tuple[PartNode, ...] = ()
    staff_only: bool = False


@dataclass(frozen=True)
class HeadingNode:
    """A named run of units inside a chapter; formats without that level have one with an empty title."""

    source_id: str
    title: str
    units: tuple[UnitNode, ...] = ()


@dataclass(frozen=True)
class ChapterNode:
    source_id: str
    title: str
    headings: tuple[HeadingNode, ...] = ()

    @property
    def units(self) -> Iterator[UnitNode]:
        for heading in self.headings:
            yield from heading.units


@dataclass(frozen=True)
class FileNode:
    """A file that some part uses; `sha256` is its address in FILE_LINK."""

    name: str
    sha256: str
    size: int
    mime: str
    opener: Callable[[], BinaryIO]


@dataclass(frozen=True)
class LeftOut:
    """Something that could not be taken: where it stood, what it was, and why."""

    where: str
    what: str
    reason: str


@dataclass(frozen=True)
class CourseTree:
    format: str
    source_id: str
    title: str
    summary: str
    language: str
    chapters: tuple[ChapterNode, ...]
    files: tuple[FileNode, ...]
    left_out: tuple[LeftOut, ...]
    people: tuple[PersonNode, ...] = ()
    issuer: str = ""
    """Who named the people: the same person of the same system is one placeholder, whatever the course."""
    announcements: tuple[ThreadNode, ...] = ()

    @property
    def threads(self) -> Iterator[ThreadNode]:
        """Everything that was said, announcements last."""
        for part in self.parts:
            yield from part.threads
        yield from self.announcements

    @property
    def headings(self) -> Iterator[HeadingNode]:
        for chapter in self.chapters:
            yield from chapter.headings

    @property
    def units(self) -> Iterator[UnitNode]:
        for chapter in self.chapters:
            yield from chapter.units

    @property
    def parts(self) -> Iterator[PartNode]:
        for unit in self.units:
            yield from unit.parts
