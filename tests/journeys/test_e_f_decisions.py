"""Journeys E and F: a report becomes a decision with its letter, and an appeal brings the post back to its place."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion.models import Post
from moderation.models import Case, Decision
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage, axe

pytestmark = pytest.mark.browser


WORDS = "I doubt it. Only an idiot would say that."


@pytest.fixture
def post(cast: Cast) -> Post:
    return written(cast)


def written(cast: Cast) -> Post:
    """Cleo wrote it between two answers of others; three moderators make the desk independent."""
    grant(user=UserFactory(name="Third"), scope=cast.institution, role=Role.MODERATOR)
    agreed(User.objects.all())
    thread = thread_by(cast.fay, space_in(cast))
    reply_by(cast.ada, thread)
    found = reply_by(cast.cleo, thread, source=WORDS)
    reply_by(cast.fay, thread, source="Why do you doubt it?")
    return found


def texts(page: Page, post: Post) -> list[str]:
    """What a reader finds in the thread, in its order."""
    page.goto(reverse("community:post", args=[post.thread_id, post.pk]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.locator(".post-body").all_inner_texts()


def looked_at(page: Page, *, scripts: bool) -> None:
    """The machine's look needs scripts of its own."""
    if scripts:
        axe(page)


def report(page: Page, post: Post, *, scripts: bool) -> None:
    assert WORDS in texts(page, post)
    page.get_by_role("link", name="Report this post by Cleo").click()
    looked_at(page, scripts=scripts)
    page.get_by_label("3. Disagree with the idea").check()
    page.get_by_label("What should we know?").fill("It hurts to read.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("button", name="Send report")).to_have_count(0)


def decide(page: Page, *, scripts: bool) -> None:
    page.goto(reverse("moderation:desk"))
    expect(page.get_by_text("Cleo")).to_have_count(0)
    looked_at(page, scripts=scripts)
    page.get_by_role("radio", name="Hide", exact=False).nth(0).check()
    page.get_by_label("Which words?").fill("Only an idiot")
    page.get_by_label("Why?").fill("The first half was useful. This half is about the person.")
    page.get_by_role("button", name="Preview the letter").click()
    expect(page.get_by_text("It broke rule 3")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_journey_e_and_f_report_decision_letter_appeal(
    open_page: OpenPage, cast: Cast, post: Post, scripts: bool
) -> None:
    fay, dan, cleo, gil = (open_page(who, scripts=scripts) for who in (cast.fay, cast.dan, cast.cleo, cast.gil))
    report(fay, post, scripts=scripts)
    place = texts(fay, post).index(WORDS)
    decide(dan, scripts=scripts)
    assert WORDS not in texts(fay, post)
    assert any(WORDS in text for text in texts(cleo, post))
    decision = Decision.objects.get()

    cleo.goto(reverse("moderation:letter", args=[decision.ref]))
    looked_at(cleo, scripts=scripts)
    cleo.get_by_role("link", name="Appeal, open until").click()
    cleo.get_by_label("Context was missed").check()
    cleo.get_by_label("What should the next person know?").fill("It is a line from the reading.")
    cleo.get_by_role("button", name="Send appeal").click()
    expect(cleo.get_by_text("answers by")).to_be_visible()
    looked_at(cleo, scripts=scripts)

    dan.goto(reverse("moderation:appeals"))
    expect(dan.get_by_text("No appeals")).to_be_visible()
    gil.goto(reverse("moderation:appeals"))
    gil.get_by_role("link", name="Context was missed").click()
    gil.get_by_role("button", name="I will answer this").click()
    looked_at(gil, scripts=scripts)
    gil.get_by_label("It is overturned").check()
    gil.get_by_label("Why?").fill("It is a quotation.")
    gil.get_by_role("button", name="Send the answer").click()
    expect(gil.get_by_role("button", name="Send the answer")).to_have_count(0)

    cleo.reload()
    expect(cleo.get_by_text("back at its old place")).to_be_visible()
    assert texts(fay, post).index(WORDS) == place
    assert Case.objects.get().state == "closed"
