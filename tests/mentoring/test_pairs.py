"""From yes to goodbye: accepting, signing, meeting, ending."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from community.discussion.models import Post, Space, Thread
from community.discussion.services import reply
from core.policy import Refused
from mentoring import matching, policies, services
from mentoring.choices import AskState, PairState
from mentoring.models import Meeting, Offer, Pair, Programme
from tests.factories.mentoring import accepted, ask_by, offer_by, signed

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def pair(cast: "Cast", offer: Offer) -> Pair:
    """Ben said yes to Cleo, and has signed."""
    return accepted(ask_by(cast.cleo, offer))


def test_accepting_takes_the_place_signs_and_opens_the_conversation(cast: "Cast", pair: Pair) -> None:
    pair.ask.refresh_from_db()
    pair.offer.refresh_from_db()
    assert (pair.ask.state, pair.state, pair.offer.taken) == (AskState.ACCEPTED, PairState.AGREED, 1)
    assert list(pair.signatures.values_list("who", "text_hash")) == [(cast.ben.pk, pair.agreement_hash)]
    assert pair.space.threads.get().people_count == 0
    assert pair.meetings.proposed().count() == 3


def test_second_signature_begins_the_meetings(cast: "Cast", pair: Pair) -> None:
    assert signed(pair).state == PairState.MEETING
    with pytest.raises(Refused, match="signed already"):
        services.sign(actor=cast.cleo, pair=pair, text_hash=pair.agreement_hash)


def test_text_that_was_changed_meanwhile_is_not_signed(cast: "Cast", programme: Programme, offer: Offer) -> None:
    ask = ask_by(cast.cleo, offer)
    shown = programme.agreement_hash
    services.set_up(actor=cast.kim, programme=programme, agreement="1. Something else.")
    with pytest.raises(Refused, match="agreement was changed"):
        services.accept_ask(actor=cast.ben, ask=ask, text_hash=shown)
    offer.refresh_from_db()
    assert (offer.taken, Pair.objects.count()) == (0, 0)


def test_pair_keeps_the_agreement_it_signed(cast: "Cast", programme: Programme, pair: Pair) -> None:
    services.set_up(actor=cast.kim, programme=programme, agreement="1. Something else.")
    programme.refresh_from_db()
    assert programme.agreement_version == 2
    assert signed(pair).agreement_hash == pair.signatures.get(who=cast.cleo).text_hash


def test_second_ask_for_the_last_place_is_refused(cast: "Cast", offer: Offer) -> None:
    first, second = ask_by(cast.cleo, offer), ask_by(cast.fay, offer)
    accepted(first)
    with pytest.raises(Refused, match="All your places are taken"):
        accepted(second)
    second.refresh_from_db()
    assert second.state == AskState.SENT


def test_database_refuses_one_pair_too_many(pair: Pair) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=pair.offer_id).update(taken=2)


def test_places_cannot_fall_below_the_pairs_that_run(cast: "Cast", programme: Programme, pair: Pair) -> None:
    with pytest.raises(Refused, match="more running pairs"):
        offer_by(cast.ben, programme, places=0)


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_either_ends_it_and_the_place_is_free_again(cast: "Cast", pair: Pair, who: str) -> None:
    signed(pair)
    services.end_pair(actor=getattr(cast, who), pair=pair)
    services_again = Pair.objects.get()
    pair.offer.refresh_from_db()
    assert (services_again.state, pair.offer.taken, pair.offer.free) == (PairState.ENDED, 0, 1)
    assert not pair.meetings.proposed().exists()
    with pytest.raises(Refused, match="has ended"):
        services.end_pair(actor=cast.ben, pair=services_again)


def test_ended_pair_is_read_and_not_written(cast: "Cast", pair: Pair) -> None:
    thread = pair.space.threads.get()
    reply(actor=cast.cleo, thread=thread, source="I was standing by the sink.")
    services.end_pair(actor=cast.ben, pair=pair)
    assert Post.objects.visible_to(rights_of(cast.ben)).exists()
    with pytest.raises(Refused):
        reply(actor=cast.cleo, thread=thread, source="One more thing.")


def test_ended_pair_is_never_suggested_again_in_the_round(cast: "Cast", pair: Pair) -> None:
    services.end_pair(actor=cast.ben, pair=pair)
    assert not Offer.objects.suggested_to(rights_of(cast.cleo)).exists()
    with pytest.raises(Refused, match="have been a pair"):
        ask_by(cast.cleo, Offer.objects.get())


@pytest.mark.parametrize("who", ["ada", "jo", "fay", "dan", "gil", "hana", "kim", "lea", "eve"])
def test_conversation_of_a_pair_is_read_by_nobody_else(cast: "Cast", pair: Pair, who: str) -> None:
    reply(actor=cast.cleo, thread=pair.space.threads.get(), source="I was standing by the sink.")
    rights = rights_of(getattr(cast, who))
    assert not Pair.objects.visible_to(rights).exists()
    assert not Space.objects.visible_to(rights).exists()
    assert not Thread.objects.visible_to(rights).exists()
    assert not Post.objects.visible_to(rights).exists()
    assert policies.can_read_pair(rights, pair).secret


def test_roles_in_the_conversation_are_those_of_the_pair(cast: "Cast", pair: Pair) -> None:
    thread = pair.space.threads.get()
    for person in (cast.ben, cast.cleo):
        reply(actor=person, thread=thread, source="Signed.")
    assert list(thread.posts.order_by("seq").values_list("persona__role", flat=True)) == [Role.MENTOR, Role.LEARNER]


def test_mentor_who_comes_to_grade_cannot_accept(cast: "Cast", offer: Offer) -> None:
    ask = ask_by(cast.cleo, offer)
    grant(user=cast.ben, scope=cast.course_scope, role=Role.ASSISTANT, grades=True)
    with pytest.raises(Refused, match="You grade this student"):
        accepted(ask)


def test_pair_rests_when_the_mentor_comes_to_grade(cast: "Cast", pair: Pair) -> None:
    grant(user=cast.ben, scope=cast.course_scope, role=Role.ASSISTANT, grades=True)
    for person in (cast.ben, cast.cleo):
        assert "this pair rests" in str(policies.can_meet(rights_of(person), pair).reason)
        assert policies.can_end(rights_of(person), pair)
        with pytest.raises(Refused, match="this pair rests"):
            reply(actor=person, thread=pair.space.threads.get(), source="One more thing.")


def test_three_times_suit_both_and_one_tap_picks(cast: "Cast", programme: Programme) -> None:
    offer = offer_by(cast.ben, programme, times=["evenings", "weekend"])
    services.keep_wishes(
        actor=cast.cleo, programme=programme, wishes=[matching.Wish(matching.Kind.TIME, ("evenings", "early"))]
    )
    pair = accepted(ask_by(cast.cleo, offer))
    proposed = list(pair.meetings.proposed())
    assert {timezone.localtime(meeting.starts_at).hour for meeting in proposed} == {19}
    services.pick_time(actor=cast.cleo, meeting=proposed[1])
    assert [meeting.pk for meeting in pair.meetings.filter(cancelled_at=None)] == [proposed[1].pk]
    with pytest.raises(Refused, match="no longer free"):
        services.pick_time(actor=cast.ben, meeting=proposed[0])


def test_other_times_come_after_those_that_were_not_taken(cast: "Cast", pair: Pair) -> None:
    before = list(pair.meetings.proposed().values_list("starts_at", flat=True))
    services.propose_times(actor=cast.cleo, pair=pair)
    after = list(pair.meetings.proposed().values_list("starts_at", flat=True))
    assert len(after) == 3
    assert min(after) > max(before)


def test_time_of_ones_own(cast: "Cast", pair: Pair) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    meeting = services.propose_time(actor=cast.ben, pair=pair, starts_at=tomorrow)
    services.pick_time(actor=cast.cleo, meeting=meeting)
    services.keep_note(actor=cast.ben, meeting=meeting, note="First sentences.")
    assert Meeting.objects.picked().get().note == "First sentences."
    with pytest.raises(Refused, match="is past"):
        services.propose_time(actor=cast.ben, pair=pair, starts_at=timezone.now() - timedelta(hours=1))


def test_others_pick_nothing(cast: "Cast", pair: Pair) -> None:
    meeting = pair.meetings.proposed()[0]
    for who in ("ada", "fay", "kim"):
        assert policies.can_pick(rights_of(getattr(cast, who)), meeting).secret
