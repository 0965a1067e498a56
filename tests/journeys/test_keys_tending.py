"""By keyboard alone: a thread is looked after in every way, many at once, from the desk; labels, announcements, marks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from community.discussion import services
from community.discussion.models import Tending, Thread
from community.models import Space
from courses.services import furnish
from tests.conftest import Cast
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage
from tests.harness.needs import long_way
from tests.journeys.keys import at, choose, heads, in_both_themes, menu, press, says, tick, to, write

pytestmark = [pytest.mark.browser, long_way]
CLOT, LIVER = "Does a clear film rule out a clot?", "What does the liver explain?"
CARE = "^Look after it$"


@pytest.fixture
def space(cast: Cast) -> Space:
    agreed(User.objects.all())
    return space_in(cast, config={"prompt": "Why?", "marking": "points", "points": 10, "first_by": "2099-01-01"})


@pytest.fixture
def thread(cast: Cast, space: Space) -> Thread:
    """Cleo asked and Fay answered, which helped; another question waits, and there is another place."""
    made = thread_by(cast.cleo, space, source=CLOT)
    services.mark_helped(actor=cast.cleo, post=reply_by(cast.fay, made))
    thread_by(cast.cleo, space, source=LIVER)
    space_in(cast, config={"prompt": "Where else?"})
    return made


@pytest.fixture
def course(cast: Cast, thread: Thread) -> str:
    return f"/c/{course_of(cast).slug}/"


def test_closed_pinned_kept_and_undone_from_the_log(
    open_page: OpenPage, cast: Cast, thread: Thread, course: str
) -> None:
    page = at(open_page(cast.ada), f"/t/{thread.pk}/")
    for entry, then in (
        ("^Close it", "Open it again"),
        ("^Pin to", "No longer pin"),
        ("^Keep it for", "No longer keep"),
    ):
        menu(page, CARE, entry)
        expect(page.get_by_role("button", name=then, include_hidden=True)).to_have_count(1)
    at(page, f"{course}tended/")
    in_both_themes(page)
    press(page, "^Undo : Closed")
    says(page, "Undone. It is as it was before.")
    assert Thread.objects.get(pk=thread.pk).closed_at is None


def test_converted_moved_split_and_merged(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = at(open_page(cast.ada), f"/t/{thread.pk}/")
    menu(page, CARE, "^Take posts out of it$")
    to(page, "finds the rivals")
    page.keyboard.press("Space")
    write(page, "^Title of the new thread", "The rivals")
    in_both_themes(page)
    press(page, "^(Take|Split|Make)")
    heads(page, "The rivals")
    menu(page, CARE, "^Make it another kind$")
    to(page, "^(Question|Claim|Resource|Discussion)")
    choose(page, "^Claim")
    in_both_themes(page)
    press(page, "^Change it$")
    heads(page, "The rivals")
    menu(page, CARE, "^Move it$")
    to(page, "read by")
    page.keyboard.press("Space")
    in_both_themes(page)
    press(page, "^Move it$")
    heads(page, "The rivals")
    menu(page, CARE, "^Merge it into another$")
    write(page, "^Another one: its address", f"/t/{thread.pk}/")
    in_both_themes(page)
    press(page, "^Merge it$")
    heads(page, CLOT)
    assert {row.act for row in Tending.objects.all()} >= {"split", "convert", "move", "merge"}


def test_pointed_at_its_original_and_labelled(open_page: OpenPage, cast: Cast, thread: Thread, course: str) -> None:
    page = at(open_page(cast.ada), f"/studio{course}labels/")
    in_both_themes(page)
    write(page, "^(Name|Label|Word)", "Exam")
    press(page, "^Save$")
    says(page, "Saved.")
    at(page, f"/t/{thread.pk}/")
    press(page, "^Choose its labels$")
    tick(page, "^Exam")
    in_both_themes(page)
    press(page, "^Save$")
    expect(page.locator(".page-head").get_by_text("Exam")).to_be_visible()
    press(page, "^This was asked before$")
    write(page, "^Another one: its address", f"/t/{Thread.objects.get(title=LIVER).pk}/")
    in_both_themes(page)
    press(page, "^Point at it$")
    says(page, "This was asked before.")


def test_saved_replies_are_made_and_put_into_the_composer(
    open_page: OpenPage, cast: Cast, thread: Thread, course: str
) -> None:
    page = at(open_page(cast.ada), f"{course}saved-replies/")
    write(page, "^Its name", "Say which")
    write(page, "^What it says", "Which sign do you mean?")
    press(page, "^Save it$")
    expect(page.locator("summary", has_text="Say which")).to_be_visible()
    in_both_themes(page)
    at(page, f"/t/{thread.pk}/")
    write(page, "^Your reply", "Thank you.")
    press(page, "^Saved replies$")
    press(page, "^Say which$")
    expect(page.get_by_label("Your reply to Cleo")).to_have_value("Thank you.\n\nWhich sign do you mean?")
    press(page, "^Post reply$")
    expect(page.locator("#sheet").get_by_text("Which sign do you mean?")).to_be_visible()
    in_both_themes(page)


def test_many_at_once(open_page: OpenPage, cast: Cast, thread: Thread, course: str) -> None:
    page = at(open_page(cast.ada), f"{course}discussions/")
    press(page, "^Choose several$")
    says(page, "With those chosen")
    in_both_themes(page)
    tick(page, f"^{re.escape(CLOT)}")
    tick(page, f"^{re.escape(LIVER)}|^{re.escape(CLOT)}")
    to(page, "^With those chosen")
    page.keyboard.type("Keep for")
    write(page, "^A word to those", "So that it stays.")
    press(page, "^Do it with those chosen$")
    heads(page, "Many threads at once")
    in_both_themes(page)
    press(page, "^Undo : ")
    heads(page, re.compile("."))
    assert Tending.objects.filter(act="keep", undone_at__isnull=False).count() == 1


def test_the_desk_and_an_endorsement(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    Thread.objects.update(
        created_at=timezone.now() - timedelta(days=20), last_post_at=timezone.now() - timedelta(days=20)
    )
    page = at(open_page(cast.ada), "/desk/")
    in_both_themes(page)
    write(page, "^Why is this a good answer", "It names the rivals.")
    press(page, "^Endorse")
    says(page, "Nothing here yet. An answer that helped")
    press(page, f"^{re.escape(LIVER)}")
    heads(page, LIVER)
    at(page, f"/t/{thread.pk}/")
    in_both_themes(page)


def test_an_announcement_for_later(open_page: OpenPage, cast: Cast, thread: Thread, course: str) -> None:
    furnish(actor=cast.ada, course=course_of(cast))
    page = at(open_page(cast.ada), f"{course}announcements/new/")
    write(page, "^In one line", "No class on Friday")
    write(page, "^What everybody needs", "We meet on Monday instead.")
    to(page, "^Publish on")
    page.keyboard.type("01022099")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    in_both_themes(page)
    press(page, "^Post announcement$")
    says(page, "Scheduled. Only you can see this.")
    in_both_themes(page)
    assert Thread.objects.get(kind="announcement").publish_at is not None


def test_check_points_a_later_date_a_mark_and_its_release(
    open_page: OpenPage, cast: Cast, thread: Thread, space: Space
) -> None:
    assert space.placement is not None
    page = at(open_page(cast.ada), space.placement.unit.get_absolute_url())
    press(page, "^Who has written$")
    heads(page, "Who has written")
    in_both_themes(page)
    press(page, "^Give for Fay$")
    to(page, "^Until the end")
    page.keyboard.type("01022099")
    in_both_themes(page)
    press(page, "^Save$")
    heads(page, "Who has written")
    at(page, f"{course_of(cast).get_absolute_url()}blocks/{space.placement.pk}/marks/")
    press(page, "^Cleo$")
    heads(page, "Cleo")
    write(page, "^(Points|Mark|Of)", "7.5")
    in_both_themes(page)
    press(page, "^Keep it")
    at(page, f"{course_of(cast).get_absolute_url()}blocks/{space.placement.pk}/marks/")
    in_both_themes(page)
    press(page, "^Release 1 mark$")
    says(page, "7.5 of 10 points")
