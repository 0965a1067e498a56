"""An installation of its own beside the test run: a folder, a database of either engine, and its commands."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection

from tests.harness.template import MANAGE

ROOT = Path(__file__).resolve().parents[2]
SET_UP = "import django, json; django.setup()\n"


@dataclass(frozen=True)
class Place:
    """`database` is an address; without one it is SQLite in the folder."""

    folder: Path
    database: str = ""

    @property
    def address(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'colloquy.sqlite3'}"

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLLOQUY_", "DJANGO_"))}
        for name in ("REDIS_URL", "CACHE_URL"):
            kept.pop(name, None)
        return kept | {
            "COLLOQUY_MODE": "demo",
            "COLLOQUY_SECRET_KEY": "only-for-tests-and-development",
            "COLLOQUY_DATA": str(self.folder),
            "DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def manage(self, *arguments: str, fails: bool = False, patience: int = 600) -> str:
        """What a command says (with `fails`: says on its way out)."""
        return self._run([*MANAGE, *arguments], fails=fails, patience=patience)

    def ask(self, code: str) -> Any:
        """Run code in this installation; it prints JSON last."""
        told = self._run([sys.executable, "-c", SET_UP + code])
        return json.loads(told.strip().splitlines()[-1])

    def start(self, code: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", SET_UP + code]
        return subprocess.Popen(command, cwd=ROOT, env=self.surroundings(), stdout=subprocess.PIPE, text=True)

    def _run(self, command: list[str], *, fails: bool = False, patience: int = 600) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.surroundings(), capture_output=True, text=True, check=False, timeout=patience
        )
        assert (done.returncode != 0) == fails, f"{command[-1][:200]}\n{done.stdout}\n{done.stderr}"
        return done.stderr if fails else done.stdout

    def counts(self) -> dict[str, int]:
        """Rows of every table, asked of the database itself."""
        with closing(self.connect()) as door:
            cursor = door.cursor()
            cursor.execute(PG_TABLES if self.database else LITE_TABLES)
            tables = [row[0] for row in cursor.fetchall()]
            return {table: _count(cursor, table) for table in tables}

    def connect(self) -> Any:
        return psycopg2.connect(self.database) if self.database else sqlite3.connect(self.folder / "colloquy.sqlite3")


PG_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
LITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return int(cursor.fetchone()[0])


@contextmanager
def closing(door: Any) -> Iterator[Any]:
    try:
        yield door
    finally:
        door.close()


@contextmanager
def postgres_database(name: str) -> Iterator[str]:
    """An empty database beside that of the test run; its address."""
    settings = connection.settings_dict
    who = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    server = f"postgres://{who}@{settings['HOST']}:{settings['PORT'] or 5432}"
    full = f"{settings['NAME']}_{name}"
    with closing(psycopg2.connect(f"{server}/postgres")) as door:
        door.autocommit = True
        cursor = door.cursor()
        cursor.execute(f'DROP DATABASE IF EXISTS "{full}" WITH (FORCE)')
        cursor.execute(f"CREATE DATABASE \"{full}\" TEMPLATE template0 ENCODING 'UTF8'")
        yield f"{server}/{full}"
        cursor.execute(f'DROP DATABASE "{full}" WITH (FORCE)')
