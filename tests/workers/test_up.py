"""`manage.py up`: one command that starts both halves, keeps the worker alive, and leaves nobody behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.template import migrated_file
from tests.workers.running import ROOT, answers, children_of, free_port

pytestmark = [pytest.mark.workers]
ENVIRONMENT = {
    "COLLOQUY_MODE": "demo",
    "COLLOQUY_SECRET_KEY": "only-for-tests-and-development",
    "PATH": os.environ["PATH"],
    "PYTHONUNBUFFERED": "1",
}


Up = tuple["subprocess.Popen[str]", int]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With its tables; tests/drills/test_first_start.py begins with nothing."""
    folder = tmp_path_factory.mktemp("up")
    shutil.copyfile(migrated_file(), folder / "colloquy.sqlite3")
    return folder


@pytest.fixture(scope="module")
def running() -> Iterator[list[Up]]:
    started: list[Up] = []
    yield started
    for process, _port in started:
        process.kill()


@pytest.fixture
def up(running: list[Up], data: Path) -> Up:
    """One that runs: the one of the test before, unless that ended it."""
    if not running or running[-1][0].poll() is not None:
        running.append(begin(data))
    return running[-1]


def begin(data: Path, seconds: float = 60) -> Up:
    port = free_port()
    (data / "worker-ready").unlink(missing_ok=True)
    process = start(data, port)
    wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz") and (data / "worker-ready").exists(), process, seconds)
    return process, port


def start(data: Path, port: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    told = (data / "told.log").open("w")
    surroundings = {**ENVIRONMENT, "COLLOQUY_DATA": str(data)}
    return subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, stdout=told, stderr=told, text=True
    )


def wait_for(condition: Callable[[], object], process: "subprocess.Popen[str]", seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited in vain ({process.poll()=})"
        time.sleep(0.05)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_second_start_on_the_same_data_is_refused(up: Up, data: Path) -> None:
    second = start(data, free_port())
    assert second.wait(60) == 1
    assert "Colloquy runs already on the data in" in (data / "told.log").read_text()


def test_taken_port_is_one_sentence(up: Up, tmp_path: Path) -> None:
    _process, port = up
    second = start(tmp_path, port)
    assert second.wait(60) == 1
    told = (tmp_path / "told.log").read_text()
    assert told.startswith(f"CommandError: Port {port} of 127.0.0.1 cannot be used")
    assert told.count("\n") == 1


def test_dead_worker_is_started_again(up: Up, data: Path) -> None:
    process, _port = up
    (first, *_rest) = children_of(process.pid)
    (data / "worker-ready").unlink()
    os.kill(first, signal.SIGKILL)
    wait_for((data / "worker-ready").exists, process)
    assert first not in children_of(process.pid)


def test_both_halves_end_together(up: Up, data: Path) -> None:
    """By SIGTERM in good order; by SIGKILL of the web half the worker goes too."""
    process, _port = up
    family = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    wait_for(lambda: not alive(family), process, 5)
    process, _port = begin(data)
    family = children_of(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not alive(family), process, 15)
