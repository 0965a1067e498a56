"""Peers: one question in a unit, three people with a reason both gave, a hello, a yes, a connection of this course."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.people.models import Connection, Hello
from core.outbox import sweep
from courses.models import Placement
from courses.services import place_block
from tests.conftest import Cast
from tests.factories.community import course_of
from tests.factories.courses import UnitFactory
from tests.factories.ethics import agreed
from tests.factories.people import hello_from, introduced
from tests.harness.browser import PHONE, OpenPage

pytestmark = pytest.mark.browser
GOAL = "Reading the units together"


@pytest.fixture
def placement(cast: Cast) -> Placement:
    """An introductions block in a unit."""
    agreed(User.objects.all())
    return place_block(
        actor=cast.ada,
        unit=UnitFactory(course=course_of(cast)),
        block_key="community.introductions",
        config={"question": "What would you like company for?", "match_on": ["goal", "site", "study_time", "language"]},
        whole_unit=True,
        why="Thinking aloud is easier with one other person.",
    )


def answers(page: Page, placement: Placement) -> None:
    page.goto(placement.unit.get_absolute_url())
    page.get_by_label(GOAL).check()
    page.get_by_role("button", name="Introduce me").click()
    expect(page.get_by_text("Only the person you greet can see a hello.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_journey_peers(open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool) -> None:
    cleo, fay = open_page(cast.cleo, viewport=PHONE, scripts=scripts), open_page(cast.fay, scripts=scripts)
    answers(fay, placement)
    answers(cleo, placement)
    sweep()
    cleo.reload()
    expect(cleo.get_by_text("You both would like company for reading the units together.")).to_be_visible()
    cleo.get_by_role("link", name="Say hello to Fay").click()
    cleo.get_by_label("A line of your own").fill("Shall we read Unit 4 on Sunday?")
    cleo.get_by_role("button", name="Send the hello").click()
    fay.goto("/people/hellos/")
    expect(fay.get_by_text("Shall we read Unit 4 on Sunday?")).to_be_visible()
    fay.get_by_role("button", name="Say hello back to Cleo").click()
    cleo.goto("/people/")
    expect(cleo.get_by_role("heading", name="Connections")).to_be_visible()
    assert set(Connection.objects.live().get().people) == {cast.cleo.pk, cast.fay.pk}


@pytest.mark.parametrize("scripts", [True, False])
def test_question_is_skipped_for_the_course(
    open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool
) -> None:
    page = open_page(cast.cleo, scripts=scripts)
    page.goto(placement.unit.get_absolute_url())
    page.get_by_role("button", name="Not in this course").click()
    expect(page.get_by_text("You skipped this question for this course.")).to_be_visible()
    expect(page.get_by_label(GOAL)).to_have_count(0)


def test_a_no_cannot_be_told_from_silence(open_page: OpenPage, cast: Cast, placement: Placement) -> None:
    for person in (cast.cleo, cast.fay):
        introduced(person, cast.course_scope)
    hello_from(cast.cleo, cast.fay, cast.course_scope)
    fay, cleo = open_page(cast.fay), open_page(cast.cleo)
    fay.goto("/people/hellos/")
    fay.get_by_role("button", name=re.compile("^Not now")).click()
    expect(fay.get_by_text("No hello is waiting.")).to_be_visible()
    cleo.goto("/people/hellos/")
    expect(cleo.locator(".badge")).to_have_text(["Sent"])
    assert not Hello.objects.waiting().exists()
