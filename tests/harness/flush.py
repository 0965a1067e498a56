"""Between two tests that commit, the test database becomes again what the migrations made it."""

from collections.abc import Iterable

import pytest
from django.test import TransactionTestCase

from tests.harness import rows


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
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: rows.put_back(migrated[0]))
        yield
