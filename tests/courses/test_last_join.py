"""A join link at the same moment in two real connections: the last place goes to exactly one, and nobody takes two."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

from accounts.models import Membership, User
from core.policy import Refused
from courses import services
from courses.models import JoinLink
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def at_once(*acts: Callable[[], object]) -> list[str]:
    gate, outcomes = threading.Barrier(len(acts)), ["?"] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            act()
            outcomes[place] = "in"
        except Refused as refusal:
            outcomes[place] = str(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def joining(person: User, link: JoinLink) -> Callable[[], object]:
    return lambda: services.join(actor=person, link=JoinLink.objects.get(pk=link.pk))


def test_exactly_one_of_two_takes_the_last_place(cast: "Cast") -> None:
    assert connection.vendor == "postgresql"
    course = course_of(cast)
    for _turn in range(ROUNDS):
        link = services.make_join_link(actor=cast.ada, course=course, places=1)
        people = [UserFactory(), UserFactory()]
        outcomes = at_once(*(joining(person, link) for person in people))
        assert sorted(outcome == "in" for outcome in outcomes) == [False, True]
        assert "All places of this link are taken" in " ".join(outcomes)
        link.refresh_from_db()
        assert link.used == 1
        assert Membership.objects.live().filter(user__in=people, scope=course.scope).count() == 1


def test_one_person_in_two_tabs_takes_one_place(cast: "Cast") -> None:
    link = services.make_join_link(actor=cast.ada, course=course_of(cast), places=2)
    person = UserFactory()
    assert at_once(*[joining(person, link)] * 2) == ["in", "in"]
    link.refresh_from_db()
    assert link.used == 1
