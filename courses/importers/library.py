"""The files of an export that its texts use: taken once each, typed by their first bytes."""

import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

import filetype

from courses.importers.source import Source
from courses.importers.tree import FILE_LINK, FileNode

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"})


@dataclass
class Shelf:
    """Files by their path inside the source."""

    source: Source
    taken: dict[str, FileNode] = field(default_factory=dict)

    def take(self, path: str, name: str = "") -> FileNode:
        """The file as it will be stored, under its own name where the path is only a number."""
        if path not in self.taken:
            digest = hashlib.sha256()
            with self.source.open(path) as stream:
                head = stream.read(8192)
                digest.update(head)
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
            name = name or path.rsplit("/", 1)[-1]
            opener = partial(self.source.open, path)
            size = self.source.size(path)
            self.taken[path] = FileNode(name, digest.hexdigest(), size, type_of(head, name), opener)
        return self.taken[path]

    def link(self, path: str, name: str = "") -> str:
        taken = self.take(path, name)
        return f"{FILE_LINK}{taken.sha256}/{quote(taken.name)}"

    def is_picture(self, path: str) -> bool:
        return self.take(path).mime in PICTURES


def type_of(head: bytes, name: str) -> str:
    """What the file is by its first bytes; its name is believed only for kinds that are text."""
    guessed = mimetypes.guess_type(name)[0] or ""
    if sniffed := filetype.guess_mime(head):
        is_office = sniffed == "application/zip" and guessed.startswith("application/vnd.")
        return guessed if is_office else str(sniffed)
    if guessed == "image/svg+xml" and b"<svg" in head:
        return guessed
    textual = guessed.startswith("text/") or name.endswith((".srt", ".vtt", ".csv", ".md"))
    return "text/plain" if textual else "application/octet-stream"
