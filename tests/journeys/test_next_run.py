"""An educator copies a course, works the list and asks for a thread; its author agrees; it stands in the new run."""

import re

import pytest
from playwright.sync_api import Page, expect

from community.discussion.services import keep_thread, open_spaces
from community.models import Thread
from courses.models import Course, RunCheck
from tests.conftest import Cast
from tests.factories.community import course_of, placement_in, thread_by
from tests.factories.courses import UnitFactory
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage, assert_no_sideways_scroll, axe

pytestmark = pytest.mark.browser


def by_keyboard(page: Page, name: str) -> None:
    """Press the button or follow the link of this name with the keyboard alone."""
    target = (
        page.get_by_role("main")
        .get_by_role("button", name=name)
        .or_(page.get_by_role("main").get_by_role("link", name=name))
    )
    target.first.focus()
    page.keyboard.press("Enter")


def copies(page: Page) -> None:
    page.goto("/studio/c/clinical-reasoning/copy/")
    page.get_by_label("Title").fill("Clinical Reasoning again")
    page.get_by_label("Starts on").fill("2027-09-06")
    by_keyboard(page, "Show the dates")
    expect(page.get_by_role("heading", name="The dates")).to_be_visible()
    by_keyboard(page, "Make the copy")
    expect(page.get_by_role("heading", level=1, name="The new run is here")).to_be_visible()


def works_the_list(page: Page) -> None:
    by_keyboard(page, "to look at")
    expect(page.get_by_role("heading", level=1, name="To check in this run")).to_be_visible()
    by_keyboard(page, "Done")
    expect(page.get_by_text("line changed")).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        axe(page)


def asks(page: Page) -> None:
    by_keyboard(page, "Threads of the old run")
    expect(page.get_by_label(re.compile("A clear film"))).to_be_checked()
    by_keyboard(page, "Ask their authors")
    expect(page.get_by_text("1 person was asked, 0 said yes.")).to_be_visible()
    axe(page)


def agrees(page: Page) -> None:
    page.goto("/carried/")
    axe(page)
    by_keyboard(page, "Yes, without my name")
    expect(page.get_by_text("You agreed.")).to_be_visible()


def carries_over(page: Page) -> None:
    page.reload()
    page.get_by_text("Carry it over now").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Carry it over", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("carried over with its authors")).to_be_visible()
    expect(page.get_by_text("Cleo")).to_have_count(0)
    assert_no_sideways_scroll(page)


def test_course_is_taught_again_and_a_thread_comes_along(open_page: OpenPage, cast: Cast) -> None:
    agreed([cast.ada, cast.cleo])
    space = open_spaces(placement_in(cast, unit=UnitFactory(course=course_of(cast), title="Breathless")))[0]
    keep_thread(actor=cast.ada, thread=thread_by(cast.cleo, space, title="A clear film"))
    educator = open_page(cast.ada)
    copies(educator)
    works_the_list(educator)
    assert RunCheck.objects.exclude(done_at=None).count() == 1
    asks(educator)
    agrees(open_page(cast.cleo))
    carries_over(educator)
    assert Thread.objects.filter(course=Course.objects.latest("pk")).count() == 1
