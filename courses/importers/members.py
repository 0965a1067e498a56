"""What a course may hold: how much, how many, how deep, and under which names."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.text import excerpt
from courses.importers.refusals import ImportRefused

MEBIBYTE = 1024 * 1024
_CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db", ".git", ".svn")
_LONGEST_NAME = 1024


@dataclass(frozen=True)
class Limits:
    """Counted while reading; what an archive says about itself is never believed."""

    unpacked_bytes: int = 2 * 1024 * MEBIBYTE
    members: int = 20_000
    ratio: int = 200
    ratio_allowance: int = 16 * MEBIBYTE
    levels: int = 64


@dataclass
class Members:
    """The names admitted so far, and how much has been read."""

    limits: Limits
    packed_bytes: int = 0
    files: dict[str, Path] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _folders: set[str] = field(default_factory=set)
    _bytes: int = 0
    _entries: int = 0

    def count(self, size: int) -> None:
        """Add bytes that were really read, and refuse once they are too many."""
        self._bytes += size
        if self._bytes > self.limits.unpacked_bytes:
            raise ImportRefused(
                _("The course is larger than %(limit)s MB once unpacked.")
                % {"limit": self.limits.unpacked_bytes // MEBIBYTE}
            )
        packed = self.packed_bytes
        if packed and self._bytes > packed * self.limits.ratio + self.limits.ratio_allowance:
            raise ImportRefused(_("The archive unpacks to far more than its size explains, so it was not opened."))

    def admit(self, raw: str) -> str | None:
        """The safe path for a file, or None for a file that only an operating system cares about."""
        self.enter()
        path = self._checked(raw)
        if _is_clutter(path):
            return None
        if path in self._seen:
            raise ImportRefused(_("The archive holds “%(path)s” twice.") % {"path": path})
        self._seen.add(path)
        parents = {path.rsplit("/", depth)[0] for depth in range(1, path.count("/") + 1)}
        self._folders |= parents
        if path in self._folders or parents & self._seen:
            raise ImportRefused(_("“%(path)s” is both a file and a folder in this archive.") % {"path": path})
        return path

    def admit_folder(self, raw: str) -> None:
        self.enter()
        if raw.strip("./"):
            self._checked(raw)

    def enter(self) -> None:
        """Count one more entry, whatever its kind."""
        self._entries += 1
        if self._entries > self.limits.members:
            raise ImportRefused(_("The course holds more than %(limit)s files.") % {"limit": self.limits.members})

    def _checked(self, raw: str) -> str:
        name = unicodedata.normalize("NFC", raw.replace("\\", "/"))
        if name.startswith("/") or name[1:2] == ":":
            raise ImportRefused(_("“%(path)s” points outside the archive.") % {"path": _shown(raw)})
        steps = [step for step in name.split("/") if step not in {"", "."}]
        if ".." in steps:
            raise ImportRefused(_("“%(path)s” points outside the archive.") % {"path": _shown(raw)})
        if not steps or len(name) > _LONGEST_NAME or _is_odd(name):
            raise ImportRefused(
                _("The archive holds a file with an unusable name: “%(path)s”.") % {"path": _shown(raw)}
            )
        if len(steps) > self.limits.levels:
            raise ImportRefused(
                _("The folders of this course are nested more than %(limit)s levels deep.")
                % {"limit": self.limits.levels}
            )
        return "/".join(steps)


def _is_odd(name: str) -> bool:
    """Control characters, or bytes that were no text."""
    return any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)


def _is_clutter(path: str) -> bool:
    return any(step in _CLUTTER or step.startswith("._") for step in path.split("/"))


def _shown(raw: str) -> str:
    """A hostile name made fit for a sentence."""
    text = "".join(char if char.isprintable() else "�" for char in raw)
    return excerpt(text, 80)
