"""From every release to this one, and one release back: nothing that people wrote is lost on the way."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from config.backup.states import migrations_of, releases
from tests.drills.conftest import MakePlace
from tests.drills.place import Place
from tests.drills.test_restore import PENDING

KEPT = Path(__file__).resolve().parents[1] / "releases"
WALK = """
import warnings
from django.test import Client
from accounts.models import User
from tests.demo.test_pages import SAMPLES, walk
warnings.simplefilter("ignore")
told = {}
for key in SAMPLES:
    client = Client()
    client.force_login(User.objects.get(email=f"{key}@harrowmere.example"))
    told[key] = walk(client)
print(json.dumps(told))
"""


def archive_of(release: str) -> Path:
    return KEPT / f"{release}.tar.gz"


@pytest.mark.parametrize("release", releases())
def test_release_comes_up_to_this_one_and_its_pages_open(release: str, new_place: MakePlace) -> None:
    place = new_place("newest")
    place.manage("restore", str(archive_of(release)))
    assert place.manage("migrate", "--check") == ""
    place.manage("recount", "--mend")
    assert place.manage("recount").strip() == "Everything is counted right."
    (place.folder / "static").mkdir()
    place.manage("collectstatic", "--noinput", "--verbosity=0")
    place.manage("createcachetable", "--database=cache", "--verbosity=0")
    for person, pages in place.ask(WALK).items():
        assert {path: status for path, status in pages.items() if status not in {200, 302}} == {}, person
        assert len(pages) >= 5


def rows_of(archive: Path, columns: dict[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
    """What a backup holds of these columns."""
    with tarfile.open(archive) as opened:
        manifest = json.load(opened.extractfile("manifest.json"))  # type: ignore[arg-type]
        return {
            table: [
                {name: value for name, value in zip(manifest["tables"][table]["columns"], json.loads(line), strict=True) if name in wanted}
                for line in opened.extractfile(f"tables/{table}.jsonl").read().splitlines()  # type: ignore[union-attr]
            ]
            for table, wanted in columns.items()
            if table in manifest["tables"]
        }  # fmt: skip


def columns_of(archive: Path) -> dict[str, list[str]]:
    """What the release knew; content types and permissions are made anew by every migration."""
    with tarfile.open(archive) as opened:
        tables = json.load(opened.extractfile("manifest.json"))["tables"]  # type: ignore[arg-type]
    return {name: table["columns"] for name, table in tables.items() if not name.startswith(("contenttypes", "auth."))}


def test_one_release_back_keeps_the_writes(new_place: MakePlace) -> None:
    release = releases()[-1]
    known = columns_of(archive_of(release))
    place = new_place("stepping")
    place.manage("restore", str(archive_of(release)))
    place.ask(PENDING)
    has_news = applied(place) > migrations_of(release)
    before = place.folder / "before.tar.gz"
    place.manage("step_back", release, "--backup", str(before))
    assert applied(place) >= migrations_of(release)
    place.manage("migrate", "--check", fails=has_news)
    place.manage("migrate", "--verbosity=0")
    after = place.folder / "after.tar.gz"
    place.manage("backup", str(after))
    kept, found = rows_of(before, known), rows_of(after, known)
    assert [table for table in kept if kept[table] != found[table]] == []
    assert sum(map(len, kept.values())) > sum(map(len, rows_of(archive_of(release), known).values()))


def applied(place: Place) -> set[tuple[str, str]]:
    told = place.ask("from config.backup.tables import applied_migrations\nprint(json.dumps(applied_migrations()))")
    return {(app, name) for app, name in told}
