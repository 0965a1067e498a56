"""Many people have the same page open: one look for all of them, and each is told what they would have been told alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from accounts.rights import Here, Rights, rights_of
from accounts.services import end_membership
from accounts.services.crowds import read_together
from community.discussion import services
from community.discussion.channels import SpaceChannel, ThreadChannel
from community.discussion.models import Following, Post, Space, Thread
from notifications.extensions import Channel, Listener, News
from tests.conftest import Cast
from tests.factories.community import opening_of, reply_by, space_in, thread_by

THREADS, SPACES = ThreadChannel(), SpaceChannel()


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return thread_by(cast.cleo, space_in(cast))


def everybody() -> list[User]:
    return list(User.objects.order_by("pk"))


def listening(people: list[User], since: int) -> list[Listener]:
    many = [rights_of(person) for person in people]
    read_together(many)
    return [Listener(rights, since, "en-gb") for rights in many]


def alone(channel: Channel, pk: int, since: int) -> list[News | None]:
    """What each of them would have been told by rights and queries of their own."""
    return [channel.look_alone(pk, Listener(rights_of(person), since, "en-gb")) for person in everybody()]


def agree(thread: Thread) -> None:
    for channel, pk, now in (
        (THREADS, thread.pk, Thread.objects.get(pk=thread.pk).revision),
        (SPACES, thread.space_id, Space.objects.get(pk=thread.space_id).revision),
    ):
        for since in range(now + 1):
            assert channel.look(pk, listening(everybody(), since)) == alone(channel, pk, since), (channel.key, since)


def test_what_came_changed_and_went_is_told_to_each_as_to_nobody_else(cast: Cast, thread: Thread) -> None:
    first = reply_by(cast.ada, thread)
    second = reply_by(cast.fay, thread, to=first)
    services.edit(actor=cast.fay, post=second, source="Better put.")
    services.delete(actor=cast.ada, post=first)
    Following.objects.create(user=cast.cleo, thread=thread_by(cast.ada, thread.space), muted=True)
    agree(thread)


def test_a_question_to_staff_is_told_to_its_author_and_staff(cast: Cast) -> None:
    space = space_in(cast)
    thread = services.ask_staff(actor=cast.cleo, space=space, source="May I say this?").thread
    reply_by(cast.ada, thread)
    agree(thread)
    told = dict(zip(everybody(), THREADS.look(thread.pk, listening(everybody(), 0)), strict=True))
    assert told[cast.fay] is None
    assert told[cast.cleo] is not None


def test_who_writes_first_hears_of_nothing_before(cast: Cast) -> None:
    space = space_in(cast, config={"write_first": True})
    Space.objects.filter(pk=space.pk).update(write_first=True)
    thread = thread_by(cast.ada, Space.objects.get(pk=space.pk))
    reply_by(cast.ada, thread)
    agree(thread)
    thread_by(cast.fay, Space.objects.get(pk=space.pk))
    agree(thread)


def test_what_waits_for_staff_or_was_never_there_is_told_to_nobody_else(cast: Cast, thread: Thread) -> None:
    Post.objects.filter(pk=opening_of(thread).pk).update(state="held")
    Thread.objects.filter(pk=thread.pk).update(state="held")
    agree(thread)
    assert THREADS.look(9_999_999, listening(everybody(), 0)) == [None for _person in everybody()]


def test_the_same_rights_are_read_for_many_as_for_one(cast: Cast) -> None:
    end_membership(user=cast.fay, scope=cast.course_scope)
    walls = cast.course_scope.parent
    assert walls is not None
    for here in (Here(), Here(path=walls.path), *map(unproven, everybody())):
        many = [Rights(person, here=here) for person in everybody()]
        read_together(many)
        for rights in many:
            asked = Rights(rights.user, here=here)
            assert sorted(map(str, rights._rows)) == sorted(map(str, asked._rows))
            assert rights.audiences == asked.audiences


def unproven(person: User) -> Here:
    """In a session without a second factor."""
    return Here(user_id=person.pk, is_proven=lambda: False)


def test_each_hears_it_in_their_own_language(cast: Cast, thread: Thread) -> None:
    reply_by(cast.ada, thread)
    heard = [Listener(rights_of(cast.cleo), 1, language) for language in ("en-gb", "de")]
    with translation.override("vi"):
        told = [news.line for news in THREADS.look(thread.pk, heard) if news is not None]
    assert told[0] == "1 new post"
    assert translation.get_language() == "en-gb"


@pytest.mark.parametrize("channel", [THREADS, SPACES])
def test_a_look_costs_the_same_for_one_and_for_many(cast: Cast, thread: Thread, channel: Channel) -> None:
    reply_by(cast.ada, thread)
    pk = thread.pk if channel is THREADS else thread.space_id
    costs = []
    for people in ([cast.cleo], [cast.cleo, cast.fay, cast.ada, cast.jo] * 25):
        with CaptureQueriesContext(connection) as seen:
            channel.look(pk, listening(people, 0))
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert costs[0] <= 9
