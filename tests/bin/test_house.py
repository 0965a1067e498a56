"""The commands of bin/ on machines that are not as they should be: one clear sentence each, and a code that is not 0."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

MANAGE = "import os, sys; print('manage.py', *sys.argv[1:], os.environ['COLLOQUY_MODE'], 'DATABASE_URL' in os.environ)"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose lock holds nothing, and whose manage.py only says how it was called."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text("", encoding="utf-8")
    (tmp_path / "manage.py").write_text(MANAGE, encoding="utf-8")
    return tmp_path


def run(clone: Path, *command: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(clone), **changes}
    return subprocess.run(
        [sys.executable, *command], cwd=clone, env=surroundings, capture_output=True, text=True, check=False
    )


def test_demo_makes_its_environment_and_starts(clone: Path) -> None:
    done = run(clone, "bin/demo", "--port", "8765", DATABASE_URL="postgres://elsewhere/precious")
    assert done.stdout.splitlines()[-1] == "manage.py up --demo --port 8765 demo False"
    assert (clone / "var" / "secret").stat().st_mode & 0o077 == 0
    (clone / "var" / "secret").write_text("", encoding="utf-8")  # as a full disk leaves it
    again = run(clone, "bin/demo", "--port", "8765")
    assert len((clone / "var" / "secret").read_text(encoding="utf-8")) > 40
    assert again.stdout.splitlines() == ["manage.py up --demo --port 8765 demo False"]


def test_half_made_environment_is_made_again(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "pyvenv.cfg").write_text("version = 3.11.0", encoding="utf-8")
    done = run(clone, "bin/demo", "--port", "8765")
    assert done.returncode == 0
    assert "The .venv here is half made" in done.stdout


def test_something_else_called_venv_is_left_alone(clone: Path) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv" / "thesis.odt").touch()
    done = run(clone, "bin/demo")
    assert done.returncode == 1
    assert "is in the way and is not a Python environment" in done.stderr
    assert (clone / ".venv" / "thesis.odt").exists()


def test_taken_port_is_told_before_anything_is_installed(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(clone, "bin/demo", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"bin/demo: port {port} is taken")
    assert done.stderr.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_course_that_is_not_there_is_told(clone: Path) -> None:
    done = run(clone, "bin/demo", "--course", "nowhere.tar.gz")
    assert (done.returncode, done.stderr) == (1, "bin/demo: there is no course at nowhere.tar.gz.\n")


def test_old_python_is_told(clone: Path) -> None:
    pretend = "import sys; sys.version_info = (3, 9, 1); sys.path.insert(0, 'bin'); import oldpython"
    done = run(clone, "-c", pretend, PATH="/nowhere")
    assert done.returncode == 1
    assert done.stderr == "Colloquy needs Python 3.11 or newer, and this is Python 3.9.\n"


def test_full_disk_is_told(clone: Path) -> None:
    pretend = "import sys; sys.path.insert(0, 'bin'); import house; house.ROOM_MB = {'run': 10**9}; "
    done = run(clone, "-c", f"{pretend}house.main(lambda: house.environment('run') and 0)")
    assert done.returncode == 1
    assert "there is not enough room on this disk: 1000000000 MB are needed" in done.stderr
    assert done.stderr.count("\n") == 1


def test_failed_download_is_told(clone: Path) -> None:
    (clone / "requirements.txt").write_text(f"nowhere-to-be-found==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    done = run(clone, "bin/demo", PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert done.stderr.startswith("bin/demo: the packages could not be installed: ERROR: No matching distribution")
    assert run(clone, "bin/demo", PIP_NO_INDEX="1").returncode == 1, "what was not finished is not taken for finished"
