"""A join link at the same moment in two real connections: the last place goes to exactly one, and nobody takes two."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from accounts.models import Membership, User
from courses import services
from courses.models import JoinLink
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of
from tests.harness.together import at_once

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def joining(person: User, link: JoinLink) -> Callable[[], object]:
    return lambda: services.join(actor=person, link=JoinLink.objects.get(pk=link.pk))


def test_exactly_one_of_two_takes_the_last_place(cast: "Cast") -> None:
    assert connection.vendor == "postgresql"
    course = course_of(cast)
    for _turn in range(ROUNDS):
        link = services.make_join_link(actor=cast.ada, course=course, places=1)
        people = [UserFactory(), UserFactory()]
        outcomes = at_once(*(joining(person, link) for person in people))
        assert sorted(outcome == "done" for outcome in outcomes) == [False, True]
        assert "All places of this link are taken" in " ".join(outcomes)
        link.refresh_from_db()
        assert link.used == 1
        assert Membership.objects.live().filter(user__in=people, scope=course.scope).count() == 1


def test_one_person_in_two_tabs_takes_one_place(cast: "Cast") -> None:
    link = services.make_join_link(actor=cast.ada, course=course_of(cast), places=2)
    person = UserFactory()
    assert at_once(*[joining(person, link)] * 2) == ["done", "done"]
    link.refresh_from_db()
    assert link.used == 1
