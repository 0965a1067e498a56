import pytest
from django.core.exceptions import ValidationError

from accounts.choices import Role
from accounts.models import Standing
from accounts.rights import rights_of
from accounts.services import grant
from core.models import OutboxEvent
from core.policy import Refused
from moderation import services
from moderation.choices import CaseState, DecisionState
from moderation.models import AuditEntry, Case, Decision
from moderation.services import audit, letters
from tests.factories.moderation import LeafContent


def test_one_moderator_hides_and_the_letter_builds_itself(cast, case, leaf, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case))
    letter = letters.read(decision)
    assert leaf.hidden
    assert letter.title.startswith("We hid your leaf of ")
    assert letter.rule == "It broke rule 3, “Disagree with the idea, and leave the person out of it”, in these words:"
    assert (letter.quote, letter.reasons) == ("only an idiot", "It is aimed at a person.")
    assert letter.appeal.endswith("Somebody who had no part in this will decide.")


def test_no_breach_changes_nothing_and_writes_no_letter(cast, case, leaf, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case, "no_breach"))
    case.refresh_from_db()
    assert (leaf.hidden, decision.letter, case.state) == (False, "", CaseState.CLOSED)


def test_no_breach_after_a_hiding_at_once_shows_it_again_and_says_so(cast, leaf, finding, third_moderator):
    case = services.hide_at_once(actor=cast.ada, kind="test.leaf", object_id=leaf.pk, clause=None)
    decision = services.decide(actor=cast.dan, case=case, **finding(case, "no_breach"))
    assert not leaf.hidden
    assert letters.read(decision).title.endswith("is shown again")


def test_ask_to_edit_leaves_it_where_it_is(cast, case, leaf, finding):
    services.decide(actor=cast.dan, case=case, **finding(case, "ask_to_edit"))
    assert (leaf.asked, leaf.hidden) == (True, False)


@pytest.mark.parametrize("outcome", ["hide_and_talk", "pause", "refer"])
def test_what_takes_two_people_waits_for_the_second(cast, case, leaf, finding, outcome):
    decision = services.decide(actor=cast.dan, case=case, **finding(case, outcome))
    assert (decision.state, leaf.hidden) == (DecisionState.PROPOSED, False)
    assert not Decision.objects.visible_to(rights_of(cast.cleo)).exists()
    services.confirm(actor=cast.gil, decision=decision)
    assert leaf.hidden
    assert Decision.objects.visible_to(rights_of(cast.cleo)).contains(decision)


def test_nobody_confirms_their_own_proposal(cast, case, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case, "refer"))
    with pytest.raises(Refused):
        services.confirm(actor=cast.dan, decision=decision)


def test_a_pause_is_a_standing_with_an_end(cast, case, finding):
    decision = services.decide(actor=cast.dan, case=case, **finding(case, "pause"))
    services.confirm(actor=cast.gil, decision=decision)
    assert rights_of(cast.cleo).paused_in(cast.course_scope).until is not None
    assert Standing.objects.get().scope == cast.course_scope


def test_staff_first_takes_effect_and_waits_for_confirmation(cast, leaf, finding):
    case = services.report(actor=cast.fay, kind="test.leaf", object_id=leaf.pk, clause=None).case
    decision = services.decide(actor=cast.ada, case=case, **finding(case))
    case.refresh_from_db()
    assert (leaf.hidden, case.state) == (True, CaseState.PROPOSED)
    assert letters.read(decision).second.startswith("A second person checks this decision by")
    services.confirm(actor=cast.jo, decision=decision)
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED


def test_a_second_person_who_sees_it_otherwise_takes_over(cast, leaf, finding):
    case = services.report(actor=cast.fay, kind="test.leaf", object_id=leaf.pk, clause=None).case
    decision = services.decide(actor=cast.ada, case=case, **finding(case))
    services.decline(actor=cast.dan, decision=decision, note="It quotes the reading.")
    case.refresh_from_db()
    assert (leaf.hidden, case.state, case.assigned) == (False, CaseState.ASSIGNED, cast.dan)


def test_deciding_twice_changes_nothing(cast, case, finding):
    first = services.decide(actor=cast.dan, case=case, **finding(case))
    assert services.decide(actor=cast.dan, case=case, **finding(case, "no_breach")) == first
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("quote", "words that are not there"), ("reasons", " "), ("clause", None)]
)
def test_a_finding_names_rule_reason_and_words_that_stand_there(cast, case, finding, field, value):
    with pytest.raises(ValidationError) as wrong:
        services.decide(actor=cast.dan, case=case, **finding(case, **{field: value}))
    assert list(wrong.value.message_dict) == [field]


@pytest.mark.parametrize("days", [0, 15, None])
def test_a_pause_is_from_one_to_fourteen_days(cast, case, finding, days):
    with pytest.raises(ValidationError):
        services.decide(actor=cast.dan, case=case, **finding(case, "pause", pause_days=days))


def test_a_case_handed_over_is_offered_to_others(cast, case):
    services.hand_over(actor=cast.dan, case=case, note="I know her family.")
    assert not Case.objects.waiting_for(rights_of(cast.dan)).exists()
    assert Case.objects.waiting_for(rights_of(cast.gil)).contains(case)


def test_a_moderator_who_teaches_the_author_never_sees_the_case(cast, case):
    grant(user=cast.dan, scope=cast.course_scope, role=Role.EDUCATOR)
    assert not Case.objects.visible_to(rights_of(cast.dan)).exists()


def test_somebody_whom_the_author_reported_never_sees_the_case(cast, case, third_moderator):
    other = LeafContent.grow(cast.dan, cast.course_scope)
    services.report(actor=cast.cleo, kind="test.leaf", object_id=other.pk, clause=None)
    assert not Case.objects.visible_to(rights_of(cast.dan)).contains(case)


def test_every_act_is_in_a_chain_that_tells_of_a_change(cast, case, finding):
    services.show_names(actor=cast.dan, case=case)
    services.decide(actor=cast.dan, case=case, **finding(case))
    assert [entry.act for entry in AuditEntry.objects.all()] == ["reported", "names_shown", "taken", "decided"]
    assert audit.verify() == (4, None)


def test_the_author_and_the_reporter_hear_of_it_by_events(cast, case, finding):
    services.decide(actor=cast.dan, case=case, **finding(case))
    assert OutboxEvent.objects.filter(name="moderation.DecisionSent").count() == 1
