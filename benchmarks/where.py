"""Where the time of a page goes: CPU milliseconds of one process, by what it does; and what PostgreSQL touches. Prints JSON.

The pages are asked for in this process, signed in, on the institution that `bin/bench` made; medians of many visits. Buffers
are those of the query that reads the posts: of the first page of a short thread, and of the last page of the long one.
"""

import json
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection
from django.db.models.query import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.template.base import Template
from django.test import Client

from core.context import Chrome
from core.stencils import Stencil

VISITS, WARM, FINE, FOUND = 40, 8, 200, 302
MADE: dict[str, Any] = json.loads(Path(os.environ["BENCH_INSTITUTION"]).read_text(encoding="utf-8"))
POSTS = ('SELECT "community_post"', "EXECUTE kept_community_post_")
SHORT, LONG = "thread of 30", "long thread, last page"


class Clock:
    """CPU time by label. What is watched inside something watched counts for the inner one alone."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def watch(self, owner: Any, name: str, label: str) -> None:
        act: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            self._inner.append(0.0)
            try:
                return act(*arguments, **named)
            finally:
                took = time.process_time() - began
                self.spent[label] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        setattr(owner, name, timed)


def pages() -> dict[str, str]:
    threads, slug = MADE["threads"], MADE["slug"]
    return {
        SHORT: threads["page"]["url"],
        LONG: threads["long"]["url"] + "?last",
        "unit": MADE["unit"],
        "discussions": f"/c/{slug}/discussions/",
        "catch-up, course": f"/c/{slug}/catch-up/",
        "home": "/",
    }


def client() -> Client:
    found = Client(headers={"host": "127.0.0.1"})
    found.cookies["sessionid"] = MADE["sessions"]["reader"]
    return found


def spent(reader: Client, clock: Clock, url: str) -> dict[str, float]:
    visits: list[dict[str, float]] = []
    for number in range(WARM + VISITS):
        clock.spent.clear()
        began = time.process_time()
        assert reader.get(url).status_code == FINE
        total = time.process_time() - began
        if number >= WARM:
            visits.append({**clock.spent, "all": total})
    return {label: round(statistics.median(each.get(label, 0) for each in visits) * 1000, 2) for label in visits[0]}


def asked(reader: Client, url: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    reader.get(url)
    with connection.execute_wrapper(keep):
        reader.get(url)
    return found


def replying(reader: Client, name: str) -> int:
    """Queries of one reply, from the form to the answer; what workers do afterwards is not among them."""
    count = 0

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    form = {"source": "One *more* reply.", "token": f"where-{os.getpid()}-{name}"}
    with connection.execute_wrapper(keep):
        answer = reader.post(f"/t/{MADE['threads'][name]['id']}/reply/", form)
    assert answer.status_code == FOUND
    return count


def buffers(queries: list[tuple[str, Any]]) -> int:
    """What the query that reads the posts of the page touches."""
    sql, params = next((sql, params) for sql, params in queries if sql.startswith(POSTS))
    with connection.cursor() as cursor:
        for _turn in range(2):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
    plan = found[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def main() -> None:
    reader, clock, found = client(), Clock(), pages()
    queries = {name: asked(reader, url) for name, url in found.items()}
    read = {name: buffers(queries[name]) for name in (SHORT, LONG)}
    clock.watch(Template, "_render", "templates")
    clock.watch(Stencil, "draw", "rows by stencil")
    clock.watch(SQLCompiler, "as_sql", "writing SQL")
    clock.watch(QuerySet, "_fetch_all", "asking and reading rows")
    clock.watch(Chrome, "_read", "the bar")
    times = {name: spent(reader, clock, url) for name, url in found.items()}
    counted = {name: len(each) for name, each in queries.items()}
    counted |= {f"reply, {name}": replying(reader, name) for name in ("quiet", "busy")}
    json.dump({"times": times, "queries": counted, "buffers": read}, sys.stdout)


if __name__ == "__main__":
    main()
