"""C: a mentor offers a place; a student asks from the unit; yes, both sign, a first time, a page only the two read."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.outbox import sweep
from courses.models import Placement
from courses.services import place_block
from mentoring.models import Ask, Pair
from notifications.models import Notice
from tests.conftest import Cast
from tests.factories.community import course_of
from tests.factories.courses import UnitFactory
from tests.factories.ethics import agreed
from tests.factories.mentoring import ask_by, mentor_in, offer_by, programme_of
from tests.harness.browser import PHONE, OpenPage

pytestmark = pytest.mark.browser
TEXT = "I go quiet when somebody senior is in the room."


@pytest.fixture
def placement(cast: Cast) -> Placement:
    return placed(cast)


def placed(cast: Cast) -> Placement:
    """A mentor panel in a unit; its programme has no mentor yet."""
    agreed(User.objects.all())
    programme_of(cast)
    return place_block(
        actor=cast.ada,
        unit=UnitFactory(course=course_of(cast)),
        block_key="mentoring.panel",
        config={"title": "Ask someone who has been there"},
        whole_unit=True,
        why="They have been there.",
    )


def offers_a_place(page: Page) -> None:
    page.goto("/mentoring/northmoor-mentors/")
    page.get_by_role("link", name="Offer places").click()
    page.get_by_label("In your own words").fill("I came back after a failed year.")
    page.get_by_label("What you offer").first.fill("Speaking up\nEmergency care")
    page.get_by_label("Weekday evenings").check()
    page.get_by_role("button", name="Save my offer").click()
    expect(page.get_by_label("What you offer").first).to_have_value(re.compile("Speaking up"))


def asks_in_the_unit(page: Page, placement: Placement) -> None:
    page.goto(placement.unit.get_absolute_url())
    page.get_by_text("Ask one of them to be your mentor").click()
    page.get_by_label("What you would like help with").fill(TEXT)
    page.get_by_role("button", name="Send the ask").click()
    expect(page.get_by_role("heading", level=1, name="Your ask to Ben")).to_be_visible()


def says_yes(page: Page) -> None:
    ask = Ask.objects.get()
    page.goto(f"/mentoring/{ask.programme.slug}/asks/{ask.ref}/")
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.get_by_role("button", name="Accept, and sign the agreement").click()
    page.get_by_role("button", name=re.compile(r"\d\d:\d\d")).first.click()
    expect(page.get_by_role("heading", name="Your next meeting")).to_be_visible()


def walk(open_page: OpenPage, cast: Cast, placement: Placement, *, scripts: bool) -> Pair:
    """Ben offers, Ada sets the panel, Cleo asks, Ben says yes, both sign, and the two talk."""
    mentor, student = open_page(cast.ben, scripts=scripts), open_page(cast.cleo, viewport=PHONE, scripts=scripts)
    offers_a_place(mentor)
    staff = open_page(cast.ada, scripts=scripts)
    staff.goto(f"/mentoring/panels/{placement.pk}/seats/")
    staff.get_by_label("Ben").check()
    staff.get_by_role("button", name="Set the panel").click()
    asks_in_the_unit(student, placement)
    says_yes(mentor)
    pair = Pair.objects.get()
    student.goto(f"/mentoring/pairs/{pair.ref}/")
    student.get_by_role("button", name="Sign the agreement").click()
    student.locator("#sheet textarea").fill("I was standing by the sink.")
    student.get_by_role("button", name="Post reply").click()
    expect(student.locator(".post-body", has_text="I was standing by the sink.")).to_be_visible()
    mentor.reload()
    expect(mentor.get_by_text("I was standing by the sink.")).to_be_visible()
    return pair


@pytest.mark.parametrize("scripts", [True, False])
def test_journey_c(open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool) -> None:
    pair = walk(open_page, cast, placement, scripts=scripts)
    sweep()
    assert Notice.objects.filter(recipient=cast.ben, kind="mentoring.message").count() == 1
    for stranger in (cast.ada, cast.kim, cast.lea):
        answer = open_page(stranger, scripts=scripts).goto(f"/mentoring/pairs/{pair.ref}/")
        assert answer is not None
        assert answer.status == 404


@pytest.mark.parametrize("scripts", [True, False])
def test_kind_no_with_a_colleague(open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool) -> None:
    offer_by(mentor_in(cast, "Mo"), programme_of(cast))
    ask = ask_by(cast.cleo, offer_by(cast.ben, programme_of(cast)))
    mentor, student = open_page(cast.ben, scripts=scripts), open_page(cast.cleo, scripts=scripts)
    mentor.goto(f"/mentoring/northmoor-mentors/asks/{ask.ref}/")
    mentor.get_by_text("Not this time").click()
    mentor.get_by_label(re.compile("^I have taken on as many people")).check()
    mentor.get_by_label("Suggest a colleague").select_option(label="Mo")
    mentor.get_by_role("button", name="Send this answer").click()
    student.goto(f"/mentoring/northmoor-mentors/asks/{ask.ref}/")
    expect(student.get_by_text("Ben cannot take this on in this round.")).to_be_visible()
    student.get_by_role("link", name="Ask Mo").click()
    student.get_by_label("What you would like help with").fill(TEXT)
    student.get_by_role("button", name="Send the ask").click()
    assert Ask.objects.open().get().mentor.name == "Mo"


@pytest.mark.parametrize("scripts", [True, False])
def test_wishes_fit_and_not_for_me(open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool) -> None:
    for mentor, topic in ((cast.ben, "Speaking up"), (mentor_in(cast, "Mo"), "Boundaries")):
        offer_by(mentor, programme_of(cast), topics=[topic])
    page = open_page(cast.cleo, scripts=scripts)
    page.goto("/mentoring/northmoor-mentors/wishes/")
    page.get_by_role("combobox", name="First topic").fill("Speaking up")
    page.get_by_role("button", name="Save and see who fits").click()
    expect(page.locator(".match h2")).to_have_text(["Ben", "Mo"])
    expect(page.get_by_text("Fits 1 of your 1 wish")).to_be_visible()
    page.get_by_role("button", name="Not for me : Ben").click()
    expect(page.locator(".match h2")).to_have_text(["Mo"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".match h2")).to_have_text(["Ben", "Mo"])
