"""The two sides that are compared: the frozen floor, and Colloquy as in production, each with two processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "benchmarks" / "base"
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432").rstrip("/")
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/14")
NAME = os.environ.get("BENCH_NAME", "bench")
TEXTS = os.environ.get("COLLOQUY_SHARED", "")
PATIENCE = 60
FLOOR_THREAD = 500


def database(name: str) -> str:
    return f"{SERVER}/{name}"


def made_anew(name: str) -> None:
    for statement in (f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"'):
        run(["psql", "-q", database("postgres"), "-c", statement])
    run(["psql", "-q", database(name), "-c", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"], may_fail=True)


def run(command: list[str], *, may_fail: bool = False, **more: Any) -> str:
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, **more)
    if done.returncode and not may_fail:
        sys.exit(f"bin/bench: {' '.join(command[:4])} … failed.")
    return done.stdout


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Side(ABC):
    """Processes that answer at a port while the measuring lasts."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.running: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What its processes find around them."""

    @abstractmethod
    def commands(self) -> list[tuple[list[str], Path, int]]:
        """Command, the folder it runs in, the port it answers at."""

    def __enter__(self) -> Self:
        for command, place, port in self.commands():
            log = (self.folder / f"{self.name}-{port}.log").open("ab")
            self.running.append(
                subprocess.Popen(
                    command, cwd=place, env=self.environment(), stdout=log, stderr=log, start_new_session=True
                )
            )
            self._wait_for(port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        sys.exit(
            f"bin/bench: {self.name} did not start.\n" + (self.folder / f"{self.name}-{port}.log").read_text()[-3000:]
        )


class Floor(Side):
    name = "floor"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": database(f"floor_{NAME}").replace("postgres://", "postgresql://"),
            "DJANGO_SETTINGS_MODULE": "floor.settings",
            "PYTHONPATH": f"{BASE}:{ROOT}",
            "FLOOR_RENDERER": "benchmarks.renderer.render",
        }

    def load(self, sizes: dict[str, int]) -> None:
        made_anew(f"floor_{NAME}")
        long = FLOOR_THREAD, 5_000 if sizes["posts"] > 20_000 else 1_000  # noqa: PLR2004
        options = {
            "posts": sizes["posts"],
            "threads": sizes["posts"] // 10,
            "members": sizes["people"],
            "followers": 500,
        }
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        command = [sys.executable, "-m", "floor", "load", *words, "--long", *map(str, long)]
        run(command, cwd=BASE, env=self.environment())

    def commands(self) -> list[tuple[list[str], Path, int]]:
        command = [sys.executable, "-m", "gunicorn", "floor.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{self.port}"]
        return [(command, BASE, self.port)]

    def targets(self) -> dict[str, Any]:
        """Those that Colloquy is compared with."""
        command = [sys.executable, "-m", "floor", "targets", "--url", self.url]
        found: dict[str, Any] = json.loads(run(command, cwd=BASE, env=self.environment()))
        found["targets"] = [
            one for one in found["targets"] if "edge" not in one["name"] and "static" not in one["name"]
        ]
        return found


