"""What was hidden and then changed: the deciding side looks once more, without an appeal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.rights import rights_of
from core.models import OutboxEvent
from core.policy import Refused
from moderation import policies, services
from moderation.choices import Act, Desk, LookOutcome
from moderation.models import AuditEntry, Look
from moderation.services import looks

BETTER = "One could say that otherwise."


@pytest.fixture
def decision(cast, case, finding):
    return services.decide(actor=cast.dan, case=case, **finding(case))


@pytest.fixture
def look(cast, leaf, decision):
    leaf.text = BETTER
    return services.ask_again(actor=cast.cleo, decision=decision)


def answer(actor, look, outcome="shown", words="", seen=None):
    seen = looks.digest(looks.text_now(look.decision.case)) if seen is None else seen
    return services.answer_look(actor=actor, look=look, outcome=outcome, answer=words, seen=seen)


def test_letter_says_that_it_can_be_changed(decision):
    assert "ask us: we look once more" in decision.letter


def test_shown_again_at_its_old_place_by_whoever_decided(cast, leaf, decision, look):
    answer(cast.dan, look)
    decision.case.refresh_from_db()
    assert (leaf.hidden, decision.case.hidden_at) == (False, None)
    acts = AuditEntry.objects.filter(case=decision.case).order_by("-pk").values_list("act", flat=True)
    assert list(acts[:2]) == [Act.LOOKED, Act.ASKED_AGAIN]


def test_it_stays_hidden_with_a_word_and_an_appeal_is_still_open(cast, leaf, decision, look):
    with pytest.raises(ValidationError):
        answer(cast.dan, look, "stays")
    answer(cast.dan, look, "stays", "It still names her.")
    assert leaf.hidden
    assert policies.can_appeal(rights_of(cast.cleo), decision)
    assert not policies.can_ask_again(rights_of(cast.cleo), decision)


def test_what_was_not_changed_is_not_looked_at(cast, decision):
    with pytest.raises(ValidationError):
        services.ask_again(actor=cast.cleo, decision=decision)


def test_what_is_changed_while_somebody_looks_is_looked_at_again(cast, leaf, look):
    seen = looks.digest(looks.text_now(look.decision.case))
    leaf.text = "Only an idiot, as I said."
    with pytest.raises(ValidationError):
        answer(cast.dan, look, seen=seen)
    assert leaf.hidden


def test_asking_twice_is_asking_once(cast, decision, look):
    assert services.ask_again(actor=cast.cleo, decision=decision) == look


def test_nobody_else_asks(cast, leaf, decision):
    leaf.text = BETTER
    with pytest.raises(Refused) as refused:
        services.ask_again(actor=cast.fay, decision=decision)
    assert refused.value.verdict.secret


def test_an_appeal_that_is_read_comes_first(cast, leaf, decision):
    leaf.text = BETTER
    services.appeal(actor=cast.cleo, decision=decision, ground="context", words="Please.")
    assert not policies.can_ask_again(rights_of(cast.cleo), decision)


def test_an_overturned_decision_leaves_nothing_to_look_at(cast, decision, look):
    appeal = services.appeal(actor=cast.cleo, decision=decision, ground="context", words="Please.")
    services.decide_appeal(actor=cast.gil, appeal=appeal, outcome="overturned", answer="We looked.")
    assert not Look.objects.waiting_for(rights_of(cast.dan)).exists()


@pytest.mark.parametrize("desk", Desk)
def test_queryset_and_policy_agree(cast, look, desk):
    """Over everybody, and over each desk: the author, the reporter and whoever knows them see nothing."""
    Look.objects.update(desk=desk)
    look = Look.objects.select_related("decision__case__scope").get()
    seen = set()
    for name in ("ada", "ben", "cleo", "dan", "eve", "fay", "gil", "hana", "jo", "kim", "lea"):
        rights = rights_of(getattr(cast, name))
        listed = Look.objects.waiting_for(rights).contains(look)
        assert listed == bool(policies.can_answer_look(rights, look)), name
        seen |= {name} if listed else set()
    assert seen.isdisjoint({"cleo", "fay", "eve", "ben", "hana"})
    assert "dan" in seen


def test_a_late_look_moves_on(look):
    Look.objects.update(due_at=timezone.now() - timedelta(days=3))
    services.watch()
    look.refresh_from_db()
    assert look.desk == Desk.LEAD


def test_what_was_hidden_at_once_and_is_to_be_edited_stays_hidden_until_then(cast, leaf, third_moderator, finding):
    case = services.hide_at_once(actor=cast.ada, kind="test.leaf", object_id=leaf.pk, clause=None)
    decision = services.decide(actor=cast.dan, case=case, **finding(case, "ask_to_edit"))
    assert leaf.hidden
    leaf.text = BETTER
    answer(cast.dan, services.ask_again(actor=cast.cleo, decision=decision))
    assert not leaf.hidden


def test_pages_of_the_author_and_of_the_desk(cast, client, leaf, decision):
    url = reverse("moderation:ask-again", args=["test.leaf", leaf.pk])
    client.force_login(cast.cleo)
    assert "Please change it first." in client.get(url).content.decode()
    assert client.post(url).status_code == 422
    leaf.text = BETTER
    assert client.post(url).status_code == 302
    client.force_login(cast.dan)
    look = Look.objects.get()
    address = reverse("moderation:look", args=[look.ref])
    assert address in client.get(reverse("moderation:desk")).content.decode()
    page = client.get(address)
    assert BETTER in page.content.decode()
    stale = client.post(address, {"outcome": "shown", "seen": "old"})
    assert (stale.status_code, leaf.hidden) == (422, True)
    seen = stale.context["page"].form["seen"].value()
    assert client.post(address, {"outcome": "shown", "seen": seen}).status_code == 302
    assert not leaf.hidden
    assert Look.objects.get().outcome == LookOutcome.SHOWN
    assert {"moderation.LookAsked", "moderation.LookAnswered"} <= set(
        OutboxEvent.objects.values_list("name", flat=True)
    )
