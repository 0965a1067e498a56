"""Whoever grades a student is never their mentor: in the list, in the policy, in the service."""

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import block, end_membership, grant, plant
from core.policy import Refused
from mentoring import policies, services
from mentoring.models import Ask, Offer, Pair, Programme
from mentoring.querysets import teachers_of
from tests.factories.mentoring import accepted, ask_by, mentor_in, offer_by

if TYPE_CHECKING:
    from tests.conftest import Cast

PEOPLE = ["ada", "ben", "cleo", "dan", "eve", "fay", "hana", "jo", "kim", "lea"]


@pytest.mark.parametrize("role", [Role.EDUCATOR, Role.ASSISTANT])
@pytest.mark.parametrize("where", ["course_scope", "programme", "institution"])
def test_who_grades_is_neither_seen_nor_suggested_nor_asked(cast: "Cast", offer: Offer, role: Role, where: str) -> None:
    grant(user=cast.ben, scope=getattr(cast, where), role=role, grades=True)
    rights = rights_of(cast.cleo)
    assert not Offer.objects.visible_to(rights).exists()
    assert not Offer.objects.suggested_to(rights).exists()
    with pytest.raises(Refused) as refusal:
        ask_by(cast.cleo, offer)
    assert refusal.value.verdict.secret


def test_grading_in_a_course_that_only_the_student_also_attends_bars(cast: "Cast", offer: Offer) -> None:
    other = plant(kind="course", name="Anatomy", parent=cast.institution)
    grant(user=cast.ben, scope=other, role=Role.EDUCATOR)
    assert Offer.objects.visible_to(rights_of(cast.cleo)).exists()
    grant(user=cast.cleo, scope=other, role=Role.LEARNER)
    assert not Offer.objects.visible_to(rights_of(cast.cleo)).exists()
    end_membership(user=cast.ben, scope=other)
    assert Offer.objects.visible_to(rights_of(cast.cleo)).exists()


def test_teaching_without_grading_is_disclosed_and_no_bar(cast: "Cast", offer: Offer) -> None:
    grant(user=cast.ben, scope=cast.course_scope, role=Role.ASSISTANT)
    assert teachers_of(rights_of(cast.cleo)).filter(user=cast.ben).get().scope == cast.course_scope
    assert ask_by(cast.cleo, offer).is_open


acts = st.sampled_from(["grade", "teach", "leave", "join", "pause", "resume", "block", "ask", "accept", "end", "hide"])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(acts, st.booleans()), max_size=10))
def test_queryset_and_policy_agree(cast: "Cast", programme: Programme, history: list[tuple[str, bool]]) -> None:
    example = transaction.savepoint()
    for mentor in (cast.ben, mentor_in(cast, "Mo")):
        offer_by(mentor, programme, places=2)
    for act, which in history:
        live(cast, act, which=which)
    for name in PEOPLE:
        agree(getattr(cast, name))
    transaction.savepoint_rollback(example)


def live(cast: "Cast", act: str, *, which: bool) -> None:
    """Let one thing happen to one of two students and one of two mentors."""
    student, offer = (cast.cleo if which else cast.fay), Offer.objects.order_by("pk")[int(which)]
    scope: Scope = cast.course_scope if which else cast.programme
    try:
        {
            "grade": lambda: grant(user=offer.mentor, scope=scope, role=Role.EDUCATOR, grades=True),
            "teach": lambda: grant(user=offer.mentor, scope=scope, role=Role.ASSISTANT, grades=False),
            "leave": lambda: end_membership(user=student, scope=cast.course_scope),
            "join": lambda: grant(user=student, scope=cast.course_scope, role=Role.LEARNER),
            "pause": lambda: services.pause_offer(actor=offer.mentor, offer=offer),
            "resume": lambda: services.resume_offer(actor=offer.mentor, offer=offer),
            "block": lambda: block(actor=student, person=offer.mentor),
            "ask": lambda: ask_by(student, offer),
            "accept": lambda: [accepted(ask) for ask in Ask.objects.open()[:1]],
            "end": lambda: [services.end_pair(actor=pair.student, pair=pair) for pair in Pair.objects.running()[:1]],
            "hide": lambda: [services.hide_ask(ask) for ask in Ask.objects.all()[:1]],
        }[act]()
    except Refused:
        return


def agree(person: User) -> None:
    rights = rights_of(person)
    assert set(Programme.objects.visible_to(rights)) == {
        each for each in Programme.objects.all() if policies.can_see_programme(rights, each)
    }
    assert set(Offer.objects.visible_to(rights)) == {
        each for each in Offer.objects.all() if policies.can_see_offer(rights, each)
    }
    assert set(Ask.objects.visible_to(rights)) == {
        each for each in Ask.objects.all() if policies.can_read_ask(rights, each)
    }
    assert set(Pair.objects.visible_to(rights)) == {
        each for each in Pair.objects.all() if policies.can_read_pair(rights, each)
    }
    for offer in Offer.objects.suggested_to(rights).apart_from(person.pk):
        assert not policies.grades(offer.mentor_id, rights)
        assert policies.can_seek(rights, offer.programme).secret or policies.can_see_offer(rights, offer)
