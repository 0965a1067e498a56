"""A query as it was written, for each kind of reader."""

import copy
from collections.abc import Callable
from datetime import date, time
from itertools import count
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connections
from django.db.models import QuerySet
from psycopg2.extensions import AsIs  # type: ignore[import-untyped]

from core.kept.places import Moment, Place, Unplaced, to_be_kept, with_sets
from core.kept.readers import At, Question, StandIn, name_of

Params = tuple[Any, ...]
Written = tuple[str, Params]
NUMBERS = count(1)
LASTS = 20.0
"""Seconds for which a plan holds: what was best for a table of ten rows is not for ten thousand that came since."""
MOST = 200
"""So many kinds of reader are kept for one query; a house with more of them writes the rare ones anew."""
MOMENTS = (date, time)
FORGOTTEN = {"0A000", "26000"}
"""What PostgreSQL says where a column is another one now (a release changed it meanwhile), or the statement is gone."""


class _Entry:
    """A query as it was written for one kind of reader."""

    def __init__(self, queryset: "QuerySet[Any, Any]", asked: dict[Question, bool], using: str) -> None:
        self.queryset, self.using = queryset, using
        self.questions = {name_of(question): question for question in asked}
        self.compiler = queryset.query.get_compiler(using=using)
        try:
            sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        self.sql, self.params = with_sets(sql, connections[using]), tuple(params)
        self.places = list({each.key: each for each in self.params if isinstance(each, Place)}.values())
        self.numbers = {each.key: number for number, each in enumerate(self.places)}
        self.statement = f"kept_{queryset.model._meta.db_table}_{next(NUMBERS)}"
        if kept := [each for each in self.params if isinstance(each, MOMENTS)]:
            raise Unplaced(f"a moment would be kept: {kept}")

    def bound(self, reader: Any, values: dict[str, Any]) -> list[Any]:
        """The values of this reader, in the order of their places."""
        connection = connections[self.using]
        return [
            each.bound(None if isinstance(each, Moment) else self._value(each.name, reader, values), connection)
            for each in self.places
        ]

    def _value(self, name: str, reader: Any, values: dict[str, Any]) -> Any:
        if name not in self.questions:
            return values[name]
        attribute, words = self.questions[name]
        found = getattr(reader, attribute)
        return found(*words) if callable(found) else found

    def rows(self, bound: list[Any], *, prepared: bool) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.using]
        if not prepared:
            return self._asked(connection, self.spoken(bound))
        try:
            return self._asked(connection, self._executed(connection, bound))
        except DatabaseError as error:
            if connection.in_atomic_block or getattr(error.__cause__, "pgcode", "") not in FORGOTTEN:
                raise
            self._known(connection).pop(self.statement)
            return self._asked(connection, self._executed(connection, bound))

    def _asked(self, connection: Any, said: Written) -> list[Any]:
        queryset = self.queryset._chain()  # type: ignore[attr-defined]  # noqa: SLF001
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_more, **_named: said
        queryset.query.get_compiler = lambda *_more, **_named: compiler
        return list(queryset)

    @property
    def shape(self) -> tuple[Any, ...]:
        return self.sql, *(each.key if isinstance(each, Place) else each for each in self.params)

    def spoken(self, bound: list[Any]) -> Written:
        values = (bound[self.numbers[each.key]] if isinstance(each, Place) else each for each in self.params)
        return self.sql, tuple(values)

    @staticmethod
    def _known(connection: Any) -> dict[str, Any]:
        """Statement → the connection that it was prepared with, and until when its plan holds."""
        found: dict[str, Any] = connection.__dict__.setdefault("kept", {})
        return found

    def _executed(self, connection: Any, bound: list[Any]) -> Written:
        """PostgreSQL reads and plans it once for each connection. What is the same for everybody stands in it as it is,
        so that indexes of a part of a table are found."""
        connection.ensure_connection()
        known = self._known(connection)
        made = known.get(self.statement)
        if made is None or made[0] is not connection.connection or made[1] < monotonic():
            words = tuple(
                AsIs(f"${self.numbers[each.key] + 1}") if isinstance(each, Place) else each for each in self.params
            )
            with connection.connection.cursor() as cursor:
                cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [self.statement])
                if cursor.fetchone() is not None:
                    cursor.execute(f"DEALLOCATE {self.statement}")
                cursor.execute(f"PREPARE {self.statement} AS {self.sql}", words)
            known[self.statement] = connection.connection, monotonic() + LASTS
        return (
            f"EXECUTE {self.statement}({', '.join(['%s'] * len(bound))})" if bound else f"EXECUTE {self.statement}",
            tuple(bound),
        )


class Kept:
    """A query to ask again and again: `build(reader, at, *kind)` makes it from stand-ins.

    `kind` is what else decides how it reads: a few words or numbers that are the same for many visits. PostgreSQL plans
    it once for everybody; `planned_anew` is for a query whose best plan depends on who asks.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], *, planned_anew: bool = False) -> None:
        self.build = build
        self.prepared = settings.PREPARED and not planned_anew
        self._entries: dict[Any, _Entry] = {}
        self._questions: tuple[Question, ...] = ()
        self._lock = Lock()

    def rows(self, reader: Any, *kind: Any, **values: Any) -> list[Any]:
        """Asks it for this reader. Raises `Unplaced` where the query wants to know more than its places say."""
        entry = self._entry(reader, kind)
        bound = entry.bound(reader, values)
        if settings.TESTING:
            self._check(reader, kind, entry)
        return entry.rows(bound, prepared=self.prepared)

    def first(self, reader: Any, *kind: Any, **values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(reader, *kind, **values)), None)

    def _entry(self, reader: Any, kind: Params) -> _Entry:
        entry = self._entries.get(self._key(reader, kind))
        return self._write(reader, kind) if entry is None else entry

    def _key(self, reader: Any, kind: Params) -> Any:
        found = []
        for name, words in self._questions:
            answer = getattr(reader, name)
            found.append(bool(answer(*words) if callable(answer) else answer))
        return kind, self._using, tuple(found)

    @property
    def _using(self) -> str:
        return "default"

    def _made(self, reader: Any, kind: Params) -> tuple[_Entry, dict[Question, bool]]:
        stand_in = StandIn(reader)
        with to_be_kept():
            queryset = self.build(stand_in, At(), *kind)
        return _Entry(queryset, stand_in.asked, self._using), stand_in.asked

    def _write(self, reader: Any, kind: Params) -> _Entry:
        entry, asked = self._made(reader, kind)
        with self._lock:
            if new := [question for question in asked if question not in self._questions]:
                self._questions += tuple(new)
                self._entries = {}
            if len(self._entries) >= MOST:
                self._entries.pop(next(iter(self._entries)))
            self._entries[self._key(reader, kind)] = entry
        return entry

    def _check(self, reader: Any, kind: Params, entry: _Entry) -> None:
        """In tests every query is held against the one that would be written for this very reader now."""
        fresh, _asked = self._made(reader, kind)
        if fresh.shape != entry.shape:
            raise Unplaced(f"kept: {entry.shape}\nfresh: {fresh.shape}")
