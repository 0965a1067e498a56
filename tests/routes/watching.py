"""What a request writes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
TOGETHER = re.compile(r'\bAS (?:MATERIALIZED )?\(\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
"""Several writes in one statement (core/together.py): how many rows each of them found is not told."""


@contextmanager
def watched(*, tried: bool = False) -> Iterator[set[str]]:
    """The tables that were written to; those too where no row was found to change, if it is asked what was tried."""
    seen: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = WRITES.match(sql)
        if found and (tried or found[1].upper() == "INSERT INTO" or context["cursor"].rowcount):
            seen.add(found[2])
        seen.update(TOGETHER.findall(sql) if sql.lstrip().startswith("WITH") else ())
        return result

    with connection.execute_wrapper(look):
        yield seen
