"""Unpacking that counts what it reads and never lets an archive choose where a file goes."""

import bz2
import errno
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.utils.translation import gettext_lazy as _

from courses.importers.members import MEBIBYTE, Limits, Members
from courses.importers.refusals import ImportRefused

_CHUNK = 256 * 1024
_BLOCK = 512
_SAYS_UTF8 = 0x800
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    struct.error,
    ValueError,
    OverflowError,
    RuntimeError,
)
_COMPRESSIONS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))


def unpack(archive: Path, room: Path, limits: Limits) -> Mapping[str, Path]:
    """Unpack into numbered files, so that names stay names and never become places."""
    unpacking = _Unpacking(Members(limits, packed_bytes=archive.stat().st_size), room)
    try:
        with archive.open("rb") as raw:
            head = raw.read(8)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            unpacking.take_zip(archive)
        else:
            unpacking.take_tar(archive, head)
    except ImportRefused:
        raise
    except NotImplementedError as error:
        raise ImportRefused(_("The archive is packed in a way that cannot be opened here.")) from error
    except _BROKEN as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise ImportRefused(_("There is no space left to unpack this course.")) from error
        raise ImportRefused(
            _("The archive is broken or incomplete. Export the course again and try once more.")
        ) from error
    return unpacking.members.files


def _true_name(entry: zipfile.ZipInfo) -> str:
    """Many programs write names in UTF-8 and do not say so; a name that is no UTF-8 is what the format says it is."""
    if entry.flag_bits & _SAYS_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _opened(archive: Path, head: bytes) -> IO[bytes]:
    """The archive as a stream of plain tar, whatever it was compressed with."""
    opener = next((opener for magic, opener in _COMPRESSIONS if head.startswith(magic)), None)
    return cast("IO[bytes]", opener(archive, "rb") if opener else archive.open("rb"))


class _Forward:
    """A stream read once from front to back: it counts, and refuses to swallow one huge header."""

    def __init__(self, stream: IO[bytes], members: Members) -> None:
        self._stream = stream
        self._members = members
        self._position = 0
        self._kept = b""
        self._again = False
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > 4 * MEBIBYTE:
            raise ImportRefused(_("The archive holds a file description that is far too long."))
        data = self._kept if self._again and size else b""
        self._again = self._again and not size
        data += self._stream.read(size - len(data))
        self._members.count(len(data))
        self._position += len(data)
        self._kept = data[-1:] or self._kept
        self.last = data
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, target: int) -> int:
        """Forward by reading on, or back by the one byte that tarfile asks for."""
        if target == self._position - 1 and self._kept and not self._again:
            self._position, self._again = target, True
        while self._position < target and self.read(min(_CHUNK, target - self._position)):
            pass
        if self._position != target:
            raise EOFError
        return target

    def drain(self) -> None:
        """Read to the end, so that a cut-off or altered archive shows itself."""
        while self.read(_CHUNK):
            pass


class _Unpacking:
    def __init__(self, members: Members, room: Path) -> None:
        self.members = members
        self._room = room
        self._taken = 0
        self._links: list[tuple[str, str]] = []

    def take_zip(self, archive: Path) -> None:
        with zipfile.ZipFile(archive) as bundle:
            for entry in bundle.infolist():
                entry.filename = _true_name(entry)
                kind = stat.S_IFMT(entry.external_attr >> 16)
                if entry.is_dir():
                    self.members.admit_folder(entry.filename)
                elif kind == stat.S_IFLNK:
                    self._refuse_link(entry.filename)
                elif kind not in {0, stat.S_IFREG}:
                    self._refuse_kind(entry.filename)
                elif entry.flag_bits & 0x1:
                    raise ImportRefused(_("The archive is locked with a password. Export it again without one."))
                else:
                    with bundle.open(entry) as stream:
                        self._take(entry.filename, stream, counted=False)

    def take_tar(self, archive: Path, head: bytes) -> None:
        with _opened(archive, head) as raw:
            stream = _Forward(raw, self.members)
            try:
                bundle = tarfile.TarFile(fileobj=stream, errorlevel=2)  # type: ignore[arg-type]
            except tarfile.ReadError as error:
                raise ImportRefused(
                    _(
                        "This is neither a folder nor an archive that can be opened (tar, tar.gz, tar.bz2, tar.xz or zip)."
                    )
                ) from error
            with bundle:
                for entry in bundle:
                    self._take_entry(bundle, entry)
            if stream.last.strip(b"\0"):
                raise EOFError
            stream.drain()
        self._follow_links()

    def _take_entry(self, bundle: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
        if entry.isdir():
            self.members.admit_folder(entry.name)
        elif entry.issym() or entry.islnk():
            self.members.enter()
            beside = PurePosixPath(entry.name).parent if entry.issym() else PurePosixPath()
            self._links.append((entry.name, str(beside / entry.linkname)))
        elif entry.isreg():
            content = bundle.extractfile(entry)
            if content is None or self._take(entry.name, content, counted=True) < entry.size:
                raise EOFError
        else:
            self._refuse_kind(entry.name)

    def _take(self, name: str, stream: IO[bytes], *, counted: bool) -> int:
        path = self.members.admit(name)
        self._taken += 1
        place = self._room / str(self._taken)
        size = 0
        with place.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if not counted:
                    self.members.count(len(chunk))
                out.write(chunk)
        if path is not None:
            self.members.files[path] = place
        return size

    def _follow_links(self) -> None:
        """A link inside the archive becomes the file it means; any other link is refused."""
        for name, target in self._links:
            steps: list[str] = []
            for step in PurePosixPath(target).parts:
                if step == ".." and steps:
                    steps.pop()
                elif step in {"..", "/"}:
                    self._refuse_link(name)
                else:
                    steps.append(step)
            found = self.members.files.get("/".join(steps))
            if found is None:
                self._refuse_link(name)
            elif path := self.members.admit(name):
                self.members.files[path] = found

    def _refuse_link(self, name: str) -> None:
        raise ImportRefused(_("“%(path)s” is a link to a place outside the archive.") % {"path": name})

    def _refuse_kind(self, name: str) -> None:
        raise ImportRefused(_("“%(path)s” is not an ordinary file.") % {"path": name})
