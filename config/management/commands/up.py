"""The whole of Colloquy in the embedded mode: web, worker and beat as one command."""

import errno
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.services import first_link
from config.embedded import Worker, prepare

WAIT_FOR_WORKER = 60.0


class Command(BaseCommand):
    help = "Starts web, Celery worker and beat as children of one command; Ctrl-C stops all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="load the demo institution where it is not there yet")
        parser.add_argument(
            "--reload", action="store_true", help="development: the web half restarts when code changes"
        )
        parser.add_argument("--course", type=Path, help="import the course at this path first")

    def handle(self, *, host: str, port: int, demo: bool, reload: bool, course: Path | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _leave)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        door = self._door(host, port)
        with (settings.DATA_DIR / "up.lock").open("w") as lock:
            self._only_one(lock)
            try:
                with _room_or_a_sentence():
                    self._furnish(demo=demo, course=course)
                if reload:
                    self._develop(door, host, port)
                else:
                    self._serve(door, port)
            except KeyboardInterrupt:
                pass
        self.stdout.write("Stopped; the data stays.")

    def _door(self, host: str, port: int) -> socket.socket:
        """Bound at once, so that a taken port is found before any work, and listening only when there is something to hear."""
        door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            message = f"Port {port} of {host} cannot be used ({error.strerror}); choose another with --port."
            raise CommandError(message) from None
        return door

    def _only_one(self, lock: IO[str]) -> None:
        """Two beats on the same data would do everything twice."""
        with suppress(ImportError):
            import fcntl  # noqa: PLC0415

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"Colloquy runs already on the data in {settings.DATA_DIR}; stop that one first."
                raise CommandError(message) from None

    def _furnish(self, *, demo: bool, course: Path | None) -> None:
        prepare(self.stdout.write)
        if demo:
            call_command("load_demo", stdout=self.stdout)
        if course:
            self.stdout.write(f"Importing the course at {course} …")
            teachers = [f"{person['key']}@harrowmere.example" for person in _demo_people() if _grades(person)]
            call_command(
                "import_course", str(course), teacher=teachers if demo else [], publish=demo, stdout=self.stdout
            )

    def _serve(self, door: socket.socket, port: int) -> None:
        warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
        worker = Worker()
        config = uvicorn.Config(
            "config.asgi:application", log_config=None, log_level=logging.WARNING, access_log=False,
            lifespan="off",
            server_header=False, ws="none", timeout_graceful_shutdown=3,
        )  # fmt: skip
        server = uvicorn.Server(config)
        threading.Thread(target=self._announce, args=(server, worker, port), daemon=True).start()
        worker.start()
        try:
            server.run(sockets=[door])
        finally:
            self.stdout.write("\nStopping …")
            worker.stop()

    def _develop(self, door: socket.socket, host: str, port: int) -> None:
        """Django's own development server, which reloads, beside the same worker, which does not."""
        door.close()
        worker = Worker()
        worker.start()
        try:
            command = [sys.executable, "manage.py", "runserver", f"{host}:{port}"]
            subprocess.run(command, cwd=settings.BASE_DIR, check=False)  # noqa: S603
        finally:
            worker.stop()

    def _announce(self, server: uvicorn.Server, worker: Worker, port: int) -> None:
        """Say where it answers once both halves do."""
        until = time.monotonic() + WAIT_FOR_WORKER
        while not (server.started and worker.answers()) and time.monotonic() < until:
            time.sleep(0.05)
        if not worker.answers():
            self.stderr.write(f"The worker has not answered yet; {worker.log} says why. Mail and notices wait for it.")
        self.stdout.write(f"\nColloquy answers at http://localhost:{port}/")
        if settings.DEMO:
            self.stdout.write(f"Sign in at http://localhost:{port}/accounts/login/ with one click as")
            for person in _demo_people():
                self.stdout.write(f"  {person['name']:<26} {person['what']}")
        elif link := first_link():
            self.stdout.write(
                f"Nobody administers it yet. Whoever opens this page does (it works for a day):\n  {link}"
            )
        self.stdout.write("Ctrl-C stops it. The data stays for the next time.")


@contextmanager
def _room_or_a_sentence() -> Iterator[None]:
    """A disk that fills up meanwhile is told in one sentence."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)
        if not full:
            raise
        message = f"The disk of {settings.DATA_DIR} is full; make room and run this again."
        raise CommandError(message) from None


def _demo_people() -> list[dict[str, Any]]:
    """Those who have a button on the demo's sign-in page."""
    people = tomllib.loads((settings.BASE_DIR / "config/demo/people.toml").read_text(encoding="utf-8"))["person"]
    return [person for person in people if person.get("sign_in")]


def _grades(person: dict[str, Any]) -> bool:
    """The demo's course lead, to whom a course that is imported beside it belongs."""
    return person["role"] == "educator" and bool(person.get("grades"))


def _leave(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
