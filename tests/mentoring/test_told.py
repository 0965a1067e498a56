"""Who is told what, and what moderators, profiles, Home and a person's own copy know of it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.extensions import ties
from accounts.rights import rights_of
from community.discussion.services import reply
from mentoring import services
from mentoring.choices import Reason
from mentoring.models import Ask, Offer, Pair
from mentoring.personal_data import MentoringData
from moderation.extensions import conflicts, kinds
from notifications.extensions import notices
from notifications.models import Notice
from tests.factories.mentoring import TEXT, accepted, ask_by, signed

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from accounts.models import User
    from tests.conftest import Cast

    Hear = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def hear(django_capture_on_commit_callbacks: "Hear") -> Any:
    """What happens inside is heard by every listener."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def told(person: "User") -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def words(person: "User") -> Any:
    notice = Notice.objects.filter(recipient=person).select_related("event").latest("pk")
    from core.events import rebuild  # noqa: PLC0415

    event = rebuild(notice.event.name, notice.event.payload)
    kind = notices[notice.kind]
    return kind.message(person, event), kind.still_allowed(rights_of(person), event)


def test_mentor_is_told_of_an_ask_with_its_day_and_no_button(cast: "Cast", offer: Offer, hear: Any) -> None:
    with hear():
        ask_by(cast.cleo, offer)
    assert (told(cast.ben), told(cast.cleo)) == (["mentoring.ask"], [])
    message, allowed = words(cast.ben)
    assert message.subject.startswith("Cleo asks for your place. Answer by ")
    assert (message.body, allowed) == (TEXT, True)


def test_each_turn_is_told_to_the_other(cast: "Cast", offer: Offer, hear: Any) -> None:
    with hear():
        pair = accepted(ask_by(cast.cleo, offer))
    assert told(cast.cleo) == ["mentoring.accepted"]
    with hear():
        signed(pair)
        services.pick_time(actor=cast.cleo, meeting=pair.meetings.all()[0])
        services.end_pair(actor=cast.cleo, pair=pair)
    assert told(cast.ben) == ["mentoring.ask", "mentoring.signed", "mentoring.meeting", "mentoring.ended"]
    assert told(cast.cleo) == ["mentoring.accepted"]


def test_entry_of_a_pair_is_told_once_and_to_the_other_only(cast: "Cast", offer: Offer, hear: Any) -> None:
    pair = signed(accepted(ask_by(cast.cleo, offer)))
    thread = pair.space.threads.get()
    with hear():
        reply(actor=cast.ben, thread=thread, source="Think of one time.")
        reply(actor=cast.cleo, thread=thread, source="I have it.")
    assert (told(cast.cleo), told(cast.ben)) == (["mentoring.message"], ["mentoring.message"])
    assert words(cast.ben)[0].subject == "Cleo wrote to you"


def test_no_is_told_with_its_words(cast: "Cast", offer: Offer, hear: Any) -> None:
    ask = ask_by(cast.cleo, offer)
    with hear():
        services.decline_ask(actor=cast.ben, ask=ask, reason=Reason.TIME, answer="I mean it.")
    message, _allowed = words(cast.cleo)
    assert message.body == f"{Reason.TIME.label} I mean it."


def test_lapse_is_told_with_the_programmes_apology(cast: "Cast", offer: Offer, hear: Any) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=9)):
        ask_by(cast.cleo, offer)
    with hear():
        services.lapse_due()
    message, _allowed = words(cast.cleo)
    assert "programme's apology" in message.body
    assert told(cast.ben) == []


def test_hidden_ask_is_not_mailed(cast: "Cast", offer: Offer, hear: Any) -> None:
    with hear():
        ask = ask_by(cast.cleo, offer)
    services.hide_ask(ask)
    assert words(cast.ben)[1] is False


def test_moderator_who_mentors_one_of_them_is_conflicted(cast: "Cast", offer: Offer) -> None:
    accepted(ask_by(cast.cleo, offer))
    for key in ("mentoring.mentors", "mentoring.asked"):
        assert conflicts[key].between(cast.ben.pk, [cast.cleo.pk, cast.fay.pk]) == {cast.cleo.pk}
        assert conflicts[key].between(cast.cleo.pk, [cast.ben.pk, cast.ada.pk]) == {cast.ben.pk}
        assert conflicts[key].between(cast.fay.pk, [cast.ben.pk]) == set()


def test_ask_is_evidence_like_any_content(cast: "Cast", offer: Offer) -> None:
    ask, kind = ask_by(cast.cleo, offer), kinds["mentoring.ask"]
    content = kind.get(ask.pk)
    snapshot = kind.snapshot(content)
    assert (snapshot.text, snapshot.author_id, kind.author(content)) == (TEXT, cast.cleo.pk, cast.cleo)
    assert kind.may_see(rights_of(cast.ben), content)
    assert not kind.may_see(rights_of(cast.ada), content)
    kind.hide(content)
    assert not Ask.objects.visible_to(rights_of(cast.ben)).exists()


def test_running_pair_is_a_tie(cast: "Cast", offer: Offer) -> None:
    pair = accepted(ask_by(cast.cleo, offer))
    assert ties["mentoring.pair"].holds(cast.cleo.pk, cast.ben.pk)
    services.end_pair(actor=cast.ben, pair=pair)
    assert not ties["mentoring.pair"].holds(cast.cleo.pk, cast.ben.pk)


def test_home_says_what_waits_for_whom(cast: "Cast", offer: Offer, client: Client) -> None:
    ask_by(cast.cleo, offer)
    for who, line in (("ben", "Cleo asks for one of your places"), ("cleo", "Your ask to Ben")):
        client.force_login(getattr(cast, who))
        assert line in client.get("/").content.decode()
    client.force_login(cast.fay)
    assert "home-mentoring" not in client.get("/").content.decode()


def test_own_copy_has_both_sides_and_erasing_takes_the_words(cast: "Cast", offer: Offer) -> None:
    signed(accepted(ask_by(cast.cleo, offer)))
    data = MentoringData()
    copy = data.export(cast.cleo)
    assert (copy["asks_sent"][0]["text"], copy["pairs"][0]["with"]) == (TEXT, "Ben")
    for _twice in range(2):
        data.erase(cast.cleo)
    offer.refresh_from_db()
    assert (Ask.objects.get().text, offer.taken, Pair.objects.running().exists()) == ("", 0, False)


def test_profile_shows_a_mentors_offer_to_students(cast: "Cast", offer: Offer, client: Client) -> None:
    client.force_login(cast.cleo)
    page = client.get(reverse("accounts:profile", args=[cast.ben.handle])).content.decode()
    assert "Respiratory medicine" in page
