"""A table in a text file: whatever a spreadsheet wrote, in lines with their numbers; or one sentence why not."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from courses.importers.refusals import ImportRefused

MOST_BYTES = 64 * 1024 * 1024
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
DELIMITERS = (";", ",", "\t")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SOME = 4096
_SAID = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """The names in the first line, and the cells of each later one with the number of its line in the file."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(data: bytes, *, most_rows: int, delimiters: tuple[str, ...] = DELIMITERS) -> Table:
    """The table in these bytes; raises ImportRefused with one sentence when it is none."""
    if len(data) > MOST_BYTES:
        raise ImportRefused(_("This file is larger than %(n)s MB.") % {"n": MOST_BYTES // 1024 // 1024})
    text = decode(data)
    if not text.strip():
        raise ImportRefused(_("There is nothing in this file."))
    said, text, skipped = _said_delimiter(text)
    lines = _lines(text, said if said in delimiters else _delimiter(text, delimiters), skipped)
    header = [cell.strip() for cell in next(lines)[1]]
    if len(header) > MOST_COLUMNS:
        raise ImportRefused(_("The first line has more than %(n)s columns.") % {"n": MOST_COLUMNS})
    rows: list[tuple[int, list[str]]] = []
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            rows.append((number, cells[: MOST_COLUMNS + 1]))
        if len(rows) > most_rows:
            raise ImportRefused(_("This file has more than %(n)s lines. Divide it into several.") % {"n": most_rows})
    return Table(header, rows)


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 or Windows-1252, with or without a mark at the beginning."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], name)
    for name in (_guess_wide(data), "utf-8", "cp1252"):
        if name:
            try:
                return _text(data, name)
            except ImportRefused:
                continue
    raise _undecodable()


def _guess_wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain words is nought."""
    head = data[:_SOME]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(len(head), even + odd) < len(head) // 3 or not even + odd:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _text(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise _undecodable() from error
    if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n\x0b\x0c" for char in set(text)):
        raise _undecodable()
    return text


def _undecodable() -> ImportRefused:
    return ImportRefused(
        _("This does not look like a table of text. In your spreadsheet, save it as “CSV UTF-8” and try again.")
    )


def _delimiter(text: str, allowed: tuple[str, ...]) -> str:
    """The one that stands most often in the first line, outside quotation marks."""
    first = text.lstrip("\r\n").partition("\n")[0][:100_000]
    outside = "".join(first.split('"')[::2])
    return max(allowed, key=outside.count)


def _said_delimiter(text: str) -> tuple[str, str, int]:
    """Some spreadsheets begin with a line such as «sep=;», which is no line of the table."""
    first, mark, rest = text.partition("\n")
    found = _SAID.fullmatch(first.strip())
    return (found[1], rest, 1) if found and mark else ("", text, 0)


def _lines(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not empty, with its number; a quotation mark that is never closed has its line named."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 1 + skipped
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise ImportRefused(
                    _("A cell in line %(n)s holds more than %(most)s characters. Is a quotation mark left open there?")
                    % {"n": at, "most": LONGEST_CELL}
                )
            if cells:
                yield at, cells
            at = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise ImportRefused(
            _("Line %(n)s cannot be read: a quotation mark is left open or stands in the wrong place.") % {"n": at}
        ) from error
