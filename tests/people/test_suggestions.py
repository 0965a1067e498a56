"""At most three people a week, each with a reason that both gave."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import block, end_membership, grant
from community.people import policies, services
from community.people.models import Connection, Hello, Introduction, Suggestion
from core.policy import Refused
from tests.factories.people import classmate, connected, hello_from, introduced

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

    from tests.conftest import Cast


def suggested(person: User) -> list[str]:
    return sorted(
        Suggestion.objects.visible_to(rights_of(person)).still_good().values_list("about__person__name", flat=True)
    )


def answer(cast: "Cast", person: User, **facts: list[str]) -> Introduction:
    """This person answers, and is looked at."""
    introduction = introduced(person, cast.course_scope, **facts)
    services.suggest_for(introduction)
    return introduction


def test_reason_is_what_both_gave(cast: "Cast") -> None:
    introduced(cast.fay, cast.course_scope, goal=["Reading together"], site=["Whinfell"], language=["so"])
    answer(cast, cast.cleo, goal=["reading  Together"], site=["Saltby"], language=["so", "en"])
    to_cleo = Suggestion.objects.get(to=cast.cleo)
    assert to_cleo.reasons == [
        {"fact": "goal", "labels": ["reading  Together"]},
        {"fact": "language", "labels": ["so"]},
    ]


def test_suggestion_goes_both_ways(cast: "Cast") -> None:
    introduced(cast.fay, cast.course_scope)
    answer(cast, cast.cleo)
    assert (suggested(cast.cleo), suggested(cast.fay)) == (["Fay"], ["Cleo"])


def test_nothing_in_common_is_no_suggestion(cast: "Cast") -> None:
    introduced(cast.fay, cast.course_scope, site=["Whinfell"], language=["en"])
    answer(cast, cast.cleo, site=["Saltby"], language=["en"])
    assert suggested(cast.cleo) == []


def test_three_people_a_week_and_not_one_more(cast: "Cast") -> None:
    for name in ("Uma", "Vik", "Wen", "Xia", "Yan"):
        classmate(cast, name)
    introduction = answer(cast, cast.cleo)
    first = suggested(cast.cleo)
    services.set_aside(actor=cast.cleo, suggestion=Suggestion.objects.filter(to=cast.cleo)[0])
    services.suggest_for(introduction)
    assert (len(first), len(suggested(cast.cleo))) == (3, 2)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        services.suggest_for(introduction)
        assert len(Suggestion.objects.filter(to=cast.cleo, week=services.monday_of(cast.course_scope))) == 3


def test_new_people_come_before_those_of_earlier_weeks(cast: "Cast") -> None:
    for name in ("Uma", "Vik", "Wen"):
        classmate(cast, name)
    introduction = answer(cast, cast.cleo)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        classmate(cast, "Xia")
        services.suggest_for(introduction)
        week = Suggestion.objects.filter(to=cast.cleo, week=services.monday_of(cast.course_scope))
        assert week.get(place=0).about.person.name == "Xia"


def test_fourth_suggestion_is_refused_by_the_database(cast: "Cast") -> None:
    introduction = introduced(cast.fay, cast.course_scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.create(
            scope=cast.course_scope, to=cast.cleo, about=introduction, week=timezone.localdate(), place=3
        )


def test_who_was_greeted_met_or_blocked_is_not_suggested(cast: "Cast") -> None:
    greeted, met, blocked = (classmate(cast, name) for name in ("Uma", "Vik", "Wen"))
    introduction = introduced(cast.cleo, cast.course_scope)
    hello_from(cast.cleo, greeted, cast.course_scope)
    connected(met, cast.cleo, cast.course_scope)
    block(actor=blocked, person=cast.cleo)
    services.suggest_for(introduction)
    assert suggested(cast.cleo) == []


def test_suggestion_goes_when_the_other_leaves_or_takes_it_back(cast: "Cast") -> None:
    leaves, withdraws, blocks = (classmate(cast, name) for name in ("Uma", "Vik", "Wen"))
    answer(cast, cast.cleo)
    assert suggested(cast.cleo) == ["Uma", "Vik", "Wen"]
    end_membership(user=leaves, scope=cast.course_scope)
    services.withdraw(actor=withdraws, scope=cast.course_scope)
    block(actor=blocks, person=cast.cleo)
    assert suggested(cast.cleo) == []


def test_who_grades_is_not_suggested(cast: "Cast") -> None:
    grader = classmate(cast, "Uma")
    grant(user=grader, scope=cast.course_scope, role=Role.ASSISTANT, grades=True)
    answer(cast, cast.cleo)
    assert suggested(cast.cleo) == []


def test_answering_is_enough_to_be_suggested_somebody(
    cast: "Cast", django_capture_on_commit_callbacks: "DjangoCaptureOnCommitCallbacks"
) -> None:
    introduced(cast.fay, cast.course_scope)
    with django_capture_on_commit_callbacks(execute=True):
        introduced(cast.cleo, cast.course_scope)
    assert suggested(cast.cleo) == ["Fay"]


def test_week_is_filled_once_for_everybody(both: "Cast") -> None:
    assert services.suggest_due() == 2
    assert services.suggest_due() == 0
    assert (suggested(both.cleo), suggested(both.fay)) == (["Fay"], ["Cleo"])


def test_skipping_is_remembered_and_may_be_undone_by_answering(cast: "Cast") -> None:
    services.skip(actor=cast.cleo, scope=cast.course_scope)
    assert Introduction.objects.get().skipped_at
    introduced(cast.cleo, cast.course_scope)
    services.skip(actor=cast.cleo, scope=cast.course_scope)
    assert Introduction.objects.get().is_open


@pytest.mark.parametrize("who", ["ada", "jo", "ben"])
def test_staff_and_mentors_do_not_introduce_themselves_here(cast: "Cast", who: str) -> None:
    with pytest.raises(Refused, match="between the students"):
        introduced(getattr(cast, who), cast.course_scope)


def test_finding_costs_the_same_for_three_and_for_thirty(
    cast: "Cast", django_assert_num_queries: "DjangoAssertNumQueries"
) -> None:
    for turn in (3, 27):
        for number in range(turn):
            classmate(cast, f"Person {turn} {number}")
        Suggestion.objects.all().delete()
        introduction = introduced(cast.cleo, cast.course_scope)
        with django_assert_num_queries(14):
            services.suggest_for(introduction)


acts = st.sampled_from(["introduce", "withdraw", "hello", "accept", "decline", "end", "aside", "grade", "hide", "week"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(acts, st.booleans()), max_size=12))
def test_queryset_and_policy_agree(both: "Cast", history: list[tuple[str, bool]]) -> None:
    example = transaction.savepoint()
    for act, which in history:
        live(both, act, *((both.cleo, both.fay) if which else (both.fay, both.cleo)))
    for name in ("ada", "ben", "cleo", "dan", "eve", "fay", "jo", "kim", "lea"):
        agree(getattr(both, name))
    transaction.savepoint_rollback(example)


def live(cast: "Cast", act: str, one: User, other: User) -> None:
    """Let one thing happen between two students."""
    scope = cast.course_scope
    try:
        {
            "introduce": lambda: introduced(one, scope),
            "withdraw": lambda: services.withdraw(actor=one, scope=scope),
            "hello": lambda: hello_from(one, other, scope),
            "accept": lambda: [services.accept_hello(actor=h.receiver, hello=h) for h in Hello.objects.all()[:1]],
            "decline": lambda: [services.decline_hello(actor=h.receiver, hello=h) for h in Hello.objects.all()[:1]],
            "end": lambda: [services.end_connection(actor=one, connection=c) for c in Connection.objects.all()],
            "aside": lambda: [services.set_aside(actor=s.to, suggestion=s) for s in Suggestion.objects.all()[:1]],
            "grade": lambda: grant(user=one, scope=scope, role=Role.ASSISTANT, grades=True),
            "hide": lambda: [services.hide_hello(h) for h in Hello.objects.all()[:1]],
            "week": services.suggest_due,
        }[act]()
    except Refused:
        return


def agree(person: User) -> None:
    rights = rights_of(person)
    hellos, connections = Hello.objects.all(), Connection.objects.all()
    assert set(hellos.visible_to(rights)) == {each for each in hellos if policies.can_read_hello(rights, each)}
    assert set(connections.visible_to(rights)) == {
        each for each in connections if policies.can_see_connection(rights, each)
    }
    assert set(Suggestion.objects.visible_to(rights)) == {
        each for each in Suggestion.objects.all() if policies.can_see_suggestion(rights, each)
    }
    for hello in hellos.waiting_for(person.pk):
        assert policies.can_answer_hello(rights, hello)
