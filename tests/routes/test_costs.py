"""Every page that lists something asks the database as often for thirty rows of it as for a few."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests.front.stops import Stop, stops
from tests.growth import grow
from tests.routes.test_matrix import ROUTES, address, client_of
from tests.world import World

pytestmark = [pytest.mark.django_db]
FEW, MANY = 2, 30
AT_MOST = {"courses:unit": 12, "courses:block": 12, "community:thread": 10}
MORE = {"community:thread": 1, "mentoring:pair": 1}
"""A thread of more than one page asks once more: what is new on the other pages."""

WITHOUT_A_LIST = {
    "one's own door": [
        "account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate",
        "account_change_password", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
    ],
    "at most a handful": [
        "mfa_index", "mfa_list_webauthn", "socialaccount_connections", "socialaccount_login_cancelled",
        "community:part-ask", "community:similar", "community:space-people", "community:thread-people",
    ],
    "what the code declares, not what people made": [
        "core:look", "core:styles", "core:status", "accounts:setup", "accounts:erase", "accounts:profile-settings",
        "notifications:settings", "notifications:stop",
    ],
    "one thing, and what one can say about it": [
        "courses:studio-group-remove",
        "courses:join", "courses:invitation", "courses:leave", "courses:file", "community:file", "moderation:report",
        "moderation:letter", "moderation:ask-again", "moderation:look", "moderation:appeal", "moderation:appeal-case", "mentoring:agreement", "mentoring:ask",
        "mentoring:ask-new", "community:hello-new", "community:introduce", "ethics:differences", "courses:roster", "courses:copying", "community:words",
    ],
    "a form": [
        "accounts:institution-add", "accounts:institution-sign-on", "courses:place-list", "courses:place-roster", "courses:studio-list-people",
        "courses:studio-import", "courses:studio-import-new", "courses:studio-invite", "courses:studio-link-new",
        "courses:studio-new", "courses:studio-copy", "courses:studio-block-copy", "courses:studio-settings", "courses:studio-block-new", "courses:studio-outcome",
        "courses:studio-outcome-new", "courses:studio-part", "courses:studio-part-new", "mentoring:new",
        "mentoring:offer", "community:labels", "community:answering", "community:shared-answer", "community:thread-labels", "community:poll-new", "community:ask-staff", "community:later", "community:mark", "mentoring:set-up", "mentoring:wishes", "community:words",
    ],
}  # fmt: skip
EYES = {
    "moderation:desk": "dan",
    "moderation:decided": "dan",
    "moderation:appeals": "dan",
    "courses:studio": "ada",
    "courses:places": "lea",
}
ALSO = [
    Stop("courses:home", "ben"),
    Stop("courses:home", "ada"),
    Stop("courses:unit", "ada"),
    Stop("courses:course", "ada"),
    Stop("accounts:profile", "fay"),
    Stop("community:people", "kim"),
    Stop("mentoring:programme", "ben"),
    Stop("mentoring:asks", "ben"),
    Stop("mentoring:ask", "ben"),
]
ASKED = {"courses:search": "?q=question", "courses:search-course": "?q=question"}
MARK = re.compile(r"^\s*(?:SAVEPOINT|RELEASE|ROLLBACK|INSERT|UPDATE)")
ENTRY = re.compile(rb"<(?:li|tr|option|article|section|fieldset|input|summary|dt)\b")


@dataclass(frozen=True)
class Seen:
    queries: list[str]
    entries: int


def listing() -> list[Stop]:
    """The pages that are not named above, each as somebody who sees something there."""
    bare = {route for routes in WITHOUT_A_LIST.values() for route in routes}
    return [*(Stop(stop.route, EYES.get(stop.route, stop.who)) for stop in stops() if stop.route not in bare), *ALSO]


def seen(world: World, stop: Stop) -> Seen:
    """What a page asks; a second time where the first visit left a mark."""
    client = client_of(world, stop.who)
    url = address(world, ROUTES[stop.route]) + ASKED.get(stop.route, "")
    with transaction.atomic():
        for _visit in range(2):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(url)
            asked = [query["sql"] for query in captured]
            if not any(MARK.match(sql) for sql in asked):
                break
        transaction.set_rollback(True)
    assert answer.status_code == 200, f"{stop} answers {answer.status_code}"
    return Seen([sql for sql in asked if not MARK.match(sql)], len(ENTRY.findall(answer.content)))


Visits = dict[Stop, tuple[Seen, Seen]]


@pytest.fixture(scope="module")
def visits(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[Visits]:
    """Every page with few rows and with many; the world is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        grow(world, FEW)
        few = {stop: seen(world, stop) for stop in listing()}
        grow(world, MANY)
        yield {stop: (before, seen(world, stop)) for stop, before in few.items()}
        transaction.set_rollback(True)


def test_every_list_costs_the_same_for_many_rows(visits: Visits) -> None:
    dearer = [
        f"{stop}: {len(few.queries)} queries, then {len(many.queries)}\n" + "\n".join(new_in(few, many))
        for stop, (few, many) in visits.items()
        if len(many.queries) - len(few.queries) > MORE.get(stop.route, 0)
    ]
    assert not dearer, "\n\n".join(dearer)


def new_in(few: Seen, many: Seen) -> list[str]:
    """Which tables are asked more often, for whoever has to mend it."""
    before, after = ([re.findall(r'FROM "(\w+)"', sql)[:1] for sql in each.queries] for each in (few, many))
    return sorted(
        {
            f"  {table}"
            for table in map(str, after)
            if list(map(str, after)).count(table) > list(map(str, before)).count(table)
        }
    )


def test_no_page_costs_more_than_its_limit(visits: Visits) -> None:
    """Signed in, with thirty blocks of all three tools in the unit, and a thread of several pages."""
    costs = {stop: len(many.queries) for stop, (_few, many) in visits.items() if stop.route in AT_MOST}
    assert {stop: n for stop, n in costs.items() if n > AT_MOST[stop.route]} == {}


def test_every_page_lists_more_or_is_named_as_one_without_a_list(visits: Visits) -> None:
    """A page that is new here grows with tests/growth/, or stands in WITHOUT_A_LIST with the reason."""
    assert [
        (str(stop), few.entries, many.entries)
        for stop, (few, many) in visits.items()
        if many.entries - few.entries < 10
    ] == []


def test_pages_without_a_list_are_there() -> None:
    assert [route for routes in WITHOUT_A_LIST.values() for route in routes if route not in ROUTES] == []
