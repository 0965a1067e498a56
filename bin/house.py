"""What every command of bin/ needs first: a Python environment that holds exactly what the lock file says."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = Path(os.environ.get("COLLOQUY_DATA") or ROOT / "var")
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "colloquy.json"
LOCKS = {"run": ROOT / "requirements.txt", "work": ROOT / "requirements-dev.txt"}
QUIET_SECONDS = 10
ROOM_MB = {"run": 400, "work": 900, "data": 60}


class Trouble(Exception):
    """Something that the reader can mend, told in one sentence."""


def main(run: Callable[[], int]) -> None:
    """Run a command of bin/; whatever goes wrong is one sentence and a code that is not 0."""
    name = f"bin/{Path(sys.argv[0]).name}"
    try:
        code = run()
    except Trouble as trouble:
        print(f"{name}: {trouble}", file=sys.stderr)
        code = 1
    except OSError as error:
        print(f"{name}: {sentence_for(error)}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print(f"\n{name}: stopped; run it again to go on where it was.", file=sys.stderr)
        code = 130
    sys.exit(code)


def sentence_for(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"the disk of {ROOT} is full; make room and run this again."
    if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        return f"{error.filename or ROOT} cannot be written; this folder must belong to you."
    return f"{error}."


def say(text: str) -> None:
    print(text, flush=True)


def need_room(kind: str) -> None:
    free = shutil.disk_usage(VAR if kind == "data" else ROOT).free // 2**20
    if free < ROOM_MB[kind]:
        message = f"there is not enough room on this disk: {ROOM_MB[kind]} MB are needed and {free} MB are free."
        raise Trouble(message)


def need_port(port: int) -> None:
    """Nobody else may listen there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    if taken:
        message = f"port {port} is taken (perhaps by a demo that runs already); stop that, or choose another: --port {port + 1}"
        raise Trouble(message)


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def environment(kind: str) -> Path:
    """The environment's Python. Made once, mended when it is half made, brought up to date when the lock changed."""
    if installed().get(kind) == digest(LOCKS[kind]):
        return PYTHON
    VAR.mkdir(parents=True, exist_ok=True)
    with one_at_a_time():
        if installed().get(kind) != digest(LOCKS[kind]):
            need_room(kind)
            make_environment()
            install(kind)
    return PYTHON


def installed() -> dict[str, str]:
    """Which locks the environment holds, by digest; nothing where it was never finished or its Python is gone."""
    if not STAMP.is_file() or not works():
        return {}
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return {}


def works() -> bool:
    if not PYTHON.exists():
        return False
    version = (VENV / "pyvenv.cfg").read_text(encoding="utf-8") if (VENV / "pyvenv.cfg").is_file() else ""
    return "version" in version


def make_environment() -> None:
    """A usable .venv with pip in it; a half-made one is made again, a folder that is none of ours is left alone."""
    if VENV.is_dir() and not VENV.is_symlink() and _answers():
        return
    if VENV.exists() or VENV.is_symlink():
        if VENV.is_symlink() or not VENV.is_dir() or not _looks_like_ours():
            message = f"{VENV} is in the way and is not a Python environment; move it elsewhere and run this again."
            raise Trouble(message)
        say("The .venv here is half made (an earlier set-up was interrupted), so it is made again.")
        shutil.rmtree(VENV)
    say(f"Making a Python {sys.version_info.major}.{sys.version_info.minor} environment in .venv …")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(_why_no_environment(done.stdout + done.stderr))


def _answers() -> bool:
    """Its Python starts, is new enough and has a pip."""
    if not works():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0
    return False


def _looks_like_ours() -> bool:
    names = {path.name for path in VENV.iterdir()}
    usual = {"bin", "include", "lib", "lib64", "share", "etc", "Scripts", "Include", "Lib", "pyvenv.cfg", ".gitignore"}
    return names <= usual | {STAMP.name, "CACHEDIR.TAG", ".lock"}


def _why_no_environment(told: str) -> str:
    if "No space left" in told:
        return sentence_for(OSError(errno.ENOSPC, ""))
    if "ensurepip" in told:
        return "this Python lacks its venv module; on Debian and Ubuntu install it with: apt install python3-venv"
    last = told.strip().splitlines()[-1] if told.strip() else "python -m venv failed without a word"
    return f"the environment could not be made: {last}"


def install(kind: str) -> None:
    """Install what the lock says, every file checked against its hash."""
    lock, log = LOCKS[kind], VAR / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", lock]
    total = lock.read_text(encoding="utf-8").count("==")
    with log.open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
        lines = watch(process, kept, total)
    if process.wait():
        raise Trouble(_why_no_install(lines, log))
    held = {"run": digest(LOCKS["run"])} | ({"work": digest(LOCKS["work"])} if kind == "work" else {})
    STAMP.write_text(json.dumps(held), encoding="utf-8")


def watch(process: "subprocess.Popen[str]", kept: TextIO, total: int) -> list[str]:
    """Keep what pip says, and show how far it is."""
    lines, count, began, shown = [], 0, time.monotonic(), 0.0
    live = sys.stdout.isatty()
    assert process.stdout is not None
    say(f"Installing {total} packages from the lock file, each checked against its hash …")
    for line in process.stdout:
        kept.write(line)
        lines.append(line.strip())
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            count += 1
            name = line.split()[1 if line.startswith("C") else 3].split("==")[0]
            if live:
                print(f"\r\033[K  {count} of {total}: {name}", end="", flush=True)
            elif time.monotonic() - shown > QUIET_SECONDS:
                say(f"  {count} of {total}: {name}")
                shown = time.monotonic()
        elif line.startswith("Installing collected"):
            print("\r\033[K" if live else "", end="")
            say("  unpacking them …")
    say(f"  done in {time.monotonic() - began:.0f} s")
    return lines


def _why_no_install(lines: list[str], log: Path) -> str:
    told = "\n".join(lines)
    where = f" (all that pip said: {log})"
    if "No space left" in told:
        return sentence_for(OSError(errno.ENOSPC, ""))
    if "DO NOT MATCH THE HASHES" in told:
        return "a downloaded package is not the one that the lock file knows, so nothing was installed" + where
    unreachable = (
        "NewConnectionError",
        "Temporary failure in name resolution",
        "ReadTimeoutError",
        "ProxyError",
        "SSLError",
    )
    if any(word in told for word in unreachable):
        return "pip could not reach its package index; check the network and run this again" + where
    errors = [line for line in lines if line.startswith("ERROR:")]
    return f"the packages could not be installed: {(errors or lines or ['pip said nothing'])[-1]}{where}"


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands never set the same environment up at once."""
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:
        yield
        return
    with (VAR / "setup.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting this folder up; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def become(python: Path, *arguments: str, **changes: str | None) -> int:
    """Go on as that Python, so that Ctrl-C and the exit code are its own."""
    surroundings = dict(os.environ)
    for name, value in changes.items():
        surroundings.pop(name, None)
        if value is not None:
            surroundings[name] = value
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(python, [str(python), *arguments], surroundings)
