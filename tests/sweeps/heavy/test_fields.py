"""Texts made to be slow, in every field of words: the whole request ends within a second of work, stored or refused."""

import time
from collections.abc import Iterator

import pytest

from core.text import PART_LIMIT, POST_LIMIT
from tests.routes.table import Row
from tests.routes.test_changes import CELLS, good
from tests.routes.test_matrix import ROUTES, address
from tests.sweeps.fields.test_odd_values import doer_of, fault
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bar_counted_once")]


def filled(*pieces: str, limit: int = POST_LIMIT) -> str:
    return ("a " + "".join(pieces) * limit)[:limit]


HEAVY = (
    ("a|" * 700 + "\n" + "-|" * 700 + "\n" + "b\n" * POST_LIMIT)[:POST_LIMIT],
    filled("*a **a "),
    filled("[a](b) "),
    filled("$\\frac{a}{b}$ "),
    filled("a\u0301\u200d\u202e"),
    filled("@fay "),
    ("<p " + " ".join(f"a{n}" for n in range(40_000)))[:PART_LIMIT],
    filled("&#x41;", limit=PART_LIMIT),
    filled("a, b; c\n", limit=PART_LIMIT),
)


def slow(world: World, row: Row, doer: str) -> Iterator[str]:
    body, url = good(world, row, doer), address(world, ROUTES[row.route])
    words = [name for name, value in body.items() if isinstance(value, str) and not value.isdigit() and " " in value]
    for name in sorted({*words, *({"source", "title", "words", "reason"} & body.keys())}):
        for text in HEAVY:
            began = time.process_time()
            broke, _answer = fault(world, doer, url, body | {name: text})
            took = time.process_time() - began
            if broke or took > 1:
                yield f"{name}={text[:12]!r}: {took:.2f} s {broke}"


@pytest.mark.parametrize("row", [cell for cell in CELLS if doer_of(cell.values[0])])  # type: ignore[arg-type]
def test_no_field_of_words_is_slow(row: Row, world: World) -> None:
    assert list(slow(world, row, doer_of(row))) == []
