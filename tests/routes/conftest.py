from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.harness.site import session_of
from tests.routes.table import WHO
from tests.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for all routes, in a transaction that never commits; each test leaves it as it was."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = build()
            made.sessions = {name: session_of(person) for name in WHO if (person := made.person(name)) is not None}
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
