"""Several writes that need nothing of each other: one statement where the database can, one after another where it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Write:
    """An INSERT, UPDATE or DELETE of our own, with the values that go into it."""

    sql: str
    values: tuple[Any, ...] = ()


def changed(row: models.Model, *names: str) -> Write:
    """These columns of a row (all that were read, where none is named) as they stand in hand."""
    fields = _fields(type(row), names or _read(row))
    pk = row._meta.pk
    values = [*(_value(field, row) for field in fields), pk.get_db_prep_save(row.pk, connection)]
    return Write(_update(type(row), tuple(str(field.column) for field in fields)), tuple(values))


def added(row: models.Model) -> Write:
    """A new row whose key nobody asks for; one that is there already stays as it is."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    table = quote(row._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
    return Write(sql, tuple(_value(field, row) for field in fields))


def together(*writes: Write) -> None:
    """All of them, in this transaction. No two of them may write to the same row."""
    if len(writes) > 1 and connection.vendor == "postgresql":
        parts = ", ".join(f"w{number} AS ({write.sql})" for number, write in enumerate(writes))
        writes = (Write(f"WITH {parts} SELECT 1", tuple(value for write in writes for value in write.values)),)
    with connection.cursor() as cursor:
        for write in writes:
            cursor.execute(write.sql, write.values)


@lru_cache(maxsize=256)
def _update(model: type[models.Model], columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(column)} = %s" for column in columns)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(str(model._meta.pk.column))} = %s"  # noqa: S608


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _read(row: models.Model) -> list[str]:
    unread = row.get_deferred_fields()
    return [each.name for each in row._meta.concrete_fields if not each.primary_key and each.attname not in unread]


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)
