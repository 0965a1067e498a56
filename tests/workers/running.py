"""Real processes on the test database, a mail server that counts, and the means to kill them."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SLOW = 0.03
WEB = {"web", "fragile"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def children_of(pid: int) -> list[int]:
    """The processes that this one started (Linux)."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in told.stdout.split()]


@dataclass
class PostOffice:
    """An SMTP server that takes its time, and remembers when each Message-ID arrived for whom."""

    arrivals: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        text = bytes(envelope.content or b"").decode("utf-8", "replace")
        ids = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.lower().startswith("message-id:")]
        assert len(ids) == 1
        self.arrivals[(ids[0], envelope.rcpt_tos[0])].append(time.monotonic())
        await asyncio.sleep(SLOW)  # a slow server keeps the worker longer in the dangerous place
        return "250 OK"


class House:
    """The web half and the worker half, each a process group of its own."""

    def __init__(self, data: Path, **surroundings: str) -> None:
        """`surroundings`: environment variables that are otherwise than in this process."""
        self.data, self.port, self.office = data, free_port(), PostOffice()
        self.otherwise = surroundings
        self._mail = Controller(self.office, hostname="127.0.0.1", port=free_port())
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: dict[str, list[float]] = {"web": [], "worker": []}
        self.incidents: list[float] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLLOQUY_", "DJANGO_"))}
        return kept | {
            "COLLOQUY_MODE": "demo",
            "COLLOQUY_SECRET_KEY": "only-for-tests-and-development",
            "COLLOQUY_DATA": str(self.data),
            "COLLOQUY_SMTP_HOST": "127.0.0.1",
            "COLLOQUY_SMTP_PORT": str(self._mail.port),
            "COLLOQUY_BASE_URL": self.url,
            "DATABASE_URL": address_of_test_database(),
            **self.otherwise,
        }

    def __enter__(self) -> Self:
        for folder in ("broker/control", "static", "mail", "media"):
            (self.data / folder).mkdir(parents=True)
        if not os.environ.get("REDIS_URL"):
            self._spawn("prepare").wait(60)
        self._mail.start()
        self.begin("web")
        self.begin("worker")
        self.wait_for("web")
        self.wait_for("worker")
        return self

    def __exit__(self, *error: object) -> None:
        for name in list(self._running):
            self._end(name)
        self._mail.stop()

    def start(self, name: str) -> None:
        """Start it and wait until it answers."""
        self.begin(name)
        self.wait_for(name)

    def begin(self, name: str) -> None:
        """Start it; `wait_for` says when it answers."""
        if name not in WEB:
            (self.data / "worker-ready").unlink(missing_ok=True)
        self._running[name] = self._spawn(*([name, str(self.port)] if name in WEB else [name]))

    def wait_for(self, name: str) -> None:
        ready = self.web_answers if name in WEB else (self.data / "worker-ready").exists
        until = time.monotonic() + 60
        while not ready():
            assert self._running[name].poll() is None, self.log(name)
            assert time.monotonic() < until, f"{name} did not start: {(self.data / f'{name}.log').read_text()}"
            time.sleep(0.05)

    def tend(self) -> None:
        """What every way to run does: start again what has ended by itself."""
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self.kills.setdefault(name, []).append(time.monotonic())
                self.begin(name)

    def run(self, name: str) -> None:
        """Something that ends by itself."""
        assert self._spawn(name).wait(60) == 0, self.log(name)

    def died(self, name: str) -> bool:
        """It has ended by itself; it does not belong to the house any more."""
        if self._running[name].poll() is None:
            return False
        self._running.pop(name)
        return True

    def kill(self, name: str) -> None:
        """SIGKILL, the whole group at once: nobody says goodbye."""
        self.kills[name].append(time.monotonic())
        self._end(name)

    def log(self, name: str) -> str:
        """The end of what this half said."""
        return (self.data / f"{name}.log").read_text(encoding="utf-8")[-3000:]

    def web_answers(self) -> bool:
        return answers(f"{self.url}/healthz")

    def _end(self, name: str) -> None:
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _spawn(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self.data / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.workers.quick", *arguments],
                cwd=ROOT, env=self.surroundings(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


def address_of_test_database() -> str:
    """The database of this test run, as other processes find it."""
    settings: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    who = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    return f"postgres://{who}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"
