"""On PostgreSQL, many people writing at once: numbers without gap or double, revisions in the order of their commits."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion import policies, services
from community.discussion.events import Replied
from community.discussion.models import LiveChunk, Post, ReadChunk, Space, Thread
from community.discussion.services import ledger
from core.models import OutboxEvent
from tests.factories.accounts import UserFactory
from tests.factories.community import opening_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 8, 5


def beside(*work: Callable[[], object]) -> None:
    """All at once, each on a connection of its own."""
    errors: list[Exception] = []
    gate = threading.Barrier(len(work))

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
        except Exception as error:  # noqa: BLE001 - told below, in the thread that can fail the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_eight_people_reply_at_once_without_gap_or_double(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, space_in(cast))
    people = UserFactory.create_batch(WRITERS)
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed(people)

    def writing(person: object) -> Callable[[], object]:
        def write() -> None:
            for n in range(EACH):
                mine = Thread.objects.get(pk=thread.pk)
                services.reply(actor=person, thread=mine, source=f"Answer {n}.")  # type: ignore[arg-type]

        return write

    beside(*(writing(person) for person in people))
    posts = Post.objects.filter(thread=thread).order_by("revision")
    assert [post.seq for post in posts] == list(range(1, WRITERS * EACH + 2))
    assert [post.revision for post in posts] == list(range(1, WRITERS * EACH + 2))
    after = Thread.objects.select_related("space").get(pk=thread.pk)
    kept = (after.post_count, after.people_count, Space.objects.get().post_count)
    ledger.settle(after)
    assert kept == (after.post_count, after.people_count, after.post_count)
    assert LiveChunk.objects.get(thread=thread).bits.bit_count() == WRITERS * EACH + 1


def test_one_token_from_two_tabs_is_one_post(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, space_in(cast))

    def send() -> None:
        mine = Thread.objects.get(pk=thread.pk)
        services.reply(actor=cast.fay, thread=mine, source="Once.", token="one")

    beside(*[send] * 4)
    assert Post.objects.filter(thread=thread, author=cast.fay).count() == 1


def test_of_two_posts_at_once_in_a_slow_place_one_passes(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.ada, space_in(cast, config={"prompt": "Why?", "slow": 5}))
    late: list[str] = []

    def send() -> None:
        try:
            reply_by(cast.fay, Thread.objects.get(pk=thread.pk))
        except policies.TooSoon as refused:
            late.append(str(refused.verdict.reason))

    beside(*[send] * 4)
    assert Post.objects.filter(thread=thread, author=cast.fay).count() == 1
    assert len(late) == 3


def test_post_that_several_approve_at_once_is_published_once(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.ada, space_in(cast, config={"prompt": "Why?", "approval": "every"}))
    post = reply_by(cast.fay, thread)
    beside(*[lambda: services.approve(actor=cast.ada, post=Post.objects.get(pk=post.pk))] * 4)
    assert OutboxEvent.objects.filter(name=Replied.name).count() == 1
    after = Thread.objects.get(pk=thread.pk)
    assert (after.last_seq, after.post_count, Space.objects.get().post_count) == (2, 2, 2)


def test_tabs_that_read_at_once_lose_no_mark(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, space_in(cast))
    marks = [lambda seq=seq: services.read(user_id=cast.jo.pk, thread_id=thread.pk, seqs=[seq]) for seq in range(8)]
    beside(*marks)
    assert ReadChunk.objects.get(user=cast.jo, thread=thread).bits == 0b11111111


def test_editing_hiding_and_replying_at_once_lose_nothing(cast: "Cast") -> None:
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, space_in(cast))
    opening, other = opening_of(thread), reply_by(cast.ada, thread)
    beside(
        lambda: services.edit(actor=cast.cleo, post=opening, source="Better words."),
        lambda: services.hide_post(other),
        lambda: services.reply(actor=cast.fay, thread=Thread.objects.get(pk=thread.pk), source="An answer."),
        lambda: services.follow(actor=cast.fay, thread=thread),
    )
    services.restore_post(other)
    opening.refresh_from_db()
    assert (opening.source, Thread.objects.get().post_count) == ("Better words.", 3)
