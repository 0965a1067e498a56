"""A backup is only one once it was restored: into an empty place, on this engine and from the other."""

import io
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.events import StandingChanged
from accounts.models import Audience, Membership, User
from config.backup.tables import models_of
from config.backup.writing import write_backup
from core.files import store
from core.models import OutboxEvent, StoredFile
from core.outbox import emit

if TYPE_CHECKING:
    from tests.conftest import Cast


def everything() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in models_of(apps)}


def clear() -> None:
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


@pytest.mark.django_db(transaction=True)
def test_restored_installation_is_the_same(cast: "Cast", tmp_path: Path) -> None:
    stored = store(io.BytesIO(b"A handout of nine words for the first year."))
    with transaction.atomic():
        event = emit(StandingChanged(user_id=cast.cleo.pk, scope_id=cast.site.pk))
    before, moment = everything(), User.objects.get(pk=cast.cleo.pk).date_joined
    write_backup(tmp_path / "one.tar.gz", say=print)
    clear()
    default_storage.delete(stored.key)
    call_command("restore", str(tmp_path / "one.tar.gz"), verbosity=0)
    assert everything() == before
    assert User.objects.get(name="Cleo").date_joined == moment
    assert default_storage.open(StoredFile.objects.get().key).read().startswith(b"A handout")
    assert OutboxEvent.objects.get(pk=event.pk).handled_at is not None


@pytest.mark.django_db(transaction=True)
def test_people_can_join_after_a_restore(cast: "Cast", tmp_path: Path) -> None:
    write_backup(tmp_path / "one.tar.gz", say=print)
    clear()
    call_command("restore", str(tmp_path / "one.tar.gz"), verbosity=0)
    assert User.objects.create_user("new@example.org", name="New").pk > cast.lea.pk
    assert Membership.objects.count() == 11
    assert Audience.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_place_with_people_in_it_is_left_alone(cast: "Cast", tmp_path: Path) -> None:
    write_backup(tmp_path / "one.tar.gz", say=print)
    with pytest.raises(CommandError, match="people in this database"):
        call_command("restore", str(tmp_path / "one.tar.gz"), verbosity=0)
    assert User.objects.filter(name="Cleo").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", ["cut", "changed", "newer", "no manifest"])
def test_damaged_backup_is_refused_in_a_sentence(cast: "Cast", tmp_path: Path, harm: str) -> None:
    place = tmp_path / "one.tar.gz"
    write_backup(place, say=print)
    damage(place, harm)
    clear()
    with pytest.raises(CommandError, match=r"^[A-Z].*\.$"):
        call_command("restore", str(place), verbosity=0)
    assert not User.objects.exists()


def damage(place: Path, harm: str) -> None:
    if harm == "cut":
        place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])
        return
    with tarfile.open(place) as old:
        members = {member.name: old.extractfile(member).read() for member in old.getmembers()}
    if harm == "changed":
        members["tables/accounts.user.jsonl"] = members["tables/accounts.user.jsonl"].replace(b"Cleo", b"Cloe")
    if harm == "newer":
        manifest = json.loads(members["manifest.json"])
        manifest["migrations"].append(["accounts", "9999_the_future"])
        members["manifest.json"] = json.dumps(manifest).encode()
    if harm == "no manifest":
        del members["manifest.json"]
    with tarfile.open(place, "w:gz") as new:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))


def test_keys_lie_apart_and_are_private(db: None, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "a.tar.gz"), keys=str(tmp_path / "keys.json"), verbosity=0)
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert not any("key" in name for name in archive.getnames())
    assert connection.vendor in {"sqlite", "postgresql"}
