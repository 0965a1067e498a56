"""A, B, C and E with Tab, Enter, space and the arrows: a student asks, an educator places, a mentor accepts, a moderator decides."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from courses.models import Placement
from moderation.models import Decision
from tests.conftest import Cast
from tests.factories.community import course_of, space_in
from tests.factories.courses import OutcomeFactory, UnitFactory
from tests.factories.ethics import agreed
from tests.factories.mentoring import ask_by, offer_by, programme_of
from tests.harness.browser import OpenPage
from tests.journeys.keys import choose, press, to, write
from tests.journeys.test_e_f_decisions import written

pytestmark = pytest.mark.browser


def test_student_asks_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    placement = space_in(cast).placement
    assert isinstance(placement, Placement)
    page = open_page(cast.cleo)
    page.goto(placement.unit.get_absolute_url())
    write(page, "What you want to say", "Does a clear film rule out a clot?")
    press(page, "^Post question")
    expect(page.get_by_role("heading", level=1, name="Does a clear film rule out a clot?")).to_be_visible()


def test_mentor_accepts_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    programme = programme_of(cast)
    ask = ask_by(cast.cleo, offer_by(cast.ben, programme))
    page = open_page(cast.ben)
    page.goto(f"/mentoring/{programme.slug}/asks/{ask.ref}/")
    press(page, "^Accept, and sign")
    expect(page.get_by_role("button", name=re.compile(r"\d\d:\d\d")).first).to_be_visible()
    press(page, r"\d\d:\d\d")
    expect(page.get_by_role("heading", name="Your next meeting")).to_be_visible()


def test_moderator_decides_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    post = written(cast)
    fay, dan = open_page(cast.fay), open_page(cast.dan)
    fay.goto(f"/report/community.post/{post.pk}/")
    press(fay, "^Send report")
    expect(fay.get_by_role("button", name="Send report")).to_have_count(0)
    dan.goto("/moderation/")
    to(dan, "^(No breach|Ask to edit|Hide)")
    choose(dan, "^Hide")
    write(dan, "^Under which rule", "3")
    write(dan, "^Which words", "Only an idiot")
    write(dan, "^Why", "This half is about the person.")
    press(dan, "^Preview the letter")
    expect(dan.get_by_text("It broke")).to_be_visible()
    press(dan, "^Send$")
    expect(dan.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    assert Decision.objects.get().decider == cast.dan


def test_educator_places_a_discussion_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    unit = OutcomeFactory(unit=UnitFactory(course=course_of(cast))).unit
    page = open_page(cast.ada)
    page.goto(f"/studio/c/{unit.course.slug}/u/{unit.slug}/")
    press(page, "^Block")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    press(page, "^Choose.*Discussion")
    expect(page.get_by_label("Prompt")).to_be_visible()
    write(page, "^Prompt", "Which finding would change your mind?")
    press(page, "^Place in unit")
    expect(page.get_by_text("Which finding would change your mind?").first).to_be_visible()
    assert Placement.objects.get(unit=unit).config["prompt"] == "Which finding would change your mind?"
