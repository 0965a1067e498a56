"""What several drills need: the demo institution in an installation of its own, and its backup."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.drills.place import Place, postgres_database
from tests.harness.template import migrated_file

MakePlace = Callable[..., Place]


@pytest.fixture
def new_place(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[MakePlace]:
    """`new_place("name")`: an empty installation on the engine of this run; `engine="sqlite"`: on that, tables made."""
    with django_db_blocker.unblock(), ExitStack() as stack:

        def make(name: str, engine: str = "") -> Place:
            (tmp_path / name).mkdir()
            if engine:
                shutil.copyfile(migrated_file(), tmp_path / name / "colloquy.sqlite3")
            if (engine or connection.vendor) == "sqlite":
                return Place(tmp_path / name)
            return Place(tmp_path / name, stack.enter_context(postgres_database(name)))

        yield make


MORE = """
import io
from core.files import store
from accounts.models import User
from notifications.models import DigestSchedule, Mail
for number in range(100):
    store(io.BytesIO(f"Handout {number} of the first year.\\n".encode() * (number + 1)))
DigestSchedule.objects.bulk_create([DigestSchedule(user=person) for person in User.objects.all()], ignore_conflicts=True)
DigestSchedule.objects.update(quiet_from=None, quiet_until=None, next_at=None)
print("null")
"""


@pytest.fixture(scope="session")
def institution(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The demo institution with a hundred files more, where mail may go out at any hour."""
    place = Place(tmp_path_factory.mktemp("institution"))
    shutil.copyfile(migrated_file(), place.folder / "colloquy.sqlite3")
    place.manage("createcachetable", "--database=cache", "--verbosity=0")
    place.manage("load_demo")
    place.ask(MORE)
    return place
