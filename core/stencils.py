"""Rows that are drawn many times on a page, at the price of filling in what differs.

A Django template costs by the variable. A stencil draws the template of a row once for each *shape* (which buttons there
are, whether it is new), with marks where *gaps* are, and for each row only puts the gaps in between. What a row may show
is exactly what its stencil names, so nothing that one reader sees can stay behind for another: the drawn pieces hold the
words of the template and the shape, never a value of a row.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Protocol

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 400
SALT = secrets.token_hex(6)
NUMBER = secrets.randbelow(10**5) * 10**10 + 10**16
MARK = re.compile(rf"x{SALT}n(\d+)x|({NUMBER // 1000}\d{{3}})")


class Unnamed(Exception):
    """The template asked for something that its stencil does not name."""


class Row(Protocol):
    stencil: "Stencil"


class Pieces:
    """What stands between the gaps, and which gap comes after each of it."""

    def __init__(self, drawn: str) -> None:
        self.texts: list[str] = []
        self.gaps: list[int] = []
        end = 0
        for found in MARK.finditer(drawn):
            self.texts.append(drawn[end : found.start()])
            self.gaps.append(int(found[1]) if found[1] else int(found[2]) - NUMBER)
            end = found.end()
        self.last = drawn[end:]

    def filled(self, values: Sequence[Any]) -> SafeString:
        ready: dict[int, str] = {}
        parts: list[str] = []
        for text, gap in zip(self.texts, self.gaps, strict=True):
            if gap not in ready:
                value = values[gap]
                ready[gap] = str(value) if isinstance(value, int) else conditional_escape(value)
            parts += (text, ready[gap])
        return SafeString("".join([*parts, self.last]))


class StandIn:
    """Stands where the row stands while its stencil is drawn."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            first, _dot, rest = name.partition(".")
            if not rest:
                self.__dict__[first] = value
        for first in {name.partition(".")[0] for name in values if "." in name}:
            below = {name.partition(".")[2]: value for name, value in values.items() if name.startswith(f"{first}.")}
            self.__dict__[first] = StandIn(below)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in {"do_not_call_in_templates", "alters_data"}:
            raise AttributeError(name)
        raise Unnamed(name)


class Stencil:
    """For one template, in which the row is called `name`.

    `shape`: what decides how the row looks; `gaps`: what is filled in (the template may print it or ask whether it is
    there, and nothing else); `plain`: what most rows do not have: a row that has any of it is drawn by the template itself.
    """

    def __init__(
        self, template: str, name: str, *, shape: tuple[str, ...], gaps: tuple[str, ...], plain: tuple[str, ...] = ()
    ) -> None:
        self.template, self.name = template, name
        self.names, self.without = (shape, gaps), plain
        self._shape, self._gaps, self._plain = (
            attrgetter(*each, "stencil", "stencil") for each in (shape, gaps, plain)
        )
        self._drawn: OrderedDict[Any, Pieces] = OrderedDict()
        self.unnamed = ""

    def draw(self, row: Row, *, below: SafeString, token: Any, options: Mapping[str, Any]) -> SafeString:
        """`options` belong to the shape; `below` (what stands inside the row) and the CSRF token are gaps."""
        if self.unnamed or any(self._plain(row)[:-2]):
            return self._render({**options, self.name: row, "below": below, "csrf_token": token})
        values = (*self._gaps(row)[:-2], below, token)
        key = (get_language(), *options.values(), *self._shape(row)[:-2], *map(bool, values))
        pieces = self._drawn.get(key)
        if pieces is None:
            try:
                pieces = self._drawn[key] = Pieces(self._render(self._stood_in(row, values, options)))
            except Unnamed as error:
                self.unnamed = str(error)
                return self.draw(row, below=below, token=token, options=options)
            if len(self._drawn) > MOST:
                self._drawn.popitem(last=False)
        return pieces.filled(values)

    def _stood_in(self, row: Row, values: Sequence[Any], options: Mapping[str, Any]) -> dict[str, Any]:
        shape, gaps = self.names
        marks = [_mark(number, value) for number, value in enumerate(values)]
        named = dict(zip(shape, self._shape(row)[:-2], strict=True)) | dict(zip(gaps, marks, strict=False))
        stand_in = StandIn(named | dict.fromkeys(self.without, ""))
        return {**options, self.name: stand_in, "below": marks[-2], "csrf_token": marks[-1]}

    def _render(self, context: dict[str, Any]) -> SafeString:
        return SafeString(get_template(self.template).render(context))


def _mark(number: int, value: Any) -> Any:
    """A value that is not there stays what it is, so that the template may ask."""
    if not value:
        return value
    return NUMBER + number if isinstance(value, int) else SafeString(f"x{SALT}n{number}x")
