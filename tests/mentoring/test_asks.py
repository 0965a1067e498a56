"""Asking, answering, and what happens when nobody answers."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from accounts.choices import Role, StandingState
from accounts.rights import rights_of
from accounts.services import block, grant, plant, set_standing
from core.models import OutboxEvent
from core.policy import Refused
from mentoring import policies, services
from mentoring.choices import AskState, Reason
from mentoring.models import Ask, Offer, Programme
from tests.factories.ethics import published
from tests.factories.mentoring import TEXT, accepted, ask_by, mentor_in, offer_by, programme_of, student_in

if TYPE_CHECKING:
    from tests.conftest import Cast


def events() -> list[str]:
    return [name for name in OutboxEvent.objects.order_by("pk").values_list("name", flat=True) if "mentoring" in name]


def test_ask_waits_until_the_end_of_the_day_it_is_due(cast: "Cast", offer: Offer) -> None:
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=False):
        ask = ask_by(cast.cleo, offer)
        assert ask.due_at.isoformat() == "2026-11-25T23:59:59+00:00"
        assert ask.is_open
    with time_machine.travel("2026-11-26 00:00:00+00:00", tick=False):
        assert (ask.is_open, ask.standing) == (False, AskState.LAPSED)
    assert events()[-1] == "mentoring.AskSent"


def test_ask_is_refused_to_everybody_but_students(cast: "Cast", offer: Offer) -> None:
    for who in ("ada", "jo", "kim", "lea"):
        with pytest.raises(Refused):
            ask_by(getattr(cast, who), offer)
    with pytest.raises(Refused) as stranger:
        ask_by(cast.eve, offer)
    assert stranger.value.verdict.secret


def test_two_open_asks_are_enough(cast: "Cast", programme: Programme) -> None:
    offers = [offer_by(mentor_in(cast, name), programme) for name in ("Mo", "Nia", "Oz")]
    for offer in offers[:2]:
        ask_by(cast.cleo, offer)
    with pytest.raises(Refused, match="All your open asks are in use"):
        ask_by(cast.cleo, offers[2])
    services.withdraw_ask(actor=cast.cleo, ask=Ask.objects.get(offer=offers[0]))
    assert ask_by(cast.cleo, offers[2]).is_open


def test_lapsed_ask_frees_its_place_before_anything_ran(cast: "Cast", programme: Programme) -> None:
    first, second = offer_by(cast.ben, programme), offer_by(mentor_in(cast, "Mo"), programme)
    services.set_up(actor=cast.kim, programme=programme, open_asks=1)
    for offer in (first, second):
        offer.refresh_from_db()
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        ask_by(cast.cleo, first)
    assert ask_by(cast.cleo, second).is_open


def test_same_mentor_is_asked_once_at_a_time(cast: "Cast", offer: Offer) -> None:
    ask_by(cast.cleo, offer)
    with pytest.raises(Refused, match="is on its way"):
        ask_by(cast.cleo, offer)


def test_mentor_without_a_place_is_not_asked(cast: "Cast", offer: Offer) -> None:
    accepted(ask_by(cast.fay, offer))
    offer.refresh_from_db()
    with pytest.raises(Refused, match="no free place"):
        ask_by(cast.cleo, offer)


def test_paused_mentor_is_not_there(cast: "Cast", offer: Offer) -> None:
    services.pause_offer(actor=cast.ben, offer=offer)
    offer.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        ask_by(cast.cleo, offer)
    assert refusal.value.verdict.secret


@pytest.mark.parametrize("blocker", ["cleo", "ben"])
def test_block_is_silent(cast: "Cast", offer: Offer, blocker: str) -> None:
    other = {"cleo": cast.ben, "ben": cast.cleo}[blocker]
    block(actor=getattr(cast, blocker), person=other)
    assert not Offer.objects.suggested_to(rights_of(cast.cleo)).apart_from(cast.cleo.pk).exists()
    with pytest.raises(Refused) as refusal:
        ask_by(cast.cleo, offer)
    assert refusal.value.verdict.secret


def test_block_hides_the_ask_that_waited(cast: "Cast", offer: Offer) -> None:
    ask_by(cast.cleo, offer)
    block(actor=cast.ben, person=cast.cleo)
    assert not Ask.objects.waiting_for(cast.ben.pk).exists()


def test_paused_student_reads_only(cast: "Cast", offer: Offer) -> None:
    set_standing(user=cast.cleo, scope=cast.programme, state=StandingState.PAUSED)
    with pytest.raises(Refused, match="not write for now"):
        ask_by(cast.cleo, offer)


def test_first_ask_waits_for_the_rules(cast: "Cast", offer: Offer) -> None:
    published(cast.programme)
    with pytest.raises(Refused) as refusal:
        ask_by(cast.cleo, offer)
    assert refusal.value.verdict.way_out


def test_asks_outside_the_round_are_refused(cast: "Cast", offer: Offer) -> None:
    today = timezone.localdate()
    for dates in ({"opens_on": today + timedelta(days=3)}, {"opens_on": None, "asks_until": today - timedelta(days=1)}):
        programme_of(cast, **dates)
        with pytest.raises(Refused):
            ask_by(cast.cleo, Offer.objects.get(pk=offer.pk))


def test_mentor_opening_the_ask_is_known_to_the_student(cast: "Cast", offer: Offer) -> None:
    ask = ask_by(cast.cleo, offer)
    services.start_reading(actor=cast.cleo, ask=ask)
    ask.refresh_from_db()
    assert ask.state == AskState.SENT
    services.start_reading(actor=cast.ben, ask=ask)
    ask.refresh_from_db()
    assert ask.state == AskState.READING


def test_kind_decline_with_a_colleague(cast: "Cast", programme: Programme, offer: Offer) -> None:
    colleague = offer_by(mentor_in(cast, "Mo"), programme)
    ask = ask_by(cast.cleo, offer)
    services.decline_ask(actor=cast.ben, ask=ask, reason=Reason.OTHER, answer="Mo knows wards.", suggests=colleague)
    ask.refresh_from_db()
    assert (ask.state, ask.reason, ask.suggests) == (AskState.NOT_THIS_TIME, Reason.OTHER, colleague)
    assert events()[-1] == "mentoring.AskDeclined"


def test_colleague_who_grades_the_student_cannot_be_suggested(cast: "Cast", programme: Programme, offer: Offer) -> None:
    grader = mentor_in(cast, "Mo")
    colleague = offer_by(grader, programme)
    grant(user=grader, scope=cast.course_scope, role=Role.ASSISTANT, grades=True)
    ask = ask_by(cast.cleo, offer)
    with pytest.raises(Refused, match="cannot be suggested"):
        services.decline_ask(actor=cast.ben, ask=ask, reason=Reason.TIME, suggests=colleague)


@pytest.mark.parametrize("verb", ["decline", "withdraw", "accept"])
def test_settled_ask_is_not_settled_again(cast: "Cast", offer: Offer, verb: str) -> None:
    ask = ask_by(cast.cleo, offer)
    services.decline_ask(actor=cast.ben, ask=Ask.objects.get(), reason=Reason.TIME)
    stale = ask
    with pytest.raises(Refused, match=r"settled in the meantime|was answered"):
        {
            "decline": lambda: services.decline_ask(actor=cast.ben, ask=stale, reason=Reason.TIME),
            "withdraw": lambda: services.withdraw_ask(actor=cast.cleo, ask=stale),
            "accept": lambda: accepted(stale),
        }[verb]()


def test_only_the_two_can_answer_and_take_back(cast: "Cast", offer: Offer) -> None:
    ask = ask_by(cast.cleo, offer)
    for who in ("ada", "kim", "lea", "dan", "fay", "cleo"):
        assert policies.can_answer(rights_of(getattr(cast, who)), ask).secret
    for who in ("ada", "kim", "lea", "dan", "fay", "ben"):
        assert policies.can_withdraw(rights_of(getattr(cast, who)), ask).secret


def test_sweep_returns_overdue_asks_once(cast: "Cast", offer: Offer) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        ask = ask_by(cast.cleo, offer)
    kept = ask_by(cast.fay, offer)
    assert (services.lapse_due(), services.lapse_due()) == (1, 0)
    ask.refresh_from_db()
    kept.refresh_from_db()
    assert (ask.state, kept.state) == (AskState.LAPSED, AskState.SENT)
    assert events().count("mentoring.AskLapsed") == 1


def test_hidden_ask_is_gone_for_the_mentor_and_not_for_its_author(cast: "Cast", offer: Offer) -> None:
    ask = ask_by(cast.cleo, offer)
    services.hide_ask(ask)
    assert not Ask.objects.visible_to(rights_of(cast.ben)).exists()
    assert Ask.objects.visible_to(rights_of(cast.cleo)).exists()
    services.restore_ask(ask)
    assert Ask.objects.waiting_for(cast.ben.pk).get().text == TEXT


def test_student_of_a_group_asks_in_the_programme_around_it(cast: "Cast", offer: Offer) -> None:
    ask = ask_by(student_in(cast, "Uma"), offer)
    assert ask.mentor == cast.ben


def test_grader_of_another_group_is_no_bar(cast: "Cast", programme: Programme) -> None:
    first, second = (plant(kind="group", name=name, parent=cast.course_scope) for name in "AB")
    tutor = mentor_in(cast, "Mo")
    grant(user=tutor, scope=first, role=Role.ASSISTANT, grades=True)
    grant(user=cast.cleo, scope=first, role=Role.LEARNER)
    grant(user=cast.fay, scope=second, role=Role.LEARNER)
    offer_by(tutor, programme)
    seen = {who: Offer.objects.visible_to(rights_of(getattr(cast, who))).exists() for who in ("cleo", "fay")}
    assert seen == {"cleo": False, "fay": True}
