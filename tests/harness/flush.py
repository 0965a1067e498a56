"""Between two tests that commit, the test database becomes again what the migrations made it."""

from collections.abc import Iterable
from time import sleep

import pytest
from django.db import OperationalError
from django.test import TransactionTestCase

from tests.harness import rows

PATIENCE = 5


def put_back(migrated: rows.Rows) -> None:
    """What a page asked for as it was closed may still be under way: it ends, and then the tables are free."""
    for tried in range(PATIENCE):
        try:
            return rows.put_back(migrated)
        except OperationalError:
            if tried == PATIENCE - 1:
                raise
            sleep(0.2)
    return None


@pytest.fixture(scope="session", autouse=True)
def _clean_by_rows() -> Iterable[None]:
    """Instead of emptying every table, and making permissions and content types anew."""
    migrated: list[rows.Rows] = []
    plain = TransactionTestCase._fixture_setup.__func__  # type: ignore[attr-defined]

    def set_up(case: type[TransactionTestCase]) -> None:
        plain(case)
        if not migrated:
            migrated.append(rows.read())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(set_up))
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: put_back(migrated[0]))
        yield
