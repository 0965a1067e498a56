import pytest
from django.utils import timezone

from accounts.rights import rights_of
from accounts.services import end_membership
from core.policy import Refused
from moderation import services
from moderation.choices import AppealOutcome, DecisionState
from moderation.models import Appeal, Decision


@pytest.fixture
def decision(cast, case, finding):
    return services.decide(actor=cast.dan, case=case, **finding(case))


@pytest.fixture
def appeal(cast, decision):
    return services.appeal(actor=cast.cleo, decision=decision, ground="context", words="I quoted the reading.")


def answer(actor, appeal, outcome, **fields):
    return services.decide_appeal(actor=actor, appeal=appeal, outcome=outcome, answer="We looked again.", **fields)


def test_overturned_it_is_back_at_its_place_and_uncounted(cast, leaf, decision, appeal):
    answer(cast.gil, appeal, AppealOutcome.OVERTURNED)
    decision.refresh_from_db()
    assert (leaf.hidden, decision.state) == (False, DecisionState.OVERTURNED)
    assert not Decision.objects.counting().exists()


def test_upheld_it_stays_as_it_was(cast, leaf, decision, appeal):
    answer(cast.gil, appeal, AppealOutcome.UPHELD)
    decision.refresh_from_db()
    assert (leaf.hidden, decision.state) == (True, DecisionState.IN_FORCE)


def test_changed_it_becomes_something_lighter(cast, leaf, decision, appeal):
    answer(cast.gil, appeal, AppealOutcome.CHANGED, lighter="ask_to_edit")
    decision.refresh_from_db()
    assert (leaf.hidden, leaf.asked, decision.state) == (False, True, DecisionState.CHANGED)


def test_who_decided_first_never_sees_the_appeal(cast, appeal):
    assert not Appeal.objects.decidable_by(rights_of(cast.dan)).exists()
    with pytest.raises(Refused):
        answer(cast.dan, appeal, AppealOutcome.UPHELD)


def test_who_only_looked_at_the_names_does_not_decide_either(cast, case, finding):
    services.show_names(actor=cast.gil, case=case)
    decision = services.decide(actor=cast.dan, case=case, **finding(case))
    appeal = services.appeal(actor=cast.cleo, decision=decision, ground="rule", words="Please look.")
    with pytest.raises(Refused):
        answer(cast.gil, appeal, AppealOutcome.UPHELD)


def test_nobody_else_appeals(cast, decision):
    with pytest.raises(Refused) as refused:
        services.appeal(actor=cast.fay, decision=decision, ground="context", words="For a friend.")
    assert refused.value.verdict.secret


def test_an_appeal_comes_in_time(cast, decision):
    Decision.objects.update(appeal_until=timezone.now())
    with pytest.raises(Refused):
        services.appeal(actor=cast.cleo, decision=decision, ground="context", words="Late.")


def test_appealing_twice_changes_nothing(cast, decision, appeal):
    assert services.appeal(actor=cast.cleo, decision=decision, ground="rule", words="Again.") == appeal


def test_with_nobody_independent_it_waits_for_somebody_to_be_named(cast, decision, third_moderator):
    for person in (cast.gil, third_moderator, cast.kim, cast.lea):
        end_membership(user=person, scope=cast.site)
    appeal = services.appeal(actor=cast.cleo, decision=decision, ground="context", words="Please.")
    assert appeal.waits_for_outsider


def test_a_second_reader_is_not_offered_an_appeal_that_somebody_reads(cast, appeal, third_moderator):
    services.begin_reading(actor=cast.gil, appeal=appeal)
    assert not Appeal.objects.decidable_by(rights_of(third_moderator)).exists()
    assert Appeal.objects.decidable_by(rights_of(cast.gil)).exists()
