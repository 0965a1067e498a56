"""Rows of another table, read together with the row that they belong to."""

from typing import Any

from django.db.models import Aggregate, JSONField


class Gathered(Aggregate):
    """Rows as one JSON list, in either database."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **extra)
