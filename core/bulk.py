"""Many rows in one statement, made by the database from the rows it has."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Expression, F, QuerySet, Value
from django.db.models.expressions import Combinable

NOTHING = "ON CONFLICT DO NOTHING"
T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The same things, so many at a time: no statement has more parameters than an engine takes."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def insert_select(
    model: type[models.Model], source: QuerySet[Any], columns: dict[str, object], *, conflict: str = NOTHING
) -> int:
    """INSERT … SELECT: one row of `model` for each row of `source`; how many came in.

    `columns` says for each field what it holds: an expression over `source`, or a plain value. The source must have a
    condition (SQLite cannot tell ON CONFLICT from a join otherwise).
    """
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    values = zip(columns.values(), fields, strict=True)
    chosen = {f"col_{n}": _expression(value, field) for n, (value, field) in enumerate(values)}
    try:
        select, params = source.annotate(**chosen).values_list(*chosen).query.sql_with_params()
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    into = ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({into}) {select} {conflict}", params)
        return int(cursor.rowcount)


def _expression(value: object, field: Any) -> Expression | Combinable:
    if isinstance(value, F | Expression | Combinable):
        return value
    target = field.target_field if field.is_relation else field
    plain = models.BigIntegerField() if isinstance(target, models.AutoField) else target
    return Value(value, output_field=plain)


def update_each(model: type[models.Model], assignment: str, rows: Sequence[Sequence[int | str | None]]) -> None:
    """One UPDATE for each row, whose last value is the primary key; `assignment` is our own SQL, never a person's."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {assignment} WHERE {key} = %s", rows)  # noqa: S608
