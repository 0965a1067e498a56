from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoDbBlocker

import core.context
import core.views
from accounts.rights import Rights
from core.extensions import NavItem
from tests.harness.site import session_of
from tests.routes.table import WHO
from tests.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for all routes, in a transaction that never commits; each test leaves it as it was."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.views, "render", in_short)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = build()
            made.sessions = {name: session_of(person) for name in WHO if (person := made.person(name)) is not None}
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def in_short(
    request: HttpRequest, template: str, context: dict[str, object] | None = None, *, status: int
) -> HttpResponse:
    """A refusal by its number alone: its page is the same wherever it comes from, and others look at it."""
    return HttpResponse(template, status=status)


@pytest.fixture(scope="module")
def bar_counted_once(world: World) -> Iterator[None]:
    """What waits in the bar is counted once for each person: it is the same on every page, and others look at it."""
    known: dict[object, dict[str, int]] = {}
    count = core.context._counted

    def counted(request: HttpRequest, items: list[NavItem]) -> dict[str, int]:
        key = (request.user.pk, *(item.key for item in items))
        if key not in known:
            known[key] = count(request, items)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.context, "_counted", counted)
        yield


RIGHTS = ("_everywhere", "audiences")


def remembered(name: str, known: dict[object, Any]) -> property:
    look = vars(Rights)[name].func

    def found(rights: Rights) -> Any:
        key = (name, rights.user_id, rights.here.path, rights.here.user_id)
        if key not in known:
            known[key] = look(rights)
        return known[key]

    return property(found)


@contextmanager
def knowing_rights(known: dict[object, Any]) -> Iterator[None]:
    """What somebody may read is looked up once, where nobody's visit changes it (which is asked of each)."""
    with pytest.MonkeyPatch.context() as patch:
        for name in RIGHTS:
            patch.setattr(Rights, name, remembered(name, known))
        yield


@pytest.fixture(scope="module")
def rights_read_once(world: World) -> Iterator[None]:
    with knowing_rights(world.rights):
        yield
