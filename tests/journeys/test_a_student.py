"""A, second half: a student reads the rules later, asks in a unit, takes it back, answers, edits and deletes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from community.discussion.blocks import DiscussionBlock
from community.discussion.models import Post, Thread
from courses.models import Placement
from courses.services import place_block
from tests.conftest import Cast
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.courses import UnitFactory
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage, axe

pytestmark = pytest.mark.browser
PROMPT = "Which single finding would change your mind?"
READERS = re.compile("in this course will read this, with your name")
QUESTION, ANSWER, DOUBT, REASON = (
    "Does a clear film rule out a clot?",
    "No. The film finds its rivals.",
    "So the film is not for the clot?",
    "It is for whatever else it could be.",
)


@pytest.fixture
def placement(cast: Cast) -> Placement:
    return placed(cast)


def placed(cast: Cast) -> Placement:
    """A discussion in a unit, as its educator places it."""
    unit = UnitFactory(course=course_of(cast))
    return place_block(
        actor=cast.ada,
        unit=unit,
        block_key=DiscussionBlock.key,
        config={"prompt": PROMPT, "groups": "course"},
        whole_unit=True,
        why="Defending a change of mind is the skill itself.",
    )


@pytest.fixture
def thread(cast: Cast) -> Thread:
    """Cleo's question with Fay's answer; everybody agreed to the rules."""
    agreed(User.objects.all())
    thread = thread_by(cast.cleo, space_in(cast), source=QUESTION)
    reply_by(cast.fay, thread, source=ANSWER)
    return thread


def post_of(page: Page, words: str) -> Locator:
    """The post that says this, without the replies below it."""
    return page.locator(f"#{Post.objects.get(text=words).anchor}")


def ask(page: Page, words: str) -> None:
    expect(page.locator(".composer").get_by_text(READERS)).to_be_visible()
    page.get_by_label("What you want to say").fill(words)
    page.locator(".composer button[data-act-label]").click()
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def answer(page: Page, words: str, *, to: str = "") -> None:
    if to:
        post_of(page, to).locator("> .post-main").get_by_role("link", name=re.compile("^Reply to")).click()
        expect(page.locator("#reply .composer-top").first).to_contain_text("Your reply to")
    expect(page.locator("#reply").get_by_text(READERS)).to_be_visible()
    page.locator("#reply textarea").fill(words)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".post-body", has_text=words)).to_be_visible()


def act(page: Page, words: str, name: str) -> None:
    """One of the acts behind the three dots of a post."""
    post = post_of(page, words).locator("> .post-main")
    post.locator("summary").click()
    post.get_by_role("link", name=name).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_rules_are_read_later_and_agreed_before_the_first_post(
    open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool
) -> None:
    page = open_page(cast.cleo, viewport=PHONE, scripts=scripts)
    page.goto(placement.unit.get_absolute_url())
    page.get_by_role("button", name="Read first, decide later").click()
    expect(page.get_by_role("heading", name=PROMPT)).to_be_visible()
    expect(page.get_by_label("What you want to say")).to_have_count(0)
    page.get_by_role("link", name="Look at the rules").click()
    page.get_by_role("button", name="I agree, take me back").click()
    expect(page.get_by_role("link", name="Look at the rules")).to_have_count(0)
    ask(page, QUESTION)
    assert Thread.objects.get().author == cast.cleo


@pytest.mark.parametrize("scripts", [True, False])
def test_question_is_taken_back_asked_again_and_talked_about(
    open_page: OpenPage, cast: Cast, placement: Placement, scripts: bool
) -> None:
    agreed(User.objects.all())
    cleo, fay = open_page(cast.cleo, viewport=PHONE, scripts=scripts), open_page(cast.fay, scripts=scripts)
    talk(cleo, fay, placement)


def talk(cleo: Page, fay: Page, placement: Placement) -> None:
    """A question is taken back, asked again, answered, doubted, and the doubt answered."""
    cleo.goto(placement.unit.get_absolute_url())
    ask(cleo, "Does a clear film?")
    cleo.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(cleo.get_by_text("Taken back. Nobody was told.")).to_be_visible()
    ask(cleo, QUESTION)
    fay.goto(placement.unit.get_absolute_url())
    fay.get_by_role("link", name=QUESTION).click()
    answer(fay, ANSWER)
    cleo.reload()
    answer(cleo, DOUBT, to=ANSWER)
    fay.reload()
    answer(fay, REASON, to=DOUBT)
    expect(fay.locator(".replies .replies")).to_have_count(0)
    expect(fay.locator(".replies .inreply")).to_have_text(["to Fay", "to Cleo"])


@pytest.mark.parametrize("scripts", [True, False])
def test_answer_that_helped_is_marked_and_counted(
    open_page: OpenPage, cast: Cast, thread: Thread, scripts: bool
) -> None:
    cleo, fay = open_page(cast.cleo, scripts=scripts), open_page(cast.fay, scripts=scripts)
    cleo.goto(f"/t/{thread.pk}/")
    cleo.get_by_role("button", name="This helped").click()
    expect(cleo.get_by_role("button", name="Helped you")).to_have_attribute("aria-pressed", "true")
    fay.goto(f"/t/{thread.pk}/")
    expect(fay.get_by_text("Helped 1 person")).to_be_visible()
    cleo.get_by_role("button", name="Helped you").click()
    expect(cleo.get_by_role("button", name="This helped")).to_have_attribute("aria-pressed", "false")
    assert Post.objects.get(text=ANSWER).helped_count == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_edit_keeps_what_it_said_after_fifteen_minutes(
    open_page: OpenPage, cast: Cast, thread: Thread, scripts: bool
) -> None:
    page = open_page(cast.cleo, viewport=PHONE, scripts=scripts)
    better = "Does a clear film rule out a clot on day three?"
    for minutes, old, new in ((0, QUESTION, "Is it a clot?"), (16, "Is it a clot?", better)):
        Post.objects.filter(text=old).update(created_at=timezone.now() - timedelta(minutes=minutes))
        page.goto(f"/t/{thread.pk}/")
        expect(page.get_by_role("link", name=re.compile("^edited "))).to_have_count(0)
        act(page, old, "Edit")
        page.get_by_label("What it says").fill(new)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".post-op .post-body")).to_have_text(new)
    page.get_by_role("link", name=re.compile("^edited ")).click()
    expect(page.locator(".revisions .post-body")).to_have_text([better, "Is it a clot?"])


@pytest.mark.parametrize("scripts", [True, False])
def test_answered_post_leaves_a_place_and_another_leaves_nothing(
    open_page: OpenPage, cast: Cast, thread: Thread, scripts: bool
) -> None:
    reply_by(cast.cleo, thread, to=Post.objects.get(text=ANSWER), source=DOUBT)
    reply_by(cast.fay, thread, source=REASON)
    page, cleo = open_page(cast.fay, scripts=scripts), open_page(cast.cleo, scripts=scripts)
    for words in (ANSWER, REASON):
        page.goto(f"/t/{thread.pk}/")
        act(page, words, "Delete")
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text(words)).to_have_count(0)
    cleo.goto(f"/t/{thread.pk}/")
    expect(cleo.locator(".post-gone")).to_have_text([re.compile(r"Deleted by its author\.")])
    expect(cleo.locator(".replies .post-body")).to_have_text([DOUBT])
    expect(cleo.locator(".post-body")).to_have_count(2)


def test_scripts_answer_in_place_mark_in_place_and_offer_an_undo(
    open_page: OpenPage, cast: Cast, thread: Thread
) -> None:
    page = open_page(cast.cleo, viewport=PHONE)
    page.goto(f"/t/{thread.pk}/")
    page.evaluate("window.sameVisit = true")
    answer(page, DOUBT, to=ANSWER)
    expect(page).to_have_url(re.compile(rf"#{Post.objects.get(text=DOUBT).anchor}$"))
    expect(post_of(page, DOUBT).get_by_role("heading")).to_be_focused()
    expect(page.locator("#reply textarea")).to_have_value("")
    page.get_by_role("button", name="This helped").click()
    expect(page.get_by_role("button", name="Helped you")).to_be_focused()
    axe(page)
    assert page.evaluate("window.sameVisit")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back. Nobody was told.")).to_be_visible()
    expect(page.locator(".post-body", has_text=DOUBT)).to_have_count(0)
    expect(page.locator("#reply textarea")).to_have_value(DOUBT)
