"""What arrives with an installation: the lock, the driver, production settings that refuse to be careless."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from tests.architecture.sources import ROOT, named, tracked

PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE | re.IGNORECASE)
LOCKS = [ROOT / f"requirements{extra}.txt" for extra in ("", "-saml", "-dev")]
TEXTS = {".py", ".md", ".txt", ".in", ".toml", ".yml", ".yaml", ".html", ".css", ".js", ".sh", "", ".json", ".svg"}
PRODUCTION = {
    "COLLOQUY_MODE": "production",
    "COLLOQUY_SECRET_KEY": "for-this-check-only-" + "x7Jq0vR2mK9tLw4sZb6nYc1pHd8fGe3a" * 2,
    "COLLOQUY_ALLOWED_HOSTS": "colloquy.example.org",
    "COLLOQUY_BASE_URL": "https://colloquy.example.org",
    "COLLOQUY_SMTP_HOST": "mail.example.org",
    "DATABASE_URL": "postgres://colloquy@127.0.0.1/colloquy",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_holds_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "http" not in text
    assert "file:" not in text
    assert not re.search(r"^--(index|extra-index|find-links|trusted)", text, re.MULTILINE)
    assert [
        name
        for name in pins(lock)
        if not re.search(rf"^{re.escape(name)}==\S+.*\\\n\s+--hash=sha256:", text, re.MULTILINE)
    ] == []


def test_what_is_tested_is_what_runs() -> None:
    run, with_saml, work = (pins(lock) for lock in LOCKS)
    assert {name: version for name, version in run.items() if with_saml.get(name) != version} == {}
    assert {name: version for name, version in with_saml.items() if work.get(name) != version} == {}
    assert run.keys().isdisjoint({"python3-saml", "xmlsec"})


def test_driver_is_psycopg2() -> None:
    """psycopg 3, should a dependency bring it, would take its place without a word."""
    assert not is_psycopg3
    assert importlib.util.find_spec("psycopg") is None


def test_no_file_names_a_package_registry() -> None:
    words = ("py" + "pi.org", "python" + "hosted", "npm" + "js")
    told = [
        named(path)
        for path in tracked()
        if path.suffix in TEXTS and any(word in path.read_text("utf-8") for word in words)
    ]
    assert told == []


def manage(*arguments: str, data: Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COLLOQUY_", "DJANGO_", "REDIS_", "DATABASE_"))
    }
    surroundings = {**kept, "COLLOQUY_DATA": str(data), **changes}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["COLLOQUY_SECRET_KEY", "DATABASE_URL"])
def test_production_does_not_start_without(missing: str, tmp_path: Path) -> None:
    done = manage("check", data=tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_unknown_mode_does_not_start(tmp_path: Path) -> None:
    assert "COLLOQUY_MODE must be one of" in manage("check", data=tmp_path, COLLOQUY_MODE="prod").stderr
