"""The embedded way to run: one command, one web process, one Celery child, and files instead of servers."""

import ctypes
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]
PR_SET_PDEATHSIG = 1
PATIENCE = 8.0


def prepare(say: Say) -> None:
    """Folders, tables, cache and static files, each only where something is missing."""
    for name in ("broker/control", "media", "mail", "log", "static"):
        (settings.DATA_DIR / name).mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connections["default"])
    if steps := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Preparing the database ({len(steps)} steps) …")
        call_command("migrate", interactive=False, verbosity=0)
    if "cache" in settings.DATABASES:
        call_command("createcachetable", database="cache", verbosity=0)
    if not settings.DEBUG:
        collect(say)


def collect(say: Say) -> None:
    """Static files under their hashed names, made again only when one of them changed."""
    stamp = settings.DATA_DIR / "static.sha256"
    current = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == current:
        return
    say("Packing styles and scripts …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(current, encoding="utf-8")


def fingerprint() -> str:
    """What the static files look like from outside: names, sizes, times."""
    sha = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            sha.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return sha.hexdigest()


class Worker:
    """The Celery worker with beat inside, kept alive, and gone when its parent is gone."""

    def __init__(self) -> None:
        self.ready = settings.DATA_DIR / "worker-ready"
        self.log = settings.DATA_DIR / "log" / "worker.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self.ready.unlink(missing_ok=True)
        self._keeper.start()

    def answers(self) -> bool:
        return self.ready.exists()

    def stop(self) -> None:
        """Let it finish its task; after eight seconds it goes anyway."""
        self._stopping.set()
        if (process := self._process) is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        self._sweep_up(process)
        self._keeper.join(2)

    def _keep(self) -> None:
        """Start it, and start it again whenever it dies, waiting longer each time."""
        pause = 0.5
        while not self._stopping.is_set():
            began = time.monotonic()
            with self.log.open("ab") as log:
                self._process = self._spawn(log)
            self._process.wait()
            self._sweep_up(self._process)
            pause = 0.5 if time.monotonic() - began > 60 else min(pause * 2, 30)  # noqa: PLR2004
            self._stopping.wait(pause)

    def _spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """In a session of its own, so that Ctrl-C is ours to pass on."""
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-B",
            "--pool",
            "solo",
            "--loglevel",
            "WARNING",
        ]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-n", f"embedded-{os.getpid()}@%h"]
        dies_with_us = _die_with_parent if sys.platform == "linux" else None
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=dies_with_us,  # noqa: PLW1509
        )

    def _sweep_up(self, process: subprocess.Popen[bytes]) -> None:
        """Beat is a child of the worker and outlives its sudden death; two beats would be one too many."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Linux tells the child when its parent is gone, even by SIGKILL."""
    assert _libc is not None
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
