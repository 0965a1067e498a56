"""Addresses for the many rows of a page: what `reverse()` says, worked out once for each name and then filled in."""

import re
from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

NUMBER, WORD = 9_182_736_455_460_001, "zq7word7qz"
KNOWN = re.compile(rf"({NUMBER // 100}\d\d|{WORD}\d)")
SIMPLE = re.compile(r"[-.\w]+")


def address(name: str, *arguments: int | str) -> str:
    """`reverse(name, args=arguments)`."""
    return _address(name, arguments, get_script_prefix(), get_urlconf())


@lru_cache(20_000)
def _address(name: str, arguments: tuple[int | str, ...], prefix: str, urlconf: str | None) -> str:
    """The rows of a list are asked for again and again, by one reader and the next."""
    if not all(isinstance(each, int) or SIMPLE.fullmatch(each) for each in arguments):
        return reverse(name, args=arguments)
    kinds = tuple(isinstance(each, int) for each in arguments)
    parts = _parts(name, kinds, prefix, urlconf)
    if parts is None:
        return reverse(name, args=arguments)
    texts = iter(str(each) if isinstance(each, int) else quote(each, safe="") for each in arguments)
    return "".join(next(texts) if part is None else part for part in parts)


@cache
def _parts(name: str, numbers: tuple[bool, ...], _prefix: str, _urlconf: str | None) -> tuple[str | None, ...] | None:
    """The pieces of the address with None for each argument; None where the arguments do not stand in it in their order."""
    marks = [NUMBER + place if is_number else f"{WORD}{place}" for place, is_number in enumerate(numbers)]
    pieces = KNOWN.split(reverse(name, args=marks))
    if pieces[1::2] != [str(mark) for mark in marks]:
        return None
    return tuple(None if place % 2 else piece for place, piece in enumerate(pieces))
