"""Counting again finds what was broken, and only that; mending makes it what the services would have kept."""

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Audience
from accounts.services import recount
from community.discussion import services
from community.discussion.models import Helped, LiveChunk, Post, ReadChunk, Space, Thread
from core.counting import portions
from tests.factories.community import opening_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def thread(cast: "Cast") -> Thread:
    """A question, two answers to it of which one was answered in turn, one taken back, one thanked for, all read."""
    agreed([cast.cleo, cast.fay, cast.ada])
    recount(Audience.objects.all())
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    reply_by(cast.cleo, thread, to=answer)
    services.delete(actor=cast.ada, post=reply_by(cast.ada, thread))
    services.mark_helped(actor=cast.cleo, post=answer)
    services.read(user_id=cast.ada.pk, thread_id=thread.pk, seqs=[1, 2, 3, 4])
    return thread


def told(*arguments: str) -> list[str]:
    out = StringIO()
    try:
        call_command("recount", *arguments, stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue().strip().split("\n")


def test_what_the_services_keep_is_counted_right(thread: Thread) -> None:
    assert told() == ["Everything is counted right."]


BROKEN = {
    "audience": lambda thread: Audience.objects.filter(pk=thread.audience_id).update(students=99),
    "thread": lambda thread: Thread.objects.update(post_count=7),
    "people": lambda thread: Thread.objects.update(people_count=0),
    "thanks": lambda thread: Post.objects.filter(seq=2).update(helped_count=5),
    "answers": lambda thread: Post.objects.filter(seq=1).update(answer_count=0),
    "number": lambda thread: Thread.objects.update(last_seq=1),
    "there": lambda thread: LiveChunk.objects.update(bits=0),
    "gone": lambda thread: LiveChunk.objects.all().delete(),
    "read": lambda thread: ReadChunk.objects.update(bits=(1 << 59) - 1),
    "space": lambda thread: Space.objects.update(thread_count=3, post_count=0),
    "thank": lambda thread: Helped.objects.all().delete(),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_number_is_told_and_mended(thread: Thread, what: str) -> None:
    BROKEN[what](thread)
    first = told()
    assert first[-1].endswith("Run it again with --mend to put them right.")
    assert told() == first, "looking changes nothing"
    assert told("--mend")[-1].endswith("right now.")
    assert told() == ["Everything is counted right."]


def kept() -> list[list[dict[str, object]]]:
    """Every kept number, in an order that does not depend on who was written last."""
    chunks = LiveChunk.objects.order_by("chunk").values("chunk", "bits")
    return [list(Thread.objects.order_by("pk").values()), list(Post.objects.order_by("pk").values()), list(chunks)]


def test_mended_numbers_are_the_kept_ones(thread: Thread) -> None:
    before = kept()
    Thread.objects.update(post_count=0, people_count=9, helped_count=4)
    Post.objects.update(answer_count=3, helped_count=3)
    LiveChunk.objects.all().delete()
    told("--mend")
    after = kept()
    assert after == before
    assert opening_of(thread).answer_count == 2


def test_conversation_without_a_word_is_right(cast: "Cast") -> None:
    services.open_conversation(actor=cast.ben, space=space_in(cast), title="Ben and Cleo")
    assert told() == ["Everything is counted right."]


def test_portions_hold_everything_once(thread: Thread) -> None:
    assert [pk for ids in portions(Post.objects.all(), size=3) for pk in ids] == sorted(
        Post.objects.values_list("pk", flat=True)
    )
