"""By keyboard alone: what is new, what is kept, what is followed, what is looked for, and what others write meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Saved, Thread
from community.models import Space
from core import search
from tests.conftest import Cast
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage
from tests.harness.needs import long_way
from tests.journeys.keys import at, choose, enter, heads, in_both_themes, menu, press, says, tick, to, write

pytestmark = [pytest.mark.browser, long_way]
CLOT, LIVER = "Does a clear film rule out a clot?", "What does the liver explain?"


@pytest.fixture
def space(cast: Cast) -> Space:
    agreed(User.objects.all())
    return space_in(cast)


@pytest.fixture
def thread(cast: Cast, space: Space) -> Thread:
    """Fay asked, Jo and Ada answered; another question of hers waits."""
    made = thread_by(cast.fay, space, source=CLOT)
    first = reply_by(cast.jo, made, source="The film finds the rivals.")
    reply_by(cast.ada, made, to=first, source="It does, and hides what is small.")
    thread_by(cast.fay, space, source=LIVER)
    return made


def test_what_is_new_is_walked_kept_and_unread_again(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = at(open_page(cast.cleo), "/settings/look/")
    tick(page, "[Kk]ey")
    at(page, f"/t/{thread.pk}/")
    for author in ("Fay", "Jo", "Ada"):
        page.keyboard.press("u")
        expect(page.locator(":focus")).to_have_text(author)
    in_both_themes(page)
    menu(page, "^More about this post by Ada", "^Save for later$")
    heads(page, "Save for later")
    to(page, "^No reminder")
    choose(page, "^In three days")
    in_both_themes(page)
    press(page, "^Save for later$")
    heads(page, CLOT)
    assert Saved.objects.get(user=cast.cleo).remind_at is not None
    menu(page, "^More about this post by Jo", "^Unread from here$")
    says(page, "New again, from this post on.")
    at(page, "/saved/")
    in_both_themes(page)
    press(page, f"^{re.escape(CLOT)}")
    heads(page, CLOT)


def test_catching_up_filtering_following_and_the_feed(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    assert thread.course is not None
    course = f"/c/{thread.course.slug}/"
    page = at(open_page(cast.cleo), f"{course}catch-up/")
    in_both_themes(page)
    press(page, f"^{re.escape(CLOT)}")
    heads(page, CLOT)
    press(page, "^Follow$")
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    at(page, f"{course}discussions/")
    press(page, "^Needs an answer")
    expect(page.get_by_role("link", name="Needs an answer")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name=LIVER)).to_be_visible()
    press(page, "^Follow, mute, mark as read$")
    heads(page, "How you read here")
    to(page, "^As it is")
    choose(page, "^Mute")
    in_both_themes(page)
    press(page, "^(Save|Keep)")
    expect(page.get_by_role("radio", name=re.compile("^Mute"))).to_be_checked()
    assert thread.space.placement is not None
    at(page, f"{thread.space.placement.unit.get_absolute_url()}reading/")
    press(page, "^Make an address$")
    expect(page.get_by_label("Address of the feed")).to_have_value(re.compile("/feeds/"))
    in_both_themes(page)


def test_own_words_fold_what_one_does_not_want_to_read(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = at(open_page(cast.cleo), "/settings/reading/")
    write(page, "^Words you do not want", "rivals")
    in_both_themes(page)
    press(page, "^Save$")
    says(page, "Saved.")
    at(page, f"/t/{thread.pk}/")
    expect(page.get_by_text("The film finds the rivals.")).to_be_hidden()
    press(page, "[Ff]olded")
    expect(page.get_by_text("The film finds the rivals.")).to_be_visible()
    in_both_themes(page)


def test_searching_with_quotes_and_without_a_word(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    search.rebuild()
    page = at(open_page(cast.cleo), "/search/")
    write(page, "^Search", '"clear film" -liver author:fay')
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("liver"))).to_have_count(0)
    in_both_themes(page)
    press(page, "Does a clear film")
    heads(page, CLOT)


def test_a_long_thread_is_paged_and_words_are_quoted(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    for n in range(31):
        services.reply(actor=cast.jo, thread=thread, source=f"Answer {n}.")
    page = at(open_page(cast.cleo), f"/t/{thread.pk}/")
    to(page, "^Latest posts$", key="Shift+Tab")
    enter(page)
    says(page, "Answer 30.")
    to(page, "^First post$", key="Shift+Tab")
    enter(page)
    says(page, "The film finds the rivals.")
    to(page, "^Reply to Jo")
    page.evaluate(
        "getSelection().selectAllChildren(document.activeElement.closest('.post-main').querySelector('.post-body'))"
    )
    page.keyboard.press("Enter")
    field = page.locator("#reply textarea")
    expect(field).to_have_value("> The film finds the rivals.\n\n")
    expect(field).to_be_focused()
    in_both_themes(page)


def test_two_new_posts_are_announced_and_reached(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.cleo)
    page.goto(f"/t/{thread.pk}/")
    with page.expect_request(lambda request: "/live/" in request.url):
        pass
    reply_by(cast.ada, thread, source="One more.")
    reply_by(cast.ada, thread, source="And another.")
    strip = page.locator("#live")
    expect(strip.get_by_role("link", name="2 new posts")).to_be_visible()
    press(page, "^2 new posts$")
    expect(page.get_by_text("One more.")).to_be_in_viewport()
    expect(strip).to_be_empty()
    in_both_themes(page)
