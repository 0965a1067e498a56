"""Every named route, for everybody, by GET and by POST."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from tests.routes.table import WHO, Row, row_of, rows, written
from tests.routes.walking import Route, routes
from tests.routes.watching import watched
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bar_counted_once", "rights_read_once")]
ROUTES = {route.name: route for route in routes()}
MARKS = {"community_readchunk", "courses_unitvisit", "notifications_notice", "django_session", "account_emailaddress"}
READ = {"mentoring:ask": {"mentoring_ask"}}
"""Where the mark stands in the thing itself."""
SOME = ("anon", "cleo", "lea")
CELLS = [pytest.param(row, id=f"{row.method}-{row.route}") for row in rows()]
SHOWN = [cell for cell in CELLS if cell.values[0].method == "GET"]  # type: ignore[attr-defined]


def address(world: World, route: Route) -> str:
    own = world.own.get(route.name, {})
    lacking = route.needs - own.keys() - world.things.keys()
    assert not lacking, f"tests/world.py has nothing for {sorted(lacking)} of {route.name}"
    return reverse(route.name, kwargs={need: own.get(need, world.things.get(need)) for need in route.needs})


def client_of(world: World, name: str) -> Client:
    """The world's one client, with nothing in its pockets but this person's session."""
    cache.clear()
    world.client.cookies.clear()
    if name != "anon":
        world.client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[name]
    return world.client


def answer(world: World, name: str, method: str, route: str) -> str:
    """The answer in the words of the table; whatever the request changed is undone."""
    url = address(world, ROUTES[route])
    with transaction.atomic():
        client = client_of(world, name)
        response = client.get(url) if method == "GET" else client.post(url, world.bodies.get(route, {}))
        transaction.set_rollback(True)
    return in_words(response)


def in_words(response: Any) -> str:
    sign_in = response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return "in" if sign_in else str(response.status_code)


def proposal(world: World, method: str, route: str) -> str:
    try:
        return written(method, route, tuple(answer(world, name, method, route) for name in WHO))
    except Exception as error:  # noqa: BLE001
        return f"{method} {route}: {error.__class__.__name__}: {error}"


@pytest.mark.parametrize("row", SHOWN)
def test_route_answers_as_expected_and_getting_changes_nothing(row: Row, world: World) -> None:
    """Besides a read mark, which may be skipped."""
    given = []
    for name in WHO:
        with watched(tried=True) as tables:
            given.append(answer(world, name, "GET", row.route))
        assert tables <= MARKS | READ.get(row.route, set()), f"{name} at {row.route}"
    assert written("GET", row.route, tuple(given)) == str(row)


@pytest.mark.parametrize("route", ROUTES)
def test_route_has_an_expectation(route: str, world: World) -> None:
    """Where it has none, the failure shows the lines as they would be today, for somebody to judge."""
    if not (row_of("GET", route) or row_of("POST", route)):
        today = [proposal(world, method, route) for method in ("GET", "POST")]
        pytest.fail("\n".join(["no line in tests/routes/expectations.txt; judge each answer:", *today]), pytrace=False)


@pytest.mark.parametrize("row", CELLS)
def test_expectation_has_a_route(row: Row) -> None:
    assert row.route in ROUTES


@pytest.mark.parametrize("route", [row.route for row in rows() if not row_of("GET", row.route)])
def test_route_that_changes_something_does_not_answer_to_get(route: str, world: World) -> None:
    assert {answer(world, name, "GET", route) for name in SOME} <= {"405", "in"}
    assert answer(world, "ada", "GET", route) == "405"


@pytest.mark.parametrize("route", [row.route for row in rows() if not row_of("POST", row.route)])
def test_route_that_shows_something_does_not_answer_to_post(route: str, world: World) -> None:
    assert {answer(world, name, "POST", route) for name in SOME} <= {"405", "404", "in"}
