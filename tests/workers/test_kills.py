"""Web and worker are killed with SIGKILL at random moments while people write; afterwards nothing is lost or doubled."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion.events import Replied
from community.discussion.models import Post
from core.models import OutboxEvent
from notifications.choices import Level
from notifications.models import DigestSchedule, Mail, Notice
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.site import session_of
from tests.workers.posting import Poster
from tests.workers.running import House

pytestmark = [pytest.mark.workers, pytest.mark.django_db(transaction=True)]
KILLS = 20 if os.environ.get("COLLOQUY_DRILLS") else 4
ASKERS = 6


@pytest.fixture
def askers(cast: Cast) -> list[User]:
    """People who have asked something, and whose mail may come at night."""
    people = [UserFactory(name=f"Asker {number}") for number in range(ASKERS)]
    agreed([*people, cast.fay])
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        DigestSchedule.objects.update_or_create(user=person, defaults={"quiet_from": None, "quiet_until": None})
    return people


def test_nothing_is_lost_and_nothing_is_doubled(
    cast: Cast, askers: list[User], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    seed = random.randrange(10**6)
    record_property("seed", seed)
    space = space_in(cast)
    threads = [thread_by(person, space).pk for person in askers]
    Mail.objects.all().delete()  # of the cast's duties: they wait a minute, and for the morning
    OutboxEvent.objects.update(handled_at=None)
    with House(tmp_path / "house") as house:
        poster = Poster(house.port, session_of(cast.fay), threads, pause=0.15)
        poster.start()
        strike(house, random.Random(seed))
        poster.enough.set()
        poster.join(90)
        assert not poster.is_alive()
        settle(house)
        everything_arrived_once(poster, house)


def strike(house: House, rng: random.Random) -> None:
    """Again and again: wait a moment, kill one of them, start it again. The other half is not waited for."""
    for number in range(KILLS):
        victim = "worker" if number % 3 else "web"
        house.wait_for(victim)
        time.sleep(rng.uniform(0.2, 1.2))
        house.kill(victim)
        house.begin(victim)
    house.wait_for("web")
    house.wait_for("worker")


def settle(house: House) -> None:
    """Until everything that is owed was done, five minutes at most."""
    until = time.monotonic() + 300
    while (owed := still_owed()) and time.monotonic() < until:
        time.sleep(0.3)
    if owed:
        pytest.fail(f"still owed: {owed}\n{house.log('worker')}")


def still_owed() -> dict[str, int]:
    mails = Mail.objects.exclude(state=Mail.State.DONE).values_list("state", flat=True)
    events = OutboxEvent.objects.filter(handled_at=None).values_list("name", flat=True)
    return dict(Counter([*mails, *events]))


def everything_arrived_once(poster: Poster, house: House) -> None:
    connections.close_all()
    posts = Post.objects.filter(seq__gt=1)
    assert Counter(post.text.split()[-1].rstrip(".") for post in posts) == Counter(poster.sent)
    told = Notice.objects.filter(event__name=Replied.name, level=Level.NOW).values_list(
        "event__payload__post_id", "recipient_id"
    )
    assert Counter(told) == Counter(posts.values_list("pk", "thread__author_id"))
    arrived = {message: times for (message, _who), times in house.office.arrivals.items()}
    assert set(arrived) == set(Mail.objects.values_list("message_id", flat=True))
    for times in arrived.values():
        between = [kill for kill in house.kills["worker"] + house.incidents if times[0] - 1 < kill < times[-1]]
        assert len(times) - 1 <= len(between), "a repeat that no kill explains"
