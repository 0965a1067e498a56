"""SQLite test databases are copies of one that was migrated once, as long as no migration has changed since."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(__file__).resolve().parents[2]
READ_BY_MIGRATIONS = ("*/migrations/*.py", "*/starter_policy.toml", "requirements.txt", "accounts/choices.py")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put the copy where this process will look for its database."""
    wanted = settings.DATABASES["default"]
    if "sqlite" in wanted["ENGINE"]:
        shutil.copyfile(_template(), wanted["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Go on from the copy; migrate still looks whether something is missing."""
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


def _template() -> Path:
    """The migrated database, made by whoever needs it first."""
    place = Path(tempfile.gettempdir()) / f"colloquy-test-{_state()}.sqlite3"
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            _migrate(place)
    return place


def _state() -> str:
    digest = hashlib.sha256()
    for pattern in READ_BY_MIGRATIONS:
        for path in sorted(HOUSE.glob(pattern)):
            digest.update(path.relative_to(HOUSE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(place: Path) -> None:
    unfinished = place.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    ours = {
        "COLLOQUY_MODE": "test",
        "DATABASE_URL": f"sqlite:///{unfinished}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=HOUSE, env={**os.environ, **ours, "REDIS_URL": ""}, check=True)
    unfinished.rename(place)
