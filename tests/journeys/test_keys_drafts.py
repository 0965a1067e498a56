"""By keyboard alone: what is begun on a page of its own stands there on another device, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Draft, Post
from tests.anchors.test_hanging import WORDS, text_in
from tests.conftest import Cast
from tests.factories.community import reply_by, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage
from tests.harness.needs import long_way
from tests.journeys.keys import at, in_both_themes, press, write

pytestmark = [pytest.mark.browser, long_way]


def kept(page: Page, words: str) -> None:
    """The page has told the server, five seconds after the first key."""
    expect(page.locator("[data-draft-url]")).to_have_attribute("data-draft-version", re.compile("[1-9]"), timeout=9_000)
    assert Draft.objects.get().source == words


def test_staff_are_asked_about_a_passage_on_two_devices(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    part = text_in(cast)
    services.open_spaces(part.unit.placements.get())
    page = at(open_page(cast.fay), part.unit.get_absolute_url())
    press(page, "^Ask about this part")
    write(page, "^Which words", WORDS)
    press(page, "^Ask staff only")
    write(page, "^Which words", WORDS)
    write(page, "^Your question", "I heard nothing.")
    in_both_themes(page)
    kept(page, "I heard nothing.")
    phone = at(open_page(cast.fay, viewport=PHONE), page.url)
    expect(phone.get_by_label("Your question")).to_have_value("I heard nothing.")
    in_both_themes(phone)
    write(phone, "^Which words", WORDS)
    press(phone, "^Ask staff$")
    expect(phone.get_by_role("heading", level=1, name="I heard nothing.")).to_be_visible()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    assert not Draft.objects.exists()


def test_the_change_of_a_post_survives_the_way_home(open_page: OpenPage, cast: Cast) -> None:
    agreed(User.objects.all())
    part = text_in(cast)
    post = reply_by(cast.fay, thread_by(cast.cleo, services.open_spaces(part.unit.placements.get())[0]), source="Yes.")
    address = f"/t/{post.thread_id}/p/{post.pk}/edit/"
    page = at(open_page(cast.fay), address)
    write(page, "^What it says", "Yes, mostly.")
    kept(page, "Yes, mostly.")
    phone = at(open_page(cast.fay, viewport=PHONE), address)
    expect(phone.get_by_label("What it says")).to_have_value("Yes, mostly.")
    in_both_themes(phone)
    press(phone, "^Begin again")
    expect(phone.get_by_label("What it says")).to_have_value("Yes.")
    at(page, address)
    press(page, "^Save$")
    expect(page.get_by_text("Yes, mostly.")).to_be_visible()
    assert Post.objects.get(pk=post.pk).source == "Yes, mostly."
