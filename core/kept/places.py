"""What stands in a kept query where a value is put in when it is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, Field, Lookup, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

SET = "a set: "
"""Stands before a set in the words of a query until they are finished."""


class Unplaced(Exception):
    """The query asked for a value that is not known until somebody asks it."""


class Place(Value):
    """Where one value of this name is put in."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(name, output_field or BigIntegerField())
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return f"%s{self.cast(connection)}", [self]

    @property
    def key(self) -> tuple[str, str]:
        """Places with the same key hold the same value."""
        return self.__class__.__name__, self.name

    def cast(self, connection: Any, more: str = "") -> str:
        """What kind of value it is, for a server that reads the query before it sees one."""
        return f"::{self.output_field.db_type(connection)}{more}" if connection.vendor == "postgresql" else ""

    def bound(self, value: Any, connection: Any) -> Any:
        return self.output_field.get_db_prep_value(value, connection)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class Moment(Place):
    """Where the time, or the reader's day, is put in at which the query is asked."""

    def __init__(self, output_field: "Field[Any, Any]", before: timedelta) -> None:
        super().__init__(f"{output_field.__class__.__name__} {before}", output_field)
        self.before = before

    def bound(self, value: Any, connection: Any) -> Any:
        moment = (
            timezone.localdate()
            if isinstance(self.output_field, DateField) and not isinstance(self.output_field, DateTimeField)
            else timezone.now()
        )
        return super().bound(moment - self.before, connection)


_building: ContextVar[bool] = ContextVar("building", default=False)


def now(before: timedelta = timedelta(0)) -> datetime:
    """The time for a query, or so long before it: a place for it where the query is going to be kept."""
    return Moment(DateTimeField(), before) if _building.get() else timezone.now() - before  # type: ignore[return-value]


def today(before: timedelta = timedelta(0)) -> date:
    """The day where the reader is, for a query: a place for it where the query is going to be kept."""
    return Moment(DateField(), before) if _building.get() else timezone.localdate() - before  # type: ignore[return-value]


@contextmanager
def to_be_kept() -> Iterator[None]:
    token = _building.set(True)
    try:
        yield
    finally:
        _building.reset(token)


class PlacedSet(Place):
    """Where a set of values is put in, that is not empty: for `in`, and for `under`. How many they are is not known."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return f"({SET}%s{self.cast(connection, '[]')})", [self]

    def bound(self, value: Any, connection: Any) -> Any:
        found = sorted(value)
        return found if connection.vendor == "postgresql" else json.dumps(found)


class _Patterns(PlacedSet):
    """The set again, as beginnings of words."""

    def bound(self, value: Any, connection: Any) -> Any:
        found = [f"{each}%" for each in sorted(value)]
        return found if connection.vendor == "postgresql" else json.dumps(found)


@CharField.register_lookup
class Under(Lookup[Any]):
    """`path__under=paths`: begins with one of them. Paths hold digits and strokes, so nothing in them is a sign of LIKE."""

    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        lhs, params = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, PlacedSet):
            return self._placed(lhs, list(params), connection)
        patterns = [f"{path}%" for path in sorted(self.rhs)]
        if not patterns:
            raise EmptyResultSet
        words = " OR ".join([f"{lhs} LIKE %s"] * len(patterns))
        return f"({words})", [each for pattern in patterns for each in (*params, pattern)]

    def _placed(self, lhs: str, params: list[Any], connection: Any) -> Any:
        patterns = _Patterns(self.rhs.name)
        if connection.vendor == "postgresql":
            return f"{lhs} LIKE ANY(%s::text[])", [*params, patterns]
        return f"EXISTS (SELECT 1 FROM json_each(%s) WHERE {lhs} LIKE value)", [patterns, *params]  # noqa: S608


def with_sets(sql: str, connection: Any) -> str:
    """The words of a query with its sets as the database understands them: as one value, however many there are."""
    if connection.vendor == "postgresql":
        return sql.replace(f" IN ({SET}", " = ANY(")
    return sql.replace(f" IN ({SET}%s)", " IN (SELECT value FROM json_each(%s))")
