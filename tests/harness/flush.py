"""Emptying the test database: triggers that refuse a DELETE stand aside for it on SQLite (PostgreSQL truncates)."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterable[None]:
    operations = type(connection.ops)
    plain: Callable[..., Any] = operations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moderation_%'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            plain(self, sql_list)
            for _name, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            patch.setattr(operations, "execute_sql_flush", flush)
        yield
