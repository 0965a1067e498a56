"""Two accepts for the last place at the same moment, in two real connections: exactly one wins."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from mentoring import services
from mentoring.choices import AskState
from mentoring.models import Ask, Offer, Pair
from tests.factories.mentoring import accepted, ask_by, mentor_in, offer_by, programme_of, student_in
from tests.harness.together import at_once

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8


def test_exactly_one_of_two_accepts_gets_the_last_place(cast: "Cast") -> None:
    offer = offer_by(cast.ben, programme_of(cast), places=1)
    for turn in range(ROUNDS):
        Offer.objects.filter(pk=offer.pk).update(taken=0)
        asks = [ask_by(student_in(cast, f"{name} {turn}"), offer) for name in ("Uma", "Vik")]
        outcomes = at_once(*(lambda ask=ask: accepted(Ask.objects.get(pk=ask.pk)) for ask in asks))
        assert max(outcomes) == "done"
        assert "All your places are taken" in min(outcomes)
        offer.refresh_from_db()
        assert (offer.taken, Pair.objects.filter(ask__in=asks).count()) == (1, 1)
        Ask.objects.filter(state=AskState.SENT).update(state=AskState.WITHDRAWN)


def test_one_ask_accepted_twice_is_one_pair(cast: "Cast") -> None:
    offer = offer_by(cast.ben, programme_of(cast), places=2)
    ask = ask_by(cast.cleo, offer)
    outcomes = at_once(*[lambda: accepted(Ask.objects.get(pk=ask.pk))] * 2)
    assert outcomes.count("done") == 1
    offer.refresh_from_db()
    assert (offer.taken, Pair.objects.count()) == (1, 1)


def test_accept_and_withdraw_at_once_settle_the_ask_one_way(cast: "Cast") -> None:
    offer = offer_by(cast.ben, programme_of(cast))
    ask = ask_by(cast.cleo, offer)
    outcomes = at_once(
        lambda: accepted(Ask.objects.get(pk=ask.pk)),
        lambda: services.withdraw_ask(actor=cast.cleo, ask=Ask.objects.get(pk=ask.pk)),
    )
    ask.refresh_from_db()
    offer.refresh_from_db()
    assert outcomes.count("done") == 1
    assert (ask.state == AskState.ACCEPTED) == (offer.taken == 1) == Pair.objects.exists()


def test_two_tabs_send_no_ask_too_many(cast: "Cast") -> None:
    assert connection.vendor == "postgresql"
    programme = programme_of(cast, open_asks=1)
    offers = [offer_by(cast.ben, programme), offer_by(mentor_in(cast, "Mo"), programme)]
    outcomes = at_once(*(lambda offer=offer: ask_by(cast.cleo, Offer.objects.get(pk=offer.pk)) for offer in offers))
    assert outcomes.count("done") == 1
    assert Ask.objects.count() == 1
