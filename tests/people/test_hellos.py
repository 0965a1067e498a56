"""Saying hello, saying yes, and a no that nobody can tell from silence."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from accounts.choices import Role, StandingState
from accounts.rights import rights_of
from accounts.services import block, grant, plant, set_standing
from community.people import policies, services
from community.people.choices import HelloState
from community.people.models import Connection, Hello
from core.policy import Refused
from tests.factories.ethics import published
from tests.factories.people import classmate, connected, hello_from, introduced

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.conftest import Cast


def test_hello_and_yes_make_a_connection_of_this_course(both: "Cast") -> None:
    connection = connected(both.cleo, both.fay, both.course_scope)
    assert set(connection.people) == {both.cleo.pk, both.fay.pk}
    assert connection.scope == both.course_scope


def test_decline_looks_like_silence_to_its_sender(both: "Cast") -> None:
    silent = hello_from(both.cleo, both.fay, both.course_scope)
    other = classmate(both, "Uma")
    declined = hello_from(both.cleo, other, both.course_scope)
    services.decline_hello(actor=other, hello=declined)
    for moment, shown in ((timedelta(days=1), HelloState.SENT), (timedelta(days=15), HelloState.LAPSED)):
        with time_machine.travel(timezone.now() + moment):
            seen = {Hello.objects.get(pk=hello.pk).shown_to_sender for hello in (silent, declined)}
            assert seen == {shown}
    refusals = [
        str(policies.can_say_hello(rights_of(both.cleo), both.course_scope, p).reason) for p in (both.fay, other)
    ]
    assert refusals[0].replace("Fay", "Uma") == refusals[1]


def test_declined_hello_is_gone_for_who_was_greeted(both: "Cast") -> None:
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    assert Hello.objects.waiting_for(both.fay.pk).get() == hello
    services.decline_hello(actor=both.fay, hello=hello)
    assert not Hello.objects.waiting_for(both.fay.pk).exists()
    with pytest.raises(Refused):
        services.accept_hello(actor=both.fay, hello=hello)


def test_lapsed_hello_is_not_accepted(both: "Cast") -> None:
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    with (
        time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)),
        pytest.raises(Refused, match="past its time"),
    ):
        services.accept_hello(actor=both.fay, hello=Hello.objects.get())
    assert not Connection.objects.filter(hello=hello).exists()


def test_five_hellos_a_day(both: "Cast") -> None:
    people = [classmate(both, name) for name in ("Uma", "Vik", "Wen", "Xia", "Yan", "Zoe")]
    for person in people[:5]:
        hello_from(both.cleo, person, both.course_scope)
    with pytest.raises(Refused, match="Five hellos are enough"):
        hello_from(both.cleo, people[5], both.course_scope)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert hello_from(both.cleo, people[5], both.course_scope).is_waiting


def test_hello_to_somebody_who_did_not_answer_the_question_is_not_possible(cast: "Cast") -> None:
    introduced(cast.cleo, cast.course_scope)
    with pytest.raises(Refused) as refusal:
        hello_from(cast.cleo, cast.fay, cast.course_scope)
    assert refusal.value.verdict.secret


def test_hello_before_ones_own_answer_is_refused(cast: "Cast") -> None:
    introduced(cast.fay, cast.course_scope)
    with pytest.raises(Refused, match="Say first"):
        hello_from(cast.cleo, cast.fay, cast.course_scope)


@pytest.mark.parametrize("who", ["ada", "jo", "ben", "kim", "dan", "lea", "eve"])
def test_nobody_but_students_says_hello(both: "Cast", who: str) -> None:
    with pytest.raises(Refused):
        hello_from(getattr(both, who), both.fay, both.course_scope)


@pytest.mark.parametrize("grader", ["cleo", "fay"])
def test_grading_anywhere_keeps_the_two_apart(both: "Cast", grader: str) -> None:
    elsewhere = plant(kind="course", name="Anatomy", parent=both.institution)
    other = {"cleo": both.fay, "fay": both.cleo}[grader]
    grant(user=getattr(both, grader), scope=elsewhere, role=Role.EDUCATOR)
    grant(user=other, scope=elsewhere, role=Role.LEARNER)
    with pytest.raises(Refused) as refusal:
        hello_from(both.cleo, both.fay, both.course_scope)
    assert refusal.value.verdict.secret


def test_who_comes_to_grade_is_parted_silently(
    both: "Cast", django_capture_on_commit_callbacks: "DjangoCaptureOnCommitCallbacks"
) -> None:
    connected(both.cleo, both.fay, both.course_scope)
    with django_capture_on_commit_callbacks(execute=True):
        grant(user=both.fay, scope=both.programme, role=Role.EDUCATOR)
    assert not Connection.objects.live().exists()


def test_who_came_to_grade_cannot_accept(both: "Cast") -> None:
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    grant(user=both.fay, scope=both.course_scope, role=Role.ASSISTANT, grades=True)
    with pytest.raises(Refused, match="grades the other"):
        services.accept_hello(actor=both.fay, hello=hello)


@pytest.mark.parametrize("blocker", ["cleo", "fay"])
def test_block_is_silent_and_complete(both: "Cast", blocker: str) -> None:
    other = {"cleo": both.fay, "fay": both.cleo}[blocker]
    hello = hello_from(both.cleo, both.fay, both.course_scope)
    block(actor=getattr(both, blocker), person=other)
    assert not Hello.objects.waiting_for(both.fay.pk).exists()
    assert policies.can_answer_hello(rights_of(both.fay), hello).secret
    assert Hello.objects.visible_to(rights_of(both.cleo)).get().shown_to_sender == HelloState.SENT


def test_blocked_person_meets_absence_not_refusal(both: "Cast") -> None:
    block(actor=both.fay, person=both.cleo)
    assert policies.can_say_hello(rights_of(both.cleo), both.course_scope, both.fay).secret


def test_block_ends_what_a_connection_shows(both: "Cast") -> None:
    connected(both.cleo, both.fay, both.course_scope)
    block(actor=both.fay, person=both.cleo)
    assert not Connection.objects.visible_to(rights_of(both.cleo)).live().exists()


def test_hello_that_crosses_another_is_answered_not_doubled(both: "Cast") -> None:
    hello_from(both.cleo, both.fay, both.course_scope)
    verdict = policies.can_say_hello(rights_of(both.fay), both.course_scope, both.cleo)
    assert "waits for your answer" in str(verdict.reason)
    assert verdict.way_out


def test_paused_student_reads_only(both: "Cast") -> None:
    set_standing(user=both.cleo, scope=both.course_scope, state=StandingState.PAUSED)
    with pytest.raises(Refused, match="not write for now"):
        hello_from(both.cleo, both.fay, both.course_scope)


def test_first_hello_waits_for_the_rules(both: "Cast") -> None:
    published(both.course_scope)
    with pytest.raises(Refused, match="have not agreed"):
        hello_from(both.cleo, both.fay, both.course_scope)


def test_either_ends_a_connection_and_they_may_meet_again(both: "Cast") -> None:
    connection = connected(both.cleo, both.fay, both.course_scope)
    services.end_connection(actor=both.fay, connection=connection)
    assert not Connection.objects.live().exists()
    assert hello_from(both.fay, both.cleo, both.course_scope).is_waiting


@pytest.mark.parametrize("who", ["ada", "jo", "ben", "dan", "hana", "kim", "lea", "eve"])
def test_hellos_and_connections_are_seen_by_nobody_else(both: "Cast", who: str) -> None:
    connection = connected(both.cleo, both.fay, both.course_scope)
    rights = rights_of(getattr(both, who))
    assert not Hello.objects.visible_to(rights).exists()
    assert not Connection.objects.visible_to(rights).exists()
    assert policies.can_see_connection(rights, connection).secret
