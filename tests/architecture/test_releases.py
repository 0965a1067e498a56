"""What every release leaves behind: its heading, its demo institution as a backup, and the migrations it knew."""

import json
import re
import tarfile
from pathlib import Path

import pytest

from config.backup.states import migrations_of, releases
from tests.architecture.sources import ROOT

KEPT = ROOT / "tests/releases"


def test_every_release_of_the_changelog_is_kept() -> None:
    told = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(releases()) == sorted(path.name.removesuffix(".tar.gz") for path in KEPT.iterdir())
    assert told


@pytest.mark.parametrize("path", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_kept_backup_is_small_and_knows_its_migrations(path: Path) -> None:
    assert path.stat().st_size < 300_000
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
    assert {(app, name) for app, name in manifest["migrations"]} == migrations_of(path.name.removesuffix(".tar.gz"))
    assert manifest["tables"]["community.post"]["rows"] > 50
