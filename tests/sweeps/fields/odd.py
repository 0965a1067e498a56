"""Values that nobody would type: too long, from other tables of the alphabet, numbers and days beyond every column."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import QueryDict

NUL, BIDI, FACE, NOTHING = (
    "a\0b",
    "\u202ea\u2066b\u2069",
    "\U0001f9d1\u200d\u2695\ufe0f \U0001f3e5",
    "\u200b\u2060\ufeff",
)
LENGTHS = (60, 90, 320, 1_100, 5_100, 30_000)
LONG = tuple(("Much too long. " * (length // 15 + 1))[:length] for length in LENGTHS)
NUMBERS = ("9" * 10, "9" * 19, "9" * 5_000, "-1", "0", "1e999", "NaN", "\u00b2", "\u0663", "0x10", " 7 ")
DAYS = ("0001-01-01", "9999-12-31", "99999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30", "25:61")
SHAPES = (
    "[",
    "{}",
    "[]",
    "null",
    "%",
    "%s",
    "\\",
    "'\"`",
    "../../x",
    "https://[",
    "//x",
    "a@b",
    "@",
    "\u017f",
    "\u01c5",
    "x" * 70,
)
TEXTS = (NUL, BIDI, FACE, NOTHING, " \t\r\n\u3000", *LONG)
EVERY = tuple(dict.fromkeys((*TEXTS, *NUMBERS, *DAYS, *SHAPES)))
FEW = (NUL, LONG[-1], "9" * 19)
"""Those that found most, which CI sends. With COLLOQUY_EVERY=yes all are sent, which takes twenty minutes."""

READS = ("get", "getlist", "__getitem__", "__contains__")


@contextmanager
def asked() -> Iterator[set[str]]:
    """The names that are looked for among what was sent, whether or not they were."""
    names: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for method in READS:
            patch.setattr(QueryDict, method, _noting(getattr(QueryDict, method), names))
        yield names - {"csrfmiddlewaretoken"}


def _noting(read, names):  # type: ignore[no-untyped-def]
    def noted(self, key, *rest):  # type: ignore[no-untyped-def]
        if isinstance(key, str):
            names.add(key)
        return read(self, key, *rest)

    return noted
