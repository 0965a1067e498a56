"""A passage is asked about with a thumb: on a telephone, with the handles of the selection in the way."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Anchor
from courses.models import Part
from tests.anchors.test_hanging import text_in
from tests.anchors.test_journey import check_both
from tests.conftest import Cast
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage

pytestmark = pytest.mark.browser
HANDLE, THUMB = 48, 44
SELECT = """(article, down) => {
  const words = article.querySelectorAll('p')[1].firstChild;
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, 22);
  scrollTo({ top: 0, behavior: 'instant' });
  document.body.style.paddingBottom = '200vh';
  scrollBy({ top: range.getBoundingClientRect().bottom - down, behavior: 'instant' });
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const { top, bottom } = range.getBoundingClientRect();
  return [top, bottom];
}"""
CLEAR = "() => getSelection().removeAllRanges()"
ON_TOP = "link => { const b = link.getBoundingClientRect(); return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === link; }"


@dataclass
class Thumb:
    """A page under a thumb."""

    page: Page
    part: Part

    def select(self, down: int) -> tuple[Locator, float, float]:
        """The words end so many pixels below the top of the screen; the link that is offered, and where they stand."""
        top, bottom = self.page.locator(f"#{self.part.anchor}").evaluate(SELECT, down)
        offer = self.page.get_by_role("link", name="Ask about this", exact=True)
        expect(offer).to_be_in_viewport(ratio=1)
        return offer, top, bottom


@pytest.fixture
def thumb(open_page: OpenPage, cast: Cast) -> Thumb:
    agreed(User.objects.all())
    part = text_in(cast)
    services.open_spaces(part.unit.placements.get())
    page = open_page(cast.cleo, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(part.unit.get_absolute_url())
    return Thumb(page, part)


@pytest.mark.parametrize("down", [160, 420, 740])
def test_link_is_under_the_thumb_and_not_under_a_handle(thumb: Thumb, down: int) -> None:
    offer, top, bottom = thumb.select(down)
    box = offer.bounding_box()
    assert box
    assert box["height"] >= THUMB
    assert offer.evaluate(ON_TOP)
    assert box["y"] >= bottom + HANDLE or box["y"] + box["height"] <= top - HANDLE
    if down < 600:
        assert box["y"] > PHONE[1] / 2


def test_a_tap_leads_to_the_composer_with_the_words(thumb: Thumb) -> None:
    offer, _top, _bottom = thumb.select(420)
    check_both(thumb.page)
    offer.tap()
    expect(thumb.page.get_by_label("Which words?")).to_have_value("Her chest sounds clear")
    thumb.page.get_by_label("What you want to say").fill("On both?")
    thumb.page.get_by_role("button", name="Post question").tap()
    expect(thumb.page.get_by_role("heading", level=1, name="On both?")).to_be_visible()
    assert Anchor.objects.get().exact == "Her chest sounds clear"


def test_link_goes_with_the_selection(thumb: Thumb) -> None:
    offer, _top, _bottom = thumb.select(420)
    thumb.page.evaluate(CLEAR)
    expect(offer).to_have_count(0)
