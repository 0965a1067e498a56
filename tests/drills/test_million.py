"""A million posts, and the migrations since the last release: nobody who writes waits for longer than two seconds."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest

from config.backup.states import releases
from tests.drills.conftest import MakePlace
from tests.drills.place import Place, closing

pytestmark = pytest.mark.postgres
POSTS, THREADS, LONGEST = 1_000_000, 10_000, 2.0
BIG = ["community_post", "community_thread", "community_readchunk", "community_persona", "core_searchdocument"]
BLOCKING = ["AccessExclusiveLock", "ExclusiveLock", "ShareRowExclusiveLock", "ShareLock"]
TO_RELEASE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from config.backup.states import last_of, migrations_of
executor = MigrationExecutor(connection)
executor.migrate(last_of(migrations_of("RELEASE"), executor.loader.graph))
print("null")
"""
KINDS = {
    "boolean": "false",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'",
    "character varying": "''",
    "text": "''",
}
COLUMNS = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' AND column_name <> 'id'"
HELD = """SELECT l.pid, c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
  WHERE l.granted AND c.relname = ANY(%s) AND l.mode = ANY(%s)"""


def fill(cursor: Any, table: str, rows: int, **said: str) -> None:
    """So many rows, at once; what is not said is empty. `n` counts them."""
    cursor.execute(COLUMNS, [table])
    values = {name: said.get(name, KINDS.get(kind, "0")) for name, kind in cursor.fetchall()}
    names, what = ", ".join(values), ", ".join(values.values())
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {what} FROM generate_series(1, {rows}) AS n")


def a_million_posts(place: Place) -> float:
    """Seconds it took. Keys are not looked up: there is nothing at their other end."""
    began = time.monotonic()
    with closing(place.connect()) as door:
        door.autocommit = True
        cursor = door.cursor()
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        words = "'What would change my mind is the second film, number ' || n"
        each = str(POSTS // THREADS)
        fill(cursor, "community_thread", THREADS, title=words, kind="'question'", state="'posted'", answered="'no'")
        fill(
            cursor, "community_post", POSTS, thread_id=f"n / {each} + 1", seq=f"n % {each} + 1", root_seq=f"n % {each} + 1",
            source=words, html=words, text=words, state="'posted'", author_id="n % 500 + 1", revision="n",
        )  # fmt: skip
        fill(
            cursor, "core_searchdocument", POSTS, kind="'post'", object_id="n", title=words,
            body=f"{words} || repeat(md5(n::text) || ' ', 3)",
        )  # fmt: skip
        cursor.execute("ANALYZE community_post; ANALYZE core_searchdocument")
    return time.monotonic() - began


class Watch(threading.Thread):
    """Looks every 20 ms which locks that stop a writer are held on the big tables, and for how long without a break."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.enough = address, threading.Event()
        self.longest: dict[str, float] = {}

    def run(self) -> None:
        since: dict[tuple[Any, ...], float] = {}
        with closing(psycopg2.connect(self.address)) as door:
            door.autocommit = True
            cursor = door.cursor()
            while not self.enough.wait(0.02):
                cursor.execute(HELD, [BIG, BLOCKING])
                now, held = time.monotonic(), set(cursor.fetchall())
                since = {lock: since.get(lock, now) for lock in held}
                for lock, start in since.items():
                    name = f"{lock[1]} {lock[2]}"
                    self.longest[name] = max(self.longest.get(name, 0), now - start)


class Writer(threading.Thread):
    """Somebody who edits a post, and what search knows of it, every 20 ms; `slowest` is the longest wait."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.enough = address, threading.Event()
        self.slowest, self.written = 0.0, 0

    def run(self) -> None:
        with closing(psycopg2.connect(self.address)) as door:
            door.autocommit = True
            cursor = door.cursor()
            while not self.enough.wait(0.02):
                began = time.monotonic()
                cursor.execute(
                    "UPDATE community_post SET helped_count = helped_count + 1 WHERE id = %s", [self.written + 1]
                )
                cursor.execute("UPDATE core_searchdocument SET title = 'new' WHERE id = %s", [self.written + 1])
                self.written += 1
                self.slowest = max(self.slowest, time.monotonic() - began)


@contextmanager
def watched(address: str) -> Iterator[tuple[Watch, Writer]]:
    threads = Watch(address), Writer(address)
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        for thread in threads:
            thread.enough.set()
            thread.join(30)


def test_migrations_stop_no_writer_for_two_seconds(
    new_place: MakePlace, record_property: Callable[[str, object], None]
) -> None:
    place = new_place("million")
    place.ask(TO_RELEASE.replace("RELEASE", releases()[-1]))
    filled = a_million_posts(place)
    watch_sees_a_lock(place)
    with watched(place.database) as (watch, writer):
        began = time.monotonic()
        place.manage("migrate", "--verbosity=0", patience=900)
        took = time.monotonic() - began
    figures = {"filled": filled, "migrated": took, "slowest_write": writer.slowest, **watch.longest}
    record_property("seconds", {name: round(value, 2) for name, value in figures.items()})
    assert filled < 120
    assert writer.written > 10
    print(figures)  # noqa: T201
    assert max([writer.slowest, *watch.longest.values()]) < LONGEST, figures


def watch_sees_a_lock(place: Place) -> None:
    """A watch that sees nothing would prove nothing."""
    with watched(place.database) as (watch, writer), closing(place.connect()) as door:
        cursor = door.cursor()
        cursor.execute("LOCK TABLE community_post IN SHARE MODE")
        cursor.execute("SELECT pg_sleep(0.6)")
        door.rollback()
        time.sleep(0.1)
    assert watch.longest["community_post ShareLock"] > 0.3
    assert writer.slowest > 0.3
