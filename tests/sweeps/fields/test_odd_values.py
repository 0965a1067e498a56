"""Whatever stands in a field, in an address or after its question mark, by whoever may: an answer, and never a fault."""

import os
import re
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from tests.routes.bodies import DOERS, Body
from tests.routes.table import WHO, Row, rows
from tests.routes.test_changes import CELLS, REFUSED, good
from tests.routes.test_matrix import ROUTES, SHOWN, address, client_of
from tests.sweeps.fields.odd import EVERY, FEW, LONG, asked
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bar_counted_once")]
VALUES = EVERY if os.environ.get("COLLOQUY_EVERY") else FEW
HERE = re.compile(
    r'File ".*?/((?:accounts|community|core|courses|ethics|mentoring|moderation|notifications)/\S+)", line (\d+)'
)


def doer_of(row: Row) -> str:
    may = [name for name, given in zip(WHO, row.answers, strict=True) if given not in REFUSED]
    return DOERS.get(row.route, may[-1]) if may else ""


def fault(world: World, who: str, url: str, body: Body | None) -> tuple[str, Any]:
    """What broke, and the answer; whatever it changed is undone."""
    with transaction.atomic():
        client, response, broke = client_of(world, who), None, ""
        for upload in (value for value in (body or {}).values() if hasattr(value, "seek")):
            upload.seek(0)
        try:
            response = client.get(url) if body is None else client.post(url, body)
        except Exception as error:  # noqa: BLE001 - told below
            places = HERE.findall("".join(traceback.format_exception(error)))
            broke = f"{type(error).__name__}: {str(error)[:90]} at {places[-3:]}"
        transaction.set_rollback(True)
    if response is not None and response.status_code >= 500:
        broke = f"{response.status_code}"
    return broke, response


def told(name: str, value: str, broke: str) -> str:
    return f"{name}={value[:24]!r} ({len(value)}): {broke}"


def kept(response: Any, name: str, value: str) -> bool:
    """A text that is refused stands in the form that comes back."""
    page = response.content.decode()
    return not re.search(rf'<textarea[^>]* name="{re.escape(name)}"', page) or value in page


def posted(world: World, row: Row, doer: str) -> Iterator[str]:
    body, url = good(world, row, doer), address(world, ROUTES[row.route])
    with asked() as names:
        fault(world, doer, url, body)
    fields = {name for name in (*body, *names) if not hasattr(body.get(name), "seek")} - {"csrfmiddlewaretoken"}
    for name in sorted(fields):
        if broke := fault(world, doer, url, body | {name: [body.get(name, ""), "7", "x"]})[0]:
            yield told(name, "sent three times", broke)
        for value in VALUES:
            broke, response = fault(world, doer, url, body | {name: value})
            if not broke and value == LONG[-1] and response.status_code == 422 and not kept(response, name, value):
                broke = "refused, and the text is gone"
            if broke:
                yield told(name, value, broke)
                break


@pytest.mark.parametrize("row", [cell for cell in CELLS if doer_of(cell.values[0])])  # type: ignore[arg-type]
def test_no_field_breaks_anything(row: Row, world: World) -> None:
    found = list(posted(world, row, doer_of(row)))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("row", SHOWN)
def test_nothing_after_a_question_mark_breaks_anything(row: Row, world: World) -> None:
    who, url = (doer_of(row) or "cleo"), address(world, ROUTES[row.route])
    with asked() as names:
        fault(world, who, url, None)
    found = []
    for name in sorted(names):
        for value in VALUES:
            if broke := fault(world, who, f"{url}?{urlencode({name: value})}", None)[0]:
                found.append(told(name, value, broke))
                break
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "row", [row for row in rows() if ROUTES[row.route].needs], ids=lambda row: f"{row.method}-{row.route}"
)
def test_no_address_breaks_anything(row: Row, world: World) -> None:
    who, found = (doer_of(row) or "cleo"), []
    needs = ROUTES[row.route].needs
    own = world.things | world.own.get(row.route, {})
    for name in sorted(needs):
        for value in VALUES:
            try:
                url = reverse(row.route, kwargs={need: own[need] for need in needs} | {name: value})
            except NoReverseMatch:
                continue
            if broke := fault(world, who, url, None if row.method == "GET" else {})[0]:
                found.append(told(name, value, broke))
                break
    assert not found, "\n".join(found)
