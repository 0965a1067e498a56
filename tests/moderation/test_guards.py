"""What the database itself refuses, whichever engine it is."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from moderation.models import Appeal, Decision
from tests.factories.moderation import DecisionFactory, case_about


@pytest.fixture
def decision(cast):
    return DecisionFactory(case=case_about(cast.cleo, cast.course_scope), decider=cast.dan)


def refused(change):
    def try_it():
        change()
        connection.check_constraints()

    with pytest.raises(DatabaseError), transaction.atomic():
        try_it()


def appeal(cast, decision, **fields):
    return Appeal.objects.create(
        decision=decision, appellant=cast.cleo, ground="context", words="Look.", due_at=timezone.now(), **fields
    )


def test_a_decision_cannot_be_deleted(decision):
    refused(decision.delete)
    refused(Decision.objects.all().delete)


def test_an_appeal_names_the_decider_of_its_decision(cast, decision):
    refused(lambda: appeal(cast, decision, first_decider=cast.gil))


def test_the_decider_of_an_appealed_decision_stays(cast, decision):
    appeal(cast, decision, first_decider=cast.dan)
    refused(lambda: Decision.objects.update(decider=cast.gil))


def test_an_appeal_is_not_decided_by_the_first_decider(cast, decision):
    row = appeal(cast, decision, first_decider=cast.dan)
    refused(lambda: Appeal.objects.filter(pk=row.pk).update(decider=cast.dan))


def test_content_has_one_open_case(cast):
    case = case_about(cast.cleo, cast.course_scope)
    refused(lambda: case_about(cast.cleo, cast.course_scope, object_id=case.object_id))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_test_database_can_be_emptied_and_keeps_its_guards(time, cast):
    decision = DecisionFactory(case=case_about(cast.cleo, cast.course_scope), decider=cast.dan)
    refused(decision.delete)
