"""A passage is asked about: by its field with the keyboard alone, and by selecting it."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Anchor
from tests.anchors.test_hanging import WORDS, text_in
from tests.conftest import Cast
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage, assert_no_sideways_scroll, axe
from tests.journeys.keys import press, write

pytestmark = pytest.mark.browser
BOX = """article => {
  const range = document.createRange();
  const words = article.querySelectorAll('p')[1].firstChild;
  range.setStart(words, 0);
  range.setEnd(words, 22);
  const { left, right, top, bottom } = range.getBoundingClientRect();
  return [left, right, (top + bottom) / 2];
}"""


def test_a_passage_is_asked_about_by_its_field(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    part = text_in(cast)
    services.open_spaces(part.unit.placements.get())
    page = open_page(cast.cleo)
    page.goto(part.unit.get_absolute_url())
    press(page, "^Ask about this part")
    expect(page.get_by_label("Which words?")).to_be_visible()
    write(page, "^Which words", "nowhere in it")
    write(page, "^What you want to say", "Is that so?")
    press(page, "^Post question")
    expect(page.get_by_text("These words are not in the text.").first).to_be_visible()
    page.get_by_label("Which words?").fill(WORDS)
    press(page, "^Post question")
    expect(page.get_by_role("heading", level=1, name="Is that so?")).to_be_visible()
    page.get_by_role("link", name=WORDS).click()
    expect(page.locator("mark.asked:target")).to_have_text(WORDS)
    check_both(page)


def test_a_passage_is_asked_about_by_selecting_it(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    part = text_in(cast)
    services.open_spaces(part.unit.placements.get())
    page = open_page(cast.cleo)
    page.goto(part.unit.get_absolute_url())
    page.locator(f"#{part.anchor}").scroll_into_view_if_needed()
    left, right, middle = page.locator(f"#{part.anchor}").evaluate(BOX)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move(right, middle, steps=4)
    page.mouse.up()
    offer = page.get_by_role("link", name="Ask about this", exact=True)
    expect(offer).to_have_attribute("href", re.compile("clear"))
    page.keyboard.press("Tab")
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Which words?")).to_have_value("Her chest sounds clear")
    check_both(page)
    write(page, "^What you want to say", "On both?")
    page.get_by_role("button", name=re.compile("^Post question")).click()
    expect(page.get_by_role("heading", level=1, name="On both?")).to_be_visible()
    check_both(page)
    assert Anchor.objects.get().exact == "Her chest sounds clear"


def check_both(page: Page) -> None:
    """In both themes."""
    assert_no_sideways_scroll(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        axe(page)
