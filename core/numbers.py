"""Numbers as browsers send them: digits in a text that may hold anything else."""

import re

_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)  # what fits into a key of the database


def number_in(text: object) -> int | None:
    """The number that was sent; None for everything that is none, and for one that no column could hold."""
    found = _DIGITS.fullmatch(str(text or ""))
    return int(found[0]) if found else None
