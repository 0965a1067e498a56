"""A table that a spreadsheet opens without calculating anything that somebody wrote into it."""

import csv
import io
from collections.abc import Iterable

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: object) -> str:
    """With a leading apostrophe where a spreadsheet would take the text for a formula."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def write_table(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with a mark, so that every spreadsheet reads its letters."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
