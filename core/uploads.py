"""What somebody uploads, looked at before it is kept: by its bytes, never by its name. Pictures are written anew."""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pictures import PICTURES, rewritten

MEGABYTE = 1 << 20
MOST_MEGABYTES = 50
LONGEST_NAME = 120
KINDS = {
    "image": gettext_lazy("pictures"),
    "pdf": gettext_lazy("PDF"),
    "office": gettext_lazy("Office files"),
    "text": gettext_lazy("plain text"),
    "audio": gettext_lazy("sound"),
}
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
_AUDIO = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/aac": "aac",
}
_TEXT = frozenset(
    ["txt", "md", "csv", "tsv", "log", "json", "xml", "yml", "yaml", "tex", "bib", "py", "r", "sql", "srt", "vtt"]
)
_NO_NAME = re.compile(r'[<>:"|?*\\/]')
_MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What an institution takes: the kinds, and how large one file may be."""

    kinds: frozenset[str] = frozenset(KINDS)
    megabytes: int = 20

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> "Limits":
        """From what is kept in an institution's settings; what is missing is as it is for everybody."""
        kept = kept or {}
        return cls(frozenset(kept.get("kinds", KINDS)) & frozenset(KINDS), int(kept.get("megabytes", cls().megabytes)))

    def written(self) -> dict[str, Any]:
        return {"kinds": sorted(self.kinds), "megabytes": self.megabytes}

    @property
    def line(self) -> str:
        """ "Pictures, PDF and sound, up to 20 MB each."""
        if not self.kinds:
            return _("Files cannot be added here.")
        kinds = get_text_list([str(words) for key, words in KINDS.items() if key in self.kinds], _("and"))
        return _("%(kinds)s, up to %(n)s MB each.") % {"kinds": kinds[:1].upper() + kinds[1:], "n": self.megabytes}


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload as it is kept: its bytes, what they are, and a name that fits them."""

    stream: IO[bytes]
    kind: str
    mime: str
    name: str
    width: int | None = None
    height: int | None = None


def take(stream: IO[bytes], *, name: str, size: int, limits: Limits) -> Taken:
    """An upload made ready to be kept. Raises ValidationError with a sentence that says what to do."""
    shown = clean_name(name)
    if size == 0:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": shown})
    if size > limits.megabytes * MEGABYTE:
        words = _("“%(name)s” has %(size)s MB; the limit is %(limit)s MB.")
        size_now = f"{size / MEGABYTE:.1f}"
        raise ValidationError(words % {"name": shown, "size": size_now, "limit": limits.megabytes})
    kind, mime, ending = _look(stream, shown)
    if kind not in limits.kinds:
        words = _("“%(name)s” is of a kind that is not taken here: %(line)s")
        raise ValidationError(words % {"name": shown, "line": limits.line})
    if kind != "image":
        return Taken(stream, kind, mime, _ended(shown, ending))
    picture = rewritten(stream, name=shown)
    return Taken(
        picture.stream, kind, picture.mime, _ended(shown, PICTURES[picture.mime]), picture.width, picture.height
    )


def _look(stream: IO[bytes], name: str) -> tuple[str, str, str]:
    """Kind, type and ending of the bytes; the kind is "" for what nobody needs here."""
    head = stream.read(8192)
    stream.seek(0)
    guess = filetype.guess(head)
    mime = str(guess.mime) if guess else ""
    if mime in PICTURES:
        return "image", mime, PICTURES[mime]
    if head[:5] == b"%PDF-":
        return "pdf", "application/pdf", "pdf"
    if mime in _AUDIO:
        return "audio", mime, _AUDIO[mime]
    if head[:4] == b"PK\x03\x04" or head[:8] == _OLD:
        return _look_at_office(stream, head, name)
    return ("text", "text/plain", _text_ending(name)) if _is_text(stream) else ("", "", "")


def _look_at_office(stream: IO[bytes], head: bytes, name: str) -> tuple[str, str, str]:
    ending = _old_office(name) if head[:8] == _OLD else _new_office(stream)
    whole = stream.read()
    stream.seek(0)
    if ending and any(mark in whole for mark in _MACROS):
        words = _("“%(name)s” has macros in it, small programs that could harm a reader. Please save it without them.")
        raise ValidationError(words % {"name": name})
    return ("office", _OFFICE[ending], ending) if ending else ("", "", "")


def _old_office(name: str) -> str:
    ending = _ending(name)
    return ending if ending in {"doc", "xls", "ppt"} else ""


def _new_office(stream: IO[bytes]) -> str:
    """What an archive of an office program holds; nothing of it is unpacked but the first line of an OpenDocument."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.namelist()[:_MOST_ENTRIES]
            if "[Content_Types].xml" in entries:
                return next((end for place, end in _FOLDERS.items() if any(e.startswith(place) for e in entries)), "")
            if "mimetype" in entries:
                with archive.open("mimetype") as first:
                    said = first.read(100).decode("ascii", "replace").strip()
                return next((end for end, mime in _OFFICE.items() if mime == said), "")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return ""
    finally:
        stream.seek(0)
    return ""


def _is_text(stream: IO[bytes]) -> bool:
    try:
        words = stream.read().decode("utf-8")
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return "\0" not in words


def _text_ending(name: str) -> str:
    return _ending(name) if _ending(name) in _TEXT else "txt"


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _ended(name: str, ending: str) -> str:
    """The name with the ending that its bytes deserve."""
    own = _ending(name)
    if own == ending or {own, ending} == {"jpeg", "jpg"}:
        return name
    is_other_known = own in _TEXT or own in _OFFICE or own in {*PICTURES.values(), *_AUDIO.values(), "jpeg", "pdf"}
    return f"{name[: -len(own) - 1] if is_other_known else name}.{ending}"


def clean_name(name: str) -> str:
    """The last part of a file name, without what could mislead a reader or a program."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    name = " ".join(_NO_NAME.sub("-", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if stem and len(ending) <= 8:  # noqa: PLR2004
        return f"{stem[: LONGEST_NAME - 9].rstrip()}{dot}{ending}"
    return name[: LONGEST_NAME - 9].rstrip() or _("file")
