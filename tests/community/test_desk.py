"""The educator's desk: the oldest promise first, cut to the week's hours; what peers answered well; quiet places."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.services import grant, plant
from community.discussion import services
from community.discussion.choices import Answered
from community.discussion.models import Space, Thread
from courses.models import Course, Unit
from tests.community.test_pages import body
from tests.factories.accounts import UserFactory
from tests.factories.community import placement_in, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

DESK = "/desk/"


def test_as_many_as_fit_stand_in_front_the_oldest_promise_first(cast: "Cast") -> None:
    space = space_in(cast)
    for n in range(7):
        thread = thread_by(cast.cleo, space, source=f"Question {n}.", title=f"Question {n}")
        Thread.objects.filter(pk=thread.pk).update(answer_due_at=timezone.now() + timedelta(days=9 - n))
    Course.objects.update(settings={"weekly_hours": 1})
    page = body(cast.ada, DESK)
    assert "5 posts fit in the 60 minutes you have left this week." in page
    assert "2 more, for peers first" in page
    assert page.index("Question 6") < page.index("Question 2") < page.index("2 more") < page.index("Question 0")


def test_own_answers_use_the_hours_up(cast: "Cast") -> None:
    space = space_in(cast)
    thread = thread_by(cast.fay, space)
    for _n in range(5):
        reply_by(cast.ada, thread)
    thread_by(cast.cleo, space)
    Course.objects.update(settings={"weekly_hours": 1})
    assert "You have given this week" in body(cast.ada, DESK)


def test_good_answer_of_a_peer_is_endorsed_in_one_step(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread, source="It finds the rivals.")
    assert "It finds the rivals." not in body(cast.ada, DESK)
    services.mark_helped(actor=cast.cleo, post=answer)
    assert "It finds the rivals." in body(cast.ada, DESK)
    client = Client()
    client.force_login(cast.ada)
    address = reverse("community:post-endorse", args=[thread.pk, answer.pk])
    assert client.post(address, {"reason": "This is right.", "back": "desk"})["Location"] == DESK
    thread.refresh_from_db()
    assert thread.answered == Answered.ENDORSED


def test_quiet_place_asks_what_is_to_become_of_it(cast: "Cast") -> None:
    space = space_in(cast)
    Unit.objects.update(state="published")
    assert "Use it again" not in body(cast.ada, DESK)
    Space.objects.filter(pk=space.pk).update(opened_at=timezone.now() - timedelta(days=11))
    assert "Use it again" in body(cast.ada, DESK)


def test_assistant_of_a_group_finds_its_questions_only(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    gus = UserFactory(name="Gus")
    for scope in (cast.course_scope, group):
        grant(user=gus, scope=scope, role=Role.ASSISTANT)
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    agreed([gus])
    own = next(each for each in services.open_spaces(placement_in(cast, config={"groups": "apart"})) if each.group)
    thread_by(cast.cleo, own, title="Of the group")
    thread_by(cast.fay, space_in(cast), title="Of the course")
    page = body(gus, DESK)
    assert "Of the group" in page
    assert "Of the course" not in page
