"""Every POST, with a body that is good: who may changes something, and who may not changes nothing at all."""

import re
from typing import Any

import pytest
from django.db import transaction

from tests.routes.bodies import BODIES, DOERS, ELSEWHERE, WRITES_NO_ROW, Body
from tests.routes.conftest import knowing_rights
from tests.routes.filling import filled
from tests.routes.table import WHO, Row, row_of, rows, written
from tests.routes.test_matrix import ROUTES, address, answer, client_of, in_words
from tests.routes.watching import watched
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bar_counted_once")]
REFUSED = {"in", "401", "403", "404", "405"}
CELLS = [pytest.param(row, id=row.route) for row in rows() if row.method == "POST"]
FAULT = re.compile(
    r'<(?:p|ul|li|div|span)[^>]*class="[^"]*(?:error|trouble|alert)[^"]*"[^>]*>(.*?)</(?:p|ul|li|div)>', re.DOTALL
)
ASIDE = {"django_session"}
ADD = "add a good body for {route} to tests/routes/bodies.py (or in WRITES_NO_ROW, or ELSEWHERE, with the reason)"


def good(world: World, row: Row, doer: str) -> Body:
    """What this person would send: the form as they see it, with what bodies.py knows better."""
    url, given = address(world, ROUTES[row.route]), world.bodies.get(row.route, {})
    better = BODIES.get(row.route, {})
    known = better(world) if callable(better) else better
    with transaction.atomic():
        client = client_of(world, doer)
        shown = client.get(url) if row_of("GET", row.route) else client.post(url, given)
        form = filled(shown.content.decode(), url, url) if shown.status_code in {200, 422} else {}
        transaction.set_rollback(True)
    return {name: value for name, value in (form | given | known).items() if value is not None}


def sent(world: World, row: Row, name: str, body: Body) -> tuple[Any, set[str]]:
    """The answer, and the tables that were written to; whatever it changed is undone."""
    with transaction.atomic():
        client = client_of(world, name)
        for upload in (value for value in body.values() if hasattr(value, "seek")):
            upload.seek(0)
        with watched() as tables:
            response = client.post(address(world, ROUTES[row.route]), body)
        transaction.set_rollback(True)
    return response, tables - ASIDE


def faults(response: Any) -> list[str]:
    """What the form complains of, for whoever writes the body."""
    found = FAULT.findall(response.content.decode()) if response.status_code == 422 else []
    return [" ".join(re.sub(r"<[^>]*>", " ", fault).split()) for fault in found]


@pytest.mark.parametrize("row", CELLS)
def test_who_may_changes_something_and_who_may_not_changes_nothing(row: Row, world: World) -> None:
    may = [name for name, given in zip(WHO, row.answers, strict=True) if given not in REFUSED]
    body: Body = {}
    if may:
        doer = DOERS.get(row.route, may[-1])
        body = good(world, row, doer)
        if row.route not in ELSEWHERE:
            response, tables = sent(world, row, doer, body)
            told = (
                f"{ADD.format(route=row.route)}\n{doer} sent {body}\nand got {response.status_code}, {sorted(tables)}"
            )
            told += "".join(f"\n{fault}" for fault in faults(response))
            assert response.status_code < 400, told
            assert tables or row.route in WRITES_NO_ROW, told
    given = dict(zip(WHO, row.answers, strict=True))
    for name in WHO:
        if name in may:
            given[name] = answer(world, name, "POST", row.route)
            continue
        with knowing_rights(world.rights):
            response, tables = sent(world, row, name, body)
        given[name] = in_words(response)
        assert tables == set(), f"{name} may not, and changed {sorted(tables)} by {row.route}"
    assert written("POST", row.route, tuple(given[name] for name in WHO)) == str(row)


def test_every_exception_is_still_a_route() -> None:
    exceptions = [*BODIES, *DOERS, *WRITES_NO_ROW, *ELSEWHERE]
    assert [route for route in exceptions if not row_of("POST", route)] == []
