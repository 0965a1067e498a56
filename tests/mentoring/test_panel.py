"""The mentor panel in a unit."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from community.discussion.models import Post, Space, Thread
from community.discussion.services import start_thread
from core.policy import Refused
from courses.models import Placement
from courses.services import place_block
from mentoring import services
from mentoring.models import Ask, Offer, Panel, Programme
from tests.factories.community import course_of
from tests.factories.courses import UnitFactory
from tests.factories.mentoring import TEXT, mentor_in, offer_by

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Cast


def placed(cast: "Cast", unit: Any = None) -> Placement:
    return place_block(
        actor=cast.ada,
        unit=unit or UnitFactory(course=course_of(cast)),
        block_key="mentoring.panel",
        config={"title": "Ask them", "prompt": "How it felt."},
        whole_unit=True,
        why="They have been there.",
    )


@pytest.fixture
def panel(cast: "Cast", offer: Offer) -> Panel:
    """Ben sits on it from the start."""
    return placed(cast).mentor_panel


def page_of(client: Client, person: "User", panel: Panel) -> str:
    client.force_login(person)
    placement = Placement.objects.with_unit().get(pk=panel.placement_id)
    return " ".join(client.get(placement.unit.get_absolute_url()).content.decode().split())


def test_placing_seats_the_mentors_of_the_programme(cast: "Cast", panel: Panel) -> None:
    assert [seat.offer.mentor for seat in panel.seats.all()] == [cast.ben]
    assert panel.space is not None
    assert panel.space.audience_id in rights_of(cast.ben).audiences


def test_at_most_four_sit_down_by_themselves(cast: "Cast", programme: Programme) -> None:
    for number in range(6):
        offer_by(mentor_in(cast, f"Mo {number}"), programme)
    assert placed(cast).mentor_panel.seats.count() == 4


def test_who_grades_people_of_the_course_sits_on_no_panel(cast: "Cast", offer: Offer) -> None:
    grant(user=cast.ben, scope=cast.programme, role=Role.EDUCATOR, grades=True)
    assert not placed(cast).mentor_panel.seats.exists()


def test_staff_choose_and_the_others_stop_reading(cast: "Cast", programme: Programme, panel: Panel) -> None:
    other = offer_by(mentor_in(cast, "Mo"), programme)
    services.reseat(actor=cast.jo, panel=panel, offers=[other])
    space = Space.objects.select_related("audience").get(pk=panel.space_id)
    assert space.audience_id not in rights_of(cast.ben).audiences
    assert space.audience_id in rights_of(other.mentor).audiences
    with pytest.raises(Refused, match="one to four"):
        services.reseat(actor=cast.jo, panel=panel, offers=[])
    with pytest.raises(Refused):
        services.reseat(actor=cast.cleo, panel=panel, offers=[other])


def test_mentor_steps_down(cast: "Cast", panel: Panel) -> None:
    services.step_down(actor=cast.ben, panel=panel)
    assert not panel.seats.exists()
    assert panel.space_id not in set(Space.objects.visible_to(rights_of(cast.ben)).values_list("pk", flat=True))


def test_question_to_the_panel_is_read_by_course_and_mentor(cast: "Cast", panel: Panel) -> None:
    assert panel.space is not None
    start_thread(actor=cast.cleo, space=panel.space, source="How did it feel?")
    readers = {name for name in ("ada", "ben", "fay", "jo", "dan", "kim", "lea", "eve") if reads(getattr(cast, name))}
    assert readers == {"ada", "ben", "fay", "jo"}


def reads(person: "User") -> bool:
    return Post.objects.visible_to(rights_of(person)).exists()


def test_unit_shows_the_panel_with_its_audience(cast: "Cast", panel: Panel, client: Client) -> None:
    page = page_of(client, cast.cleo, panel)
    assert "Put a question to the panel" in page
    assert "Find a mentor of your own" in page
    assert "2 students, 2 staff and 1 other person" in page


def test_grader_is_not_shown_to_those_they_grade(cast: "Cast", panel: Panel, client: Client) -> None:
    grant(user=cast.ben, scope=cast.course_scope, role=Role.ASSISTANT, grades=True)
    assert "Nobody sits on this panel at the moment." in page_of(client, cast.cleo, panel)


def test_asking_a_mentor_right_there(cast: "Cast", panel: Panel, offer: Offer, client: Client) -> None:
    client.force_login(cast.cleo)
    url = reverse("mentoring:panel-ask", args=[panel.placement_id])
    assert client.post(url, {"offer": offer.pk, "text": ""}).status_code == 422
    answer = client.post(url, {"offer": offer.pk, "text": TEXT})
    ask = Ask.objects.get()
    assert (ask.placement_id, answer.status_code) == (panel.placement_id, 302)


def test_mentor_who_sits_elsewhere_is_not_asked_here(
    cast: "Cast", programme: Programme, panel: Panel, client: Client
) -> None:
    other = offer_by(mentor_in(cast, "Mo"), programme)
    client.force_login(cast.cleo)
    url = reverse("mentoring:panel-ask", args=[panel.placement_id])
    assert client.post(url, {"offer": other.pk, "text": TEXT}).status_code == 422


def test_seats_page_is_for_staff(cast: "Cast", panel: Panel, client: Client) -> None:
    url = reverse("mentoring:panel-seats", args=[panel.placement_id])
    for who, status in (("ada", 200), ("jo", 200), ("cleo", 403), ("ben", 403), ("kim", 404), ("eve", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(url).status_code == status


def test_course_without_a_programme_says_so(cast: "Cast", client: Client) -> None:
    panel = placed(cast).mentor_panel
    assert "has no mentoring programme yet" in page_of(client, cast.ada, panel)
    assert "Nobody sits on this panel" in page_of(client, cast.cleo, panel)


def test_panels_cost_the_same_for_one_and_for_many(cast: "Cast", offer: Offer, client: Client) -> None:
    unit = UnitFactory(course=course_of(cast))
    client.force_login(cast.cleo)
    counted = []
    for turn in range(3):
        for _number in range(turn + 1):
            panel = placed(cast, unit).mentor_panel
            start_thread(actor=cast.fay, space=panel.space, source="How did it feel?")
        with CaptureQueriesContext(connection) as seen:
            client.get(unit.get_absolute_url())
        counted.append(len(seen))
    assert counted[1] == counted[2]
    assert Thread.objects.count() == 6
