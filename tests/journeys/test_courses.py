"""A, first half: a student arrives by a join link. B, in an old course: an educator turns a unit into one with a block."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.template import Template
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import rights_of
from courses import services
from courses.extensions import blocks
from courses.models import Course
from courses.services.imports import bring_in
from tests.conftest import Cast
from tests.courses.blocks import NoteBlock
from tests.courses.olx import shared
from tests.factories.courses import CourseFactory, OutcomeFactory, PartFactory, UnitFactory
from tests.harness.browser import PHONE, OpenPage, assert_no_sideways_scroll, axe

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cache.clear()
    monkeypatch.setattr(NoteBlock, "template", Template("<div class='block-body'><p>{{ block.words }}</p></div>"))
    with blocks.temporarily(NoteBlock):
        yield


@pytest.fixture
def course(cast: Cast) -> Course:
    return opened(cast)


def opened(cast: Cast) -> Course:
    """A course with one unit that has an outcome and a text."""
    course = CourseFactory(scope=cast.course_scope)
    unit = UnitFactory(course=course, title="Breathlessness on day three", lede="She cannot finish a sentence.")
    OutcomeFactory(unit=unit, code="4.1")
    PartFactory(unit=unit, title="What you know so far")
    return course


PROMPT = "Which single finding would change your mind?"


def code_in(letter: str) -> str:
    """The code of a verification mail stands on a line of its own."""
    found = re.search(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,})\s*$", letter, re.MULTILINE)
    assert found, letter
    return found[1]


def arrive(page: Page, address: str, letter: Callable[[], str]) -> None:
    """Noor comes by a join link, makes an account with the code of the `letter`, joins and agrees to the rules."""
    page.goto(address)
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Noor Haddad")
    page.get_by_label("E-mail").fill("noor@northmoor.ac.uk")
    page.get_by_label("Password").fill("a-long-and-quiet-word")
    page.locator("main button[type=submit]").click()
    page.locator("main input[name=code]").fill(code_in(letter()))
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="Join the course").click()
    expect(page.get_by_role("heading", level=1, name="Breathlessness on day three")).to_be_visible()
    page.get_by_role("button", name="I agree, take me to the unit").click()
    expect(page.get_by_role("heading", name="rules, on one screen")).to_have_count(0)
    expect(page.get_by_role("heading", level=1, name="Breathlessness on day three")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_student_arrives_by_a_link(open_page: OpenPage, cast: Cast, course: Course, scripts: bool) -> None:
    link = services.make_join_link(actor=cast.ada, course=course, domain="northmoor.ac.uk", places=40)
    page = open_page(viewport=PHONE, scripts=scripts)
    arrive(page, link.get_absolute_url(), lambda: str(mail.outbox[-1].body))
    noor = User.objects.get(email="noor@northmoor.ac.uk")
    assert rights_of(noor).is_member(course.scope)


@pytest.mark.parametrize("scripts", [True, False])
def test_educator_turns_a_unit_into_one_with_a_block(
    open_page: OpenPage, cast: Cast, course: Course, scripts: bool
) -> None:
    page = open_page(cast.ada, scripts=scripts)
    page.goto(course.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Breathlessness on day three").first.click()
    page.get_by_role("link", name="Add a block").click()
    page.get_by_role("link", name=re.compile("^Choose.*Discussion")).click()
    expect(page.get_by_label("Why it is here")).not_to_be_empty()
    page.get_by_label("Prompt").fill(PROMPT)
    page.get_by_role("button", name="Preview as a student").click()
    expect(page.get_by_role("heading", name=PROMPT)).to_be_visible()
    page.get_by_role("link", name="Phone").click()
    page.get_by_role("button", name="Place in unit").click()
    student = open_page(cast.cleo, scripts=scripts)
    student.goto(course.first_unit().get_absolute_url())
    expect(student.get_by_role("heading", name=PROMPT)).to_be_visible()
    expect(student.get_by_text("Serves 4.1")).to_be_visible()


def test_imported_course_reads_well_on_a_phone_in_the_dark(open_page: OpenPage, cast: Cast) -> None:
    course, _report = bring_in(actor=cast.ada, path=shared("olx-dhis2-fundamentals"), into=cast.programme)
    assert course is not None
    services.publish_course(actor=cast.ada, course=course)
    page = open_page(cast.ada, viewport=PHONE, scheme="dark")
    page.goto(course.get_absolute_url())
    look_at(page)
    page.goto(course.units.get(slug__startswith="use-case-1").get_absolute_url())
    picture = page.get_by_role("img", name="Image 2 - Validation Rules")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("each => each.naturalWidth") > 100
    look_at(page)


def look_at(page: Page) -> None:
    axe(page)
    assert_no_sideways_scroll(page)
