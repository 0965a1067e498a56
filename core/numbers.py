"""Numbers as browsers send them: digits in a text that may hold anything else."""

import re
from collections.abc import Iterable

LARGEST = 2**63 - 1
"""What fits into a key of the database."""
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)


def number_in(text: object) -> int | None:
    """The number that was sent; None for everything that is none, and for one that no column could hold."""
    found = _DIGITS.fullmatch(str(text or ""))
    return int(found[0]) if found else None


def numbers_in(texts: Iterable[object]) -> list[int]:
    """Those of them that are numbers, each once."""
    return [number for each in dict.fromkeys(texts) if (number := number_in(each)) is not None]
