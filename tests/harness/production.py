"""The compose file's own commands and environment, started on loopback: every service of ours, as many as it says."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from tests.harness.compose import ROOT, command, compose, example, filled
from tests.harness.proxy import Proxy
from tests.workers.running import address_of_test_database, free_port

PATIENCE = 90
NO_READING = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}


@dataclass
class Letters:
    """A mail server that keeps what comes: recipient → texts."""

    arrived: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = email.message_from_bytes(bytes(envelope.content or b""), policy=email.policy.default)
        body = letter.get_body(("plain",))
        self.arrived[envelope.rcpt_tos[0]].append(body.get_content() if body else "")
        return "250 OK"

    def last_to(self, address: str) -> str:
        wait_until(lambda: bool(self.arrived[address]), f"a letter to {address}")
        return self.arrived[address][-1]


def wait_until(done: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not done():
        assert time.monotonic() < until, f"waited {patience} s for {what}"
        time.sleep(0.1)


class Production:
    """`with Production(folder) as site`: Redis twice, then prepare, then everything that prepare is needed for."""

    def __init__(self, folder: Path) -> None:
        self.services: dict[str, dict[str, Any]] = compose()["services"]
        self.folder, self.home = folder, folder / "home"
        for name in ("home", "data", "tmp", "secrets", "metrics"):
            (folder / name).mkdir()
        self.proxy, self.letters = Proxy(folder), Letters()
        self._mail = Controller(self.letters, hostname="127.0.0.1", port=free_port())
        self.ports = {name: free_port() for name in ("broker", "cache", "live")}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._write_secrets()

    def _write_secrets(self) -> None:
        kept = {"secret_key": settings.SECRET_KEY, "database_password": "", "smtp_password": ""}
        for name, value in kept.items():
            (self.folder / "secrets" / name).write_text(str(value), encoding="utf-8")

    def words(self) -> dict[str, str]:
        """The .env of this site; one process of each kind is enough, for there are several containers."""
        ours = {
            "COLLOQUY_ALLOWED_HOSTS": "localhost",
            "COLLOQUY_BASE_URL": self.proxy.url,
            "COLLOQUY_SMTP_HOST": "127.0.0.1",
            "COLLOQUY_SMTP_PORT": str(self._mail.port),
            "COLLOQUY_SMTP_TLS": "0",
            "COLLOQUY_SMTP_USER": "",
            "DATABASE_URL": address_of_test_database(),
        }
        return example() | ours | {name: "1" for name in example() if name.endswith("_PROCESSES")}

    def environment(self, name: str, own: Path) -> dict[str, str]:
        """What Compose would hand to this container, with places and hosts of this machine."""
        inner = {key: filled(str(value), self.words()) for key, value in self.services[name]["environment"].items()}
        bare = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(self.home), **NO_READING}
        return bare | {key: self._here(value, own) for key, value in (self.words() | inner).items()}

    def _here(self, word: str, own: Path) -> str:
        for inside, outside in {
            "/run/secrets": self.folder / "secrets",
            "/run/metrics": self.folder / "metrics",
            "/data": self.folder / "data",
            "/tmp": own,
        }.items():
            if word.startswith(inside):
                return word.replace(inside, str(outside), 1)
        for host in ("broker", "cache"):
            word = word.replace(f"redis://{host}:6379/", f"redis://127.0.0.1:{self.ports[host]}/")
        return word

    def __enter__(self) -> Self:
        self._mail.start()
        self.proxy.__enter__()
        for name in ("broker", "cache"):
            self._start_redis(name)
        self._spawn("prepare", "prepare")
        assert self.running.pop("prepare").wait(PATIENCE) == 0, self.log("prepare")
        for name in ("web", "live", "worker", "worker-mail", "worker-slow", "beat"):
            replicas = int(filled(str(self.services[name].get("deploy", {}).get("replicas", 1)), self.words()))
            for number in range(1, replicas + 1):
                self.start(name, number)
        wait_until(self.well, f"everything to be well: {self.unwell()}")
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.proxy.__exit__()
        self._mail.stop()

    def start(self, name: str, number: int) -> None:
        """One container of this service."""
        more: list[str] = []
        if name == "web":
            port = self.ports[f"web-{number}"] = free_port()
            self.proxy.ports.append(port)
            more = ["--bind", f"127.0.0.1:{port}"]
        elif name == "live":
            more = ["--host", "127.0.0.1", "--port", str(self.ports["live"])]
        elif name.startswith("worker"):
            more = ["--hostname", f"{name}-{number}@%h"]
        self._spawn(name, f"{name}-{number}", *more)

    def _spawn(self, name: str, called: str, *more: str) -> None:
        own = self.folder / "tmp" / called
        own.mkdir()
        words = [self._here(word, own) for word in command(self.services[name], self.words())]
        with (self.folder / f"{called}.log").open("ab") as log:
            self.running[called] = subprocess.Popen(
                [*words, *more], cwd=ROOT, env=self.environment(name, own), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip

    def _start_redis(self, name: str) -> None:
        place = self.folder / name
        place.mkdir()
        words = [*command(self.services[name], self.words()), "--port", str(self.ports[name]), "--bind", "127.0.0.1"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*words, "--dir", str(place)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def unwell(self) -> list[str]:
        """Those whose own health check fails."""
        return [called for called in self.running if called not in {"broker", "cache"} and not self._is_well(called)]

    def well(self) -> bool:
        ended = {name: process.returncode for name, process in self.running.items() if process.poll() is not None}
        assert ended == {}, "\n".join(self.log(name) for name in ended)
        return self.unwell() == []

    def _is_well(self, called: str) -> bool:
        name, own = called.rpartition("-")[0], self.folder / "tmp" / called
        _cmd, _python, script, asked = self.services[name]["healthcheck"]["test"]
        asked = str(self.ports.get(called) or self.ports["live"]) if asked.isdigit() else self._here(asked, own)
        done = subprocess.run(
            [sys.executable, script, asked], cwd=ROOT, env=self.environment(name, own), capture_output=True, check=False
        )
        return done.returncode == 0

    def log(self, called: str) -> str:
        return f"== {called}\n" + (self.folder / f"{called}.log").read_text(encoding="utf-8")[-4000:]
