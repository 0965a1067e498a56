"""Ten thousand posts of an earlier course, while others write; and killed half-way."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from community.discussion import services
from community.discussion.models import Post
from courses.models import Import
from courses.services.imports import bring_in
from courses.services.imports.undoing import take_out
from tests.conftest import gather
from tests.courses.olx import shared
from tests.drills.conftest import MakePlace
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed

POSTS, FEW, SECONDS, PATIENCE = 10_491, 500, 60, 5
UNDONE = 8
"""Seconds to take the posts out again."""


class Writer(threading.Thread):
    """Somebody who goes on talking in another course; how long each post had to wait."""

    def __init__(self, author: User, thread: Any) -> None:
        super().__init__()
        self.author, self.thread, self.waits, self.over = author, thread, [], threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            begun = time.monotonic()
            services.reply(actor=self.author, thread=self.thread, source="I am still here.")
            self.waits.append(time.monotonic() - begun)
        connection.close()


def archive() -> Path:
    (found,) = shared("moodle-forum-10k").glob("*.mbz")
    return found


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_posts_come_in_a_minute_while_others_write_and_go_again_in_seconds(
    settings: Any, tmp_path: Path, record_property: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = gather()
    agreed(User.objects.all())
    writer = Writer(cast.cleo, thread_by(cast.cleo, space_in(cast)))
    writer.start()
    try:
        course, report = bring_in(path=archive(), into=cast.programme, actor=cast.ada)
        record = Import.objects.get()
        _course, again = bring_in(path=archive(), into=cast.programme, actor=cast.ada)
    finally:
        writer.over.set()
        writer.join()
    print(f"{connection.vendor}: {report.seconds} s, again {again.seconds} s, longest wait {max(writer.waits):.2f} s, {len(writer.waits)} posts meanwhile")  # noqa: T201  # fmt: skip
    assert (report.new_posts, again.new_posts, Post.objects.filter(space__course=course).count()) == (POSTS, 0, POSTS)
    assert report.seconds < SECONDS
    assert max(writer.waits) < PATIENCE
    goes_again(record, others=Post.objects.exclude(space__course=course).count())


def goes_again(record: Import, *, others: int) -> None:
    begun = time.monotonic()
    assert take_out(record) == []
    took = time.monotonic() - begun
    print(f"{connection.vendor}: undone in {took:.1f} s")  # noqa: T201
    record.refresh_from_db()
    assert (Post.objects.count(), record.course) == (others, None)
    assert took < UNDONE


def test_import_killed_half_way_is_whole_after_the_next_one(new_place: MakePlace) -> None:
    place = new_place("killed", "sqlite")
    place.manage("createcachetable", "--database=cache", "--verbosity=0")
    with place.start(
        f"from django.core.management import call_command; call_command('import_course', {str(archive())!r})"
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and place.counts()["community_post"] < FEW:
            time.sleep(0.1)
        process.kill()
    assert FEW <= place.counts()["community_post"] < POSTS
    place.manage("import_course", str(archive()))
    counts = place.counts()
    assert (counts["community_post"], counts["courses_import"], counts["courses_course"]) == (POSTS, 1, 1)
    place.manage("recount")
