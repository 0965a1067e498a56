"""What was carried over is taken back, by name or altogether."""

import pytest
from django.test import Client

from accounts.extensions import personal_data
from community.models import CarryConsent, Carrying
from core.models import SearchDocument
from core.policy import Refused
from tests.factories.community import reply_by
from tests.runs.old_runs import HIDDEN, NAMED, NO, Runs, said

pytestmark = [pytest.mark.django_db]


def test_what_was_taken_back_goes_and_the_name_with_it(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    runs.say(Carrying.objects.get(), "fay", NO)
    page = runs.page(thread, client)
    assert "Fay" not in page
    assert "beds" not in page
    assert "One post was not carried over." in page
    assert not SearchDocument.objects.filter(body__contains="beds", audience_id=thread.audience_id).exists()


def test_a_name_can_be_taken_off_later(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED)
    runs.say(Carrying.objects.get(), "fay", HIDDEN)
    page = runs.page(thread, client)
    assert "Fay" not in page
    assert "she knows beds" in page


def test_nothing_is_added_after_it_was_carried_over(runs: Runs) -> None:
    runs.carry(cleo=NAMED, fay=NO)
    with pytest.raises(Refused):
        runs.say(Carrying.objects.get(), "fay", NAMED)


def test_when_whoever_began_it_takes_it_back_answers_stay(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, ada=NAMED)
    reply_by(runs.nia, thread, source="I wondered too.")
    runs.say(Carrying.objects.get(), "cleo", NO)
    page = runs.page(thread, client)
    assert "The opening post was not carried over" in page
    assert "I wondered too." in page
    assert "clear film" not in page


def test_erasing_a_person_erases_what_was_carried(runs: Runs) -> None:
    thread = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    for data in personal_data:
        if data.key == "community.discussion":
            data.erase(runs.cast.fay)
    assert said(thread)[1] == ("left", "", "")
    assert "Fay" not in str(said(thread))
    assert not CarryConsent.objects.filter(user=runs.cast.fay).exists()
