"""A reply costs its writer the same, however many people hear of it: from the session to the answer of the server."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.services.many import Seat, grant_many
from community.discussion import services
from community.discussion.models import Following, Post, Thread
from community.discussion.services.drafts import Words
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.community import opening_of, reply_by, space_in, thread_by

MOST = 15
NOT_COUNTED = ("BEGIN", "COMMIT", "SET", "SAVEPOINT", "RELEASE", "ROLLBACK")
Replying = Callable[..., int]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return thread_by(cast.cleo, space_in(cast))


@pytest.fixture
def replying(cast: Cast, client: Client, thread: Thread) -> Replying:
    """Post a reply of Fay's by the form; how many queries that is. Her session is known, as it is after any page."""
    client.force_login(cast.fay)
    client.get("/settings/")

    def post(token: str, **more: object) -> int:
        form = {"source": "A *clear* film does not.", "token": token, **more}
        with CaptureQueriesContext(connection) as seen:
            assert client.post(f"/t/{thread.pk}/reply/", form).status_code == 302
        assert Post.objects.filter(thread=thread, token=token).count() == 1
        return sum(not query["sql"].startswith(NOT_COUNTED) for query in seen)

    return post


def followed_by_many(cast: Cast, thread: Thread, *, people: int) -> None:
    users = [UserFactory() for _number in range(people)]
    grant_many(seats=[Seat(user.pk, cast.course_scope.pk, Role.LEARNER) for user in users])
    Following.objects.bulk_create(Following(user=user, thread=thread) for user in users)


def test_a_reply_is_fifteen_queries_whatever_the_followers(cast: Cast, thread: Thread, replying: Replying) -> None:
    reply_by(cast.fay, thread)
    alone = replying("one")
    followed_by_many(cast, thread, people=40)
    assert replying("many") == alone
    assert alone <= MOST


def test_nor_does_what_is_answered_or_how_much_was_said_before(cast: Cast, thread: Thread, replying: Replying) -> None:
    reply_by(cast.fay, thread)
    first = replying("first", to=opening_of(thread).pk)
    answer = reply_by(cast.ada, thread)
    for _number in range(5):
        reply_by(cast.cleo, thread, to=answer)
    assert replying("second", to=answer.pk) == first
    assert first <= MOST


@pytest.mark.postgres
def test_the_first_reply_of_somebody_with_a_draft_is_no_more_than_fifteen(
    cast: Cast, thread: Thread, replying: Replying
) -> None:
    services.keep_draft(actor=cast.fay, place=thread, words=Words("A clear film"))
    assert replying("first", version=1) <= MOST
