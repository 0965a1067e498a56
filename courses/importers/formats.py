"""The formats that can be read, and how one is recognised."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from courses.importers.cartridge import CartridgeReader
from courses.importers.moodle import MoodleReader
from courses.importers.olx import OlxReader
from courses.importers.posts import PostsReader
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source
from courses.importers.tree import CourseTree


class Reader(Protocol):
    """One format: `read` returns the whole course or raises ImportRefused, and changes nothing."""

    format: str

    def recognises(self, source: Source) -> bool: ...

    def read(self, source: Source) -> CourseTree: ...


READERS: tuple[Reader, ...] = (MoodleReader(), CartridgeReader(), OlxReader(), PostsReader())


def detect(source: Source) -> Reader:
    """The reader for what lies in the source."""
    for reader in READERS:
        if reader.recognises(source):
            return reader
    if not source.files:
        raise ImportRefused(_("There is nothing in “%(name)s”.") % {"name": source.name})
    raise ImportRefused(
        _("“%(name)s” is not a course in a format that can be read here (Open edX, Common Cartridge, Moodle, posts).")
        % {"name": source.name}
    )
