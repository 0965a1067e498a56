"""The rows of the test database, kept and put back: much quicker than making the same ones again by their services."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

T = TypeVar("T")
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@cache
def columns() -> dict[str, list[str]]:
    """Of every table of a model; what the database computes by itself is left out."""
    computed: set[tuple[str, str]] = set()
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE is_generated = 'ALWAYS'"
            )
            computed = set(cursor.fetchall())
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            described = connection.introspection.get_table_description(cursor, table)
            found[table] = [each.name for each in described if (table, each.name) not in computed]
    return found


def read() -> Rows:
    """Every row of every table that has some."""
    found = {}
    with connection.cursor() as cursor:
        for table, names in columns().items():
            cursor.execute(f'SELECT {", ".join(map(_quoted, names))} FROM "{table}"')
            if rows := cursor.fetchall():
                found[table] = rows
    return found


def insert(kept: Rows) -> None:
    """Rows as they were read, with their keys; keys that are given out later do not meet them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.items():
            names = columns()[table]
            places = f"({', '.join(['%s'] * len(names))})"
            together = max(900 // len(names), 1)
            for start in range(0, len(rows), together):
                some = rows[start : start + together]
                cursor.execute(
                    f'INSERT INTO "{table}" ({", ".join(map(_quoted, names))}) VALUES {", ".join([places] * len(some))}',
                    [value for row in some for value in row],
                )
        _count_on(cursor, [table for table in kept if "id" in columns()[table]])


def _count_on(cursor: Any, tables: list[str]) -> None:
    """PostgreSQL gives out numbers by itself: the next one is behind those that were put there."""
    if connection.vendor != "postgresql" or not tables:
        return
    steps = []
    for table in tables:
        sequence = f"pg_get_serial_sequence('{_quoted(table)}', 'id')::regclass"
        steps.append(f"setval({sequence}, GREATEST((SELECT max(id) FROM {_quoted(table)}), nextval({sequence})))")
    cursor.execute(f"SELECT {', '.join(steps)}")


def same_numbers_again() -> None:
    """What was rolled back gives its numbers back on SQLite; on PostgreSQL the next number is made the one after the last."""
    if connection.vendor != "postgresql":
        return
    steps = []
    for table in (table for table, names in columns().items() if "id" in names):
        sequence = f"pg_get_serial_sequence('{_quoted(table)}', 'id')::regclass"
        steps.append(f"setval({sequence}, COALESCE((SELECT max(id) FROM {_quoted(table)}), 0) + 1, false)")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(steps)}")


def put_back(kept: Rows) -> None:
    """Make the database what it was; tables that are so already are left alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _wait_for_writers(cursor)
        now = read()
        changed = sorted(table for table in now.keys() | kept.keys() if now.get(table) != kept.get(table))
        if not changed:
            return
        with _guards_aside(cursor, changed):
            for table in changed:
                cursor.execute(f'DELETE FROM "{table}"')
            insert({table: kept[table] for table in changed if table in kept})


def _wait_for_writers(cursor: Any) -> None:
    """On SQLite there is one writer at a time anyway; a transaction that is open on PostgreSQL must end before we read."""
    if connection.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, columns()))} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def _guards_aside(cursor: Any, changed: list[str]) -> Iterator[None]:
    """Triggers that refuse a DELETE stand aside for the cleaning.

    PostgreSQL could truncate past them, but makes new files for every table and index then, and waits for the disk."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'moderation_%'")
        guarded = [table for (table,) in cursor.fetchall() if table in changed]
        off, on = (
            [f'ALTER TABLE "{table}" {verb} TRIGGER USER' for table in guarded] for verb in ("DISABLE", "ENABLE")
        )
        on = ["SET CONSTRAINTS ALL IMMEDIATE", *on]
    else:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moderation_%'")
        guards = dict(cursor.fetchall())
        off, on = [f'DROP TRIGGER "{name}"' for name in guards], list(guards.values())
    for sql in off:
        cursor.execute(sql)
    yield
    for sql in on:
        cursor.execute(sql)


def _quoted(name: str) -> str:
    return f'"{name}"'


@dataclass
class Scene(Generic[T]):
    """What a maker leaves in the database and returns, made once and then put there again, as if made at that moment."""

    make: Callable[[], T]
    rows: Rows | None = None
    made: bytes = b""
    at: datetime | None = None

    def set(self) -> T:
        if self.rows is None:
            return self._make()
        assert self.at is not None
        later = timezone.now() - self.at
        with transaction.atomic():
            insert({table: [_later(row, later) for row in rows] for table, rows in self.rows.items()})
        made: T = pickle.loads(self.made)
        for thing in vars(made).values():
            _move(thing, later)
        return made

    def _make(self) -> T:
        before, self.at = read(), timezone.now()
        made = self.make()
        after = read()
        assert all(set(rows) <= set(after.get(table, ())) for table, rows in before.items()), (
            "it changed what was there"
        )
        self.rows = {table: _without(rows, before.get(table, ())) for table, rows in after.items()}
        self.rows = {table: rows for table, rows in self.rows.items() if rows}
        self.made = pickle.dumps(made)
        return made


def _without(rows: list[Row], known: Iterable[Row]) -> list[Row]:
    seen = set(known)
    return [row for row in rows if row not in seen]


def _later(row: Row, by: timedelta) -> Row:
    return tuple(value + by if isinstance(value, datetime) else value for value in row)


def _move(thing: object, by: timedelta) -> None:
    if isinstance(thing, models.Model):
        for name, value in vars(thing).items():
            if isinstance(value, datetime):
                setattr(thing, name, value + by)