class Product(Side):
    name = "colloquy"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.live_port, self.front_port = free_port(), free_port()
        self.data = ROOT / "var" / "bench"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "COLLOQUY_MODE": "production",
            "COLLOQUY_SECRET_KEY": "for measuring on the loopback address only, never for a site, and long enough",
            "COLLOQUY_ALLOWED_HOSTS": "127.0.0.1,localhost",
            "COLLOQUY_BASE_URL": self.url,
            "COLLOQUY_HTTPS": "0",
            "COLLOQUY_SMTP_HOST": "127.0.0.1",
            "COLLOQUY_DATA": str(self.data),
            "DATABASE_URL": database(f"colloquy_{NAME}"),
            "REDIS_URL": REDIS,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "BENCH_URL": self.url,
            "BENCH_LIVE_URL": f"http://127.0.0.1:{self.live_port}",
            "BENCH_FRONT_URL": f"http://127.0.0.1:{self.front_port}",
            "BENCH_INSTITUTION": str(self.data / "institution.json"),
        }

    def load(self, sizes: dict[str, int]) -> None:
        made_anew(f"colloquy_{NAME}")
        self.prepare()
        words = [word for key, value in sizes.items() for word in (f"--{key}", str(value))]
        folder = Path(TEXTS) / "data" / "stackexchange-matheducators"
        texts = ["--texts", str(folder)] if TEXTS and folder.exists() else []
        command = [sys.executable, "-m", "benchmarks.product.institution", *words, *texts]
        made = run(command, cwd=ROOT, env=self.environment())
        (self.data / "institution.json").write_text(made, encoding="utf-8")
        run(["psql", "-q", database(f"colloquy_{NAME}"), "-c", "VACUUM ANALYZE"])

    def prepare(self) -> None:
        """Tables and packed styles of this version of the code."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--noinput", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def manage(self, *words: str) -> None:
        run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment())

    def institution(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "institution.json").read_text(encoding="utf-8"))
        return found

    def commands(self) -> list[tuple[list[str], Path, int]]:
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
        web, front = [*gunicorn, "config.wsgi", "--workers", "2"], [*gunicorn, "benchmarks.front", "--workers", "1"]
        live = [sys.executable, "-m", "uvicorn", "config.live:application", "--lifespan", "off", "--ws", "none"]
        worker = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "WARNING",
        ]
        queues = ["-Q", "colloquy,mail,slow"]
        return [
            ([*web, "--bind", f"127.0.0.1:{self.port}"], ROOT, self.port),
            ([*live, "--host", "127.0.0.1", "--port", str(self.live_port), "--no-access-log"], ROOT, self.live_port),
            ([*front, "--bind", f"127.0.0.1:{self.front_port}"], ROOT, self.front_port),
            ([*worker, *queues], ROOT, self.port),
        ]

    def targets(self) -> dict[str, Any]:
        made, server = self.institution(), urlsplit(SERVER)
        threads = made["threads"]
        first = f"floor thread-orm {FLOOR_THREAD} first"
        cookie = f"sessionid={made['sessions']['reader']}; csrftoken={'b' * 32}"
        pages = {
            "thread of 30": threads["page"]["url"],
            "long thread, first page": threads["long"]["url"],
            "long thread, last page": threads["long"]["url"] + "?last",
            "unit": made["unit"],
            "discussions": f"/c/{made['slug']}/discussions/",
            "catch-up, course": f"/c/{made['slug']}/catch-up/",
            "catch-up, all": "/catch-up/",
            "home": "/",
            "inbox": "/inbox/",
        }
        reading = [{"name": name, "url": self.url + url, "contains": "</html>"} for name, url in pages.items()]
        replying = [
            {
                "name": f"reply, {name}", "url": f"{self.url}/t/{threads[name]['id']}/reply/", "status": 302,
                "form": {"source": "The *second* sample, no {n}, differs:\n\n- see the notes\n- and `n = {n}`\n\n" * 3,
                         "token": "bench-{n}"},
                "csrf": threads[name]["url"], "base": f"floor reply {followers} followers", "requests": 40,
            }
            for name, followers in (("quiet", 30), ("busy", 500))
        ]  # fmt: skip
        common = {
            "cookie": cookie, "postgres_port": server.port or 5432, "redis_port": urlsplit(REDIS).port or 6379,
            "dsn": database(f"colloquy_{NAME}").replace("postgres://", "postgresql://"),
            "pids": [process.pid for process in self.running[:1]],
        }  # fmt: skip
        return {"base": first, "defaults": common, "targets": [*reading, *replying]}

    def ask(self, part: str) -> Any:
        """What a measuring of ours prints, as JSON."""
        quiet = self.environment() | {"COLLOQUY_LOG_LEVEL": "WARNING"}
        return json.loads(run([sys.executable, "-m", f"benchmarks.{part}"], cwd=ROOT, env=quiet))
