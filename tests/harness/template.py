"""Test databases are copies of one that was migrated once, as long as no migration has changed since."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings

HOUSE = Path(__file__).resolve().parents[2]
READ_BY_MIGRATIONS = ("*/migrations/*.py", "*/starter_policy.toml", "requirements.txt", "accounts/choices.py")
MANAGE = [
    sys.executable,
    "-c",
    "import gc, runpy, sys; gc.disable(); del sys.argv[0]; runpy.run_path('manage.py', run_name='__main__')",
    "manage.py",
]
"""Migrating makes the same models again and again; looking for those that nobody needs takes a third of its time."""
TEMPLATE, DOOR = "colloquy_test_template", 8_203_114


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Of a run in several processes, the one that only leads begins while the others still collect their tests."""
    if getattr(session.config.option, "numprocesses", None) and not hasattr(session.config, "workerinput"):
        threading.Thread(target=_be_ready, daemon=True).start()


def _be_ready() -> None:
    """Whoever needs the database says what is wrong with it."""
    wanted = settings.DATABASES["default"]
    with suppress(OSError, subprocess.CalledProcessError, psycopg2.Error):
        if "sqlite" in wanted["ENGINE"]:
            migrated_file()
            return
        with _postgres(wanted) as cursor:
            _database(cursor, wanted)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Put the copy where this process will look for its database."""
    wanted = settings.DATABASES["default"]
    if "sqlite" in wanted["ENGINE"]:
        shutil.copyfile(migrated_file(), wanted["TEST"]["NAME"])
        yield
        return
    name = wanted.get("TEST", {}).get("NAME") or f"test_{wanted['NAME']}"
    with _postgres(wanted) as cursor:
        _database(cursor, wanted)
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        if not os.environ.get("COLLOQUY_DRILLS"):  # a drill kills the server, and what it has promised must be there
            cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    yield
    with _postgres(wanted) as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Go on from the copy; migrate still looks whether something is missing."""
    return True


def migrated_file() -> Path:
    """The migrated SQLite database, made by whoever needs it first."""
    place = Path(tempfile.gettempdir()) / f"colloquy-test-{_state()}.sqlite3"
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _migrate(f"sqlite:///{unfinished}")
            unfinished.rename(place)
    return place


@contextmanager
def _postgres(wanted: dict[str, Any]) -> Iterator[Any]:
    """The server itself, one process at a time."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    given = {ours: wanted[theirs] for theirs, ours in names.items() if wanted.get(theirs)}
    with closing(psycopg2.connect(dbname="postgres", **given)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [DOOR])
            yield cursor


def _database(cursor: Any, wanted: dict[str, Any]) -> None:
    """The migrated PostgreSQL database, made by whoever needs it first; its comment says of which state it is."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [TEMPLATE])
    if cursor.fetchone() == (_state(),):
        return
    cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{TEMPLATE}"')
    person = ":".join(quote(str(wanted[key]), safe="") for key in ("USER", "PASSWORD") if wanted.get(key))
    place = ":".join(str(wanted[key]) for key in ("HOST", "PORT") if wanted.get(key))
    _migrate(f"postgres://{person}@{place}/{TEMPLATE}")
    cursor.execute(f"COMMENT ON DATABASE \"{TEMPLATE}\" IS '{_state()}'")


def _state() -> str:
    digest = hashlib.sha256()
    for pattern in READ_BY_MIGRATIONS:
        for path in sorted(HOUSE.glob(pattern)):
            digest.update(path.relative_to(HOUSE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(address: str) -> None:
    ours = {"COLLOQUY_MODE": "test", "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        [*MANAGE, "migrate", "--verbosity=0"], cwd=HOUSE, env={**os.environ, **ours, "REDIS_URL": ""}, check=True
    )
