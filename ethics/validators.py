"""A pattern of a nudge runs on every text that somebody writes: it has to be readable, short, and quick on any text."""

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST, WIDE, LOOPS, NESTED = 300, 20, 2, 30
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT}


def check_pattern(pattern: str) -> None:
    """Refuse what is no pattern, and what could take very long: repeats inside repeats, and looking back."""
    if len(pattern) > LONGEST:
        raise ValidationError(_("A pattern is at most %(limit)s characters long.") % {"limit": LONGEST})
    try:
        parsed = parser.parse(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as wrong:
        raise ValidationError(_("This is not a pattern: %(why)s.") % {"why": wrong}) from wrong
    if _loops(parsed.data) > LOOPS:
        raise ValidationError(_("A pattern may have at most %(limit)s long repeats.") % {"limit": LOOPS})
    if re.compile(pattern, re.IGNORECASE).search(""):
        raise ValidationError(_("This pattern fits every text."))


def _loops(nodes: list[Any], around: int = 1) -> int:
    """How many long repeats there are; long ones inside others, and references back, are refused."""
    found = 0
    for kind, value in nodes:
        if kind in {sre.GROUPREF, sre.GROUPREF_EXISTS}:
            raise ValidationError(_("A pattern cannot refer to what it found before."))
        if kind in REPEATS:
            least, most, body = value
            if around > 1 and least != most and around * int(most) > NESTED:
                raise ValidationError(_("A repeat inside a repeat can take very long. Please write it without."))
            found += (least != most and int(most) >= WIDE) + _loops(body.data, around * max(1, int(most)))
        else:
            found += sum(_loops(part, around) for part in _parts(value))
    return found


def _parts(value: Any) -> list[list[Any]]:
    """The patterns inside of a node: groups, branches, looks ahead."""
    if isinstance(value, parser.SubPattern):
        return [value.data]
    if isinstance(value, tuple | list):
        return [part for each in value for part in _parts(each)]
    return []
