"""By keyboard alone: writing of every kind, with files, warnings and labels; polls; what only staff see; from device to device."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Thread
from community.models import Space
from tests.community.test_files import photograph
from tests.conftest import Cast
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage
from tests.harness.needs import long_way
from tests.journeys.keys import at, choose, heads, in_both_themes, press, says, tick, to, write

pytestmark = [pytest.mark.browser, long_way]
SAY = "^What you want to say"


@pytest.fixture
def space(cast: Cast) -> Space:
    """Where everything may be asked and said; Fay asked something."""
    agreed(User.objects.all())
    labels = [services.Label(0, "Ward"), services.Label(0, "Exam")]
    services.set_labels(actor=cast.ada, course=course_of(cast), labels=labels, writers=True)
    made = space_in(cast, config={"prompt": "Why?", "anonymity": "choice", "ask_ai": True})
    thread_by(cast.fay, made, source="Does a clear film rule out a clot?")
    return made


def unit(space: Space) -> str:
    assert space.placement is not None
    return space.placement.unit.get_absolute_url()


def pen(page: Page) -> None:
    """The row of buttons, a person after an @, and how it will look."""
    to(page, SAY)
    page.keyboard.type("The film is never enough, says ")
    page.keyboard.type("@Fa")
    expect(page.get_by_role("option", name=re.compile("Fay"))).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("too")
    page.keyboard.press("Control+Shift+ArrowLeft")
    to(page, "^Bold")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What you want to say")).to_have_value(re.compile(r"@\S+ \*\*too\*\*$"))
    to(page, "^Claim", key="Shift+Tab")


def test_a_claim_with_all_that_stands_beside_it(open_page: OpenPage, cast: Cast, space: Space) -> None:
    page = at(open_page(cast.cleo), unit(space))
    to(page, "^Question")
    choose(page, "^Claim")
    pen(page)
    to(page, "^I wrote it without AI|^AI ")
    choose(page, "^AI gave me ideas")
    press(page, "^Files, content warning$")
    tick(page, "^Death$")
    press(page, "^Labels$")
    tick(page, "^Ward")
    to(page, "^With my name")
    choose(page, "^Without my name")
    press(page, "^Preview$")
    expect(page.locator(".look strong")).to_have_text("too")
    in_both_themes(page)
    press(page, "^Post claim$")
    heads(page, re.compile("^The film is never enough"))
    expect(page.locator(".page-head").get_by_text("Ward")).to_be_visible()
    to(page, "Content warning: Death")
    page.keyboard.press("Enter")
    expect(page.locator("#p1 strong")).to_be_visible()
    says(page, "AI gave me ideas")
    in_both_themes(page)


def test_a_resource_and_a_question_that_was_asked_before(open_page: OpenPage, cast: Cast, space: Space) -> None:
    page = at(open_page(cast.cleo), unit(space))
    write(page, "^In one line", "Does a clear film rule out the clot?")
    expect(page.get_by_text("Has this been asked already?")).to_be_visible()
    to(page, "^Does a clear film rule out a clot\\?$")
    to(page, "^Question", key="Shift+Tab")
    choose(page, "^Resource")
    write(page, "^Link to the resource", "https://example.org/films")
    write(page, SAY, "Why films hide clots.")
    to(page, "^I wrote it without AI|^AI ")
    choose(page, "^I wrote it without AI")
    press(page, "^Share resource$")
    heads(page, "Does a clear film rule out the clot?")
    assert Thread.objects.filter(kind="resource").count() == 1


def test_a_picture_is_described_and_asked_about(open_page: OpenPage, cast: Cast, space: Space) -> None:
    page = at(open_page(cast.cleo), unit(space))
    write(page, SAY, "What is this line here?")
    to(page, "^I wrote it without AI|^AI ")
    choose(page, "^I wrote it without AI")
    press(page, "^Files, content warning$")
    to(page, "^Add files$")
    film = {"name": "film.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    page.locator(":focus").set_input_files(film)  # what opens from here is the browser's own
    expect(page.get_by_label("What does it show?")).to_be_visible()
    write(page, "^What does it show", "A clear film")
    for _question in range(2):
        to(page, "^Yes")
        choose(page, "^No")
    in_both_themes(page)
    press(page, "^Post question$")
    heads(page, "What is this line here?")
    expect(page.get_by_role("img", name="A clear film")).to_be_visible()


def test_a_poll_is_asked_and_the_vote_changed(open_page: OpenPage, cast: Cast, space: Space) -> None:
    page = at(open_page(cast.cleo), unit(space))
    press(page, "^Ask everybody to choose")
    write(page, "^What do you ask", "Which first?")
    write(page, "^Choices", "Film\nScan")
    in_both_themes(page)
    press(page, "^Post poll$")
    heads(page, "Which first?")
    to(page, "^(Film|Scan)")
    choose(page, "^Film")
    press(page, "^Vote$")
    says(page, "Change my vote")
    to(page, "^Film")
    choose(page, "^Scan")
    press(page, "^Change my vote$")
    expect(page.get_by_role("radio", name="Scan")).to_be_checked()
    in_both_themes(page)


def test_staff_are_asked_alone_and_its_author_lets_others_read(open_page: OpenPage, cast: Cast, space: Space) -> None:
    cleo, ada = open_page(cast.cleo), open_page(cast.ada)
    at(cleo, unit(space))
    press(cleo, "^Ask staff only")
    write(cleo, "^Your question", "May I come late?")
    in_both_themes(cleo)
    to(cleo, "^I wrote it without AI|^AI ")
    choose(cleo, "^I wrote it without AI")
    press(cleo, "^Ask staff$")
    heads(cleo, "May I come late?")
    here = cleo.url
    at(ada, here)
    press(ada, "^Ask its author to show it")
    says(ada, "Ada asked to show it.")
    at(cleo, here)
    in_both_themes(cleo)
    press(cleo, "^(Yes|Show|They may|With)")
    expect(cleo.get_by_text("Staff ask whether others may read this")).to_have_count(0)
    assert Thread.objects.get(title="May I come late?").privacy == ""


def test_a_draft_follows_to_another_device(open_page: OpenPage, cast: Cast, space: Space) -> None:
    thread = Thread.objects.get()
    reply_by(cast.ada, thread)
    first = at(open_page(cast.cleo), f"/t/{thread.pk}/")
    with first.expect_response(re.compile("/draft/")):
        write(first, "^Your reply to Fay", "I began this on my phone.")
    second = at(open_page(cast.cleo), f"/t/{thread.pk}/")
    to(second, "^Your reply to Fay")
    expect(second.locator(":focus")).to_have_value("I began this on my phone.")
    to(second, "^I wrote it without AI|^AI ")
    choose(second, "^I wrote it without AI")
    press(second, "^Post reply$")
    expect(second.locator(".sheet").get_by_text("I began this on my phone.")).to_be_visible()
