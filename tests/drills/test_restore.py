"""A backup is proved by restoring it: every row, every file, and no letter twice; on both engines and between them."""

import hashlib
import json
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.drills.conftest import MakePlace
from tests.drills.place import Place

NOT_KEPT = {"django_session", "django_migrations", "cache"}
INNER = ("_data", "_idx")  # how SQLite's word index lays itself out differs from one writing to the next
DELIVER = """
from core import mailbox
from core.models import OutboxEvent
from core.outbox import sweep
from django.utils import timezone
from notifications.models import Mail
from notifications.services import send_due
for turn in range(20):
    OutboxEvent.objects.filter(handled_at=None).update(retry_at=timezone.now())
    Mail.objects.filter(state="waiting").update(due_at=timezone.now())
    if not sweep() + send_due():
        break
print(json.dumps([mailbox.read(name).message_id for name in mailbox.names()]))
"""
PENDING = """
from community.discussion import services
from community.models import Post, Thread
from core.models import OutboxEvent
from core.outbox import sweep
from django.utils import timezone
from notifications.models import Mail
from accounts.rights import rights_of
from community.discussion.policies import can_reply
answers = Post.objects.filter(seq__gt=1, state="posted", thread__kind="question").select_related("thread", "author")
others = [post for post in answers if post.author_id != post.thread.author_id]
posts = [post for post in others if can_reply(rights_of(post.author), post.thread)][:4]
for post in posts:
    services.reply(actor=post.author, thread=post.thread, source="One thing more that came to my mind.")
OutboxEvent.objects.filter(handled_at=None).exclude(pk=OutboxEvent.objects.latest("pk").pk).update(retry_at=timezone.now())
sweep()
print(json.dumps([Mail.objects.filter(state="waiting").count(), OutboxEvent.objects.filter(handled_at=None).count()]))
"""


def manifest_of(archive: Path) -> dict[str, Any]:
    with tarfile.open(archive) as opened:
        member = opened.extractfile("manifest.json")
        assert member is not None
        return dict(json.load(member))


def backup(place: Place, name: str) -> Path:
    target = place.folder / f"{name}.tar.gz"
    place.manage("backup", str(target))
    return target


def test_everything_comes_back_and_no_letter_twice(
    institution: Place, new_place: MakePlace, record_property: Callable[[str, object], None]
) -> None:
    sent_before = institution.ask(DELIVER)
    waiting, unheard = institution.ask(PENDING)
    assert (len(sent_before) > 0, waiting > 0, unheard) == (True, True, 1)
    archive = backup(institution, "one")
    began = time.monotonic()
    restored = new_place("restored")
    restored.manage("restore", str(archive))
    record_property("restore_seconds", round(time.monotonic() - began, 1))
    same_rows(institution, restored)
    same_content(archive, backup(restored, "two"))
    same_files(manifest_of(archive), restored)
    sent_after = restored.ask(DELIVER)
    assert set(sent_after) & set(sent_before) == set()
    assert len(sent_after) == len(set(sent_after)) >= waiting
    assert restored.ask(DELIVER) == sent_after, "a second round has nothing to send"
    goes_on_from_there(restored, new_place, sent_after)


def goes_on_from_there(restored: Place, new_place: MakePlace, sent: list[str]) -> None:
    """What came back can be written in, backed up and moved to a file again, where nothing is sent a second time."""
    restored.ask(PENDING)
    archive = backup(restored, "three")
    third = new_place("third", engine="sqlite")
    third.manage("restore", str(archive), "--without-mail")
    same_files(manifest_of(archive), third)
    assert third.manage("recount").strip() == "Everything is counted right."
    assert third.ask(DELIVER) == [], "a rehearsal tells nobody"
    assert len(restored.ask(DELIVER)) > len(sent), "the place that lives does"


def same_rows(one: Place, other: Place) -> None:
    """Tables that both engines have; each has what only it needs for searching."""
    before, after = kept_counts(one), kept_counts(other)
    alike = {name for name in before.keys() & after.keys() if not name.startswith("core_searchwords")}
    assert {name: after[name] for name in alike} == {name: before[name] for name in alike}
    assert len(alike) > 80
    if bool(one.database) == bool(other.database):
        assert after == before


def kept_counts(place: Place) -> dict[str, int]:
    return {name: n for name, n in place.counts().items() if name not in NOT_KEPT and not name.endswith(INNER)}


def same_content(one: Path, other: Path) -> None:
    """The hash of every table is that of the first backup, though another engine wrote it."""
    first, second = manifest_of(one)["tables"], manifest_of(other)["tables"]
    assert [name for name, table in first.items() if second[name]["sha256"] != table["sha256"]] == []
    assert first.keys() == second.keys()


def same_files(manifest: dict[str, Any], place: Place) -> None:
    found = {key: hashlib.sha256((place.folder / "media" / key).read_bytes()).hexdigest() for key in manifest["files"]}
    assert found == manifest["files"]
    assert len(found) >= 100
    assert (manifest["missing"], manifest["altered"]) == ([], [])


WRITER = """
import pathlib, sys, time
from community.discussion import services
from community.models import Thread
from accounts.rights import rights_of
from community.discussion.policies import can_reply
asked = Thread.objects.filter(state="posted", kind="question").select_related("author")
thread = next(each for each in asked if can_reply(rights_of(each.author), each))
slowest, made = 0.0, 0
while not pathlib.Path("ENOUGH").exists():
    start = time.monotonic()
    services.reply(actor=thread.author, thread=thread, source=f"Thought {made}.")
    made, slowest = made + 1, max(slowest, time.monotonic() - start)
    print(json.dumps([made, round(slowest, 2)]), flush=True)
    time.sleep(0.05)
"""
PATIENCE = 5.0


def test_backup_is_one_moment_of_a_place_where_people_write(institution: Place, new_place: MakePlace) -> None:
    place, rehearsal = new_place("living"), new_place("rehearsal", engine="sqlite")
    place.manage("restore", str(backup(institution, "living")))
    before = place.counts()["community_post"]
    writer = place.start(WRITER.replace("ENOUGH", str(place.folder / "enough")))
    assert writer.stdout is not None
    writer.stdout.readline()
    archive = backup(place, "moment")
    during = place.counts()["community_post"]
    (place.folder / "enough").touch()
    lines = writer.stdout.read().splitlines()
    assert writer.wait() == 0
    made, slowest = json.loads(lines[-1])
    kept = manifest_of(archive)["tables"]["community.post"]["rows"]
    assert before < kept < during <= before + made
    assert slowest < PATIENCE, "nobody waits for a backup"
    rehearsal.manage("restore", str(archive), "--without-mail")
    assert rehearsal.manage("recount").strip() == "Everything is counted right."
