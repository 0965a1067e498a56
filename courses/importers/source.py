"""A folder or an archive as a read-only set of named files that cannot reach outside itself."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from courses.importers.archives import unpack
from courses.importers.members import Limits, Members
from courses.importers.refusals import ImportRefused

MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
PLAIN = frozenset({".csv", ".jsonl", ".ndjson"})
"""Files that are no archive: they are read as they are."""


@dataclass(frozen=True)
class Source:
    """The files of one course by their path inside it; `name` is what the person called it."""

    name: str
    files: Mapping[str, Path]

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def read(self, path: str, *, limit: int = MAX_DOCUMENT_BYTES) -> bytes:
        """A whole document; media are opened and streamed instead."""
        found = self.files[path]
        if found.stat().st_size > limit:
            raise ImportRefused(_("“%(path)s” is too large to be read as text.") % {"path": path})
        return found.read_bytes()

    def open(self, path: str) -> BinaryIO:
        return self.files[path].open("rb")

    def size(self, path: str) -> int:
        return self.files[path].stat().st_size

    def under(self, folder: str) -> list[str]:
        """Paths directly or deeper inside a folder, sorted."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/"))

    def inside(self, folder: str) -> "Source":
        """The same files seen from one of the folders."""
        if not folder:
            return self
        prefix = f"{folder}/"
        return Source(
            self.name,
            {path.removeprefix(prefix): found for path, found in self.files.items() if path.startswith(prefix)},
        )


@contextmanager
def open_source(path: Path | str, limits: Limits | None = None) -> Iterator[Source]:
    """Open a course for reading; whatever was unpacked is gone afterwards, also after a refusal."""
    place = Path(path)
    limits = limits or Limits()
    if place.is_dir():
        yield Source(place.name, _walk(place, limits))
    elif place.is_file() and place.suffix.lower() in PLAIN:
        yield Source(place.name, {place.name: place})
    elif place.is_file():
        with tempfile.TemporaryDirectory(prefix="colloquy-import-") as room:
            yield Source(place.name, unpack(place, Path(room), limits))
    else:
        raise ImportRefused(_("There is no file or folder at “%(path)s”.") % {"path": place})


def _walk(root: Path, limits: Limits) -> Mapping[str, Path]:
    """Every file below a folder; a link may point inside the folder, never out of it."""
    members = Members(limits)
    home = root.resolve()
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        for name in sorted(folders):
            members.admit_folder((here / name).relative_to(root).as_posix())
            if (here / name).is_symlink():
                raise ImportRefused(
                    _("The folder “%(name)s” is a link. Copy what it points to into the course first.") % {"name": name}
                )
        for name in sorted(names):
            _admit_file(members, home, here / name, (here / name).relative_to(root).as_posix())
    return members.files


def _admit_file(members: Members, home: Path, found: Path, path: str) -> None:
    if not found.is_file():
        raise ImportRefused(_("“%(path)s” is not an ordinary file.") % {"path": path})
    if not found.resolve().is_relative_to(home):
        raise ImportRefused(_("“%(path)s” is a link to a place outside the course.") % {"path": path})
    members.count(found.stat().st_size)
    if admitted := members.admit(path):
        members.files[admitted] = found
