"""With the keyboard alone: the same question, a further one that is resolved, an answer that two write, its endorsement."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion.choices import Answered, FollowUp
from community.discussion.models import Helped, Post, Thread
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.community import space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage
from tests.journeys.keys import in_both_themes, press, to, write

pytestmark = pytest.mark.browser


@dataclass
class Reading:
    """One person in front of the thread."""

    page: Page
    thread: Thread

    def look(self, path: str = "") -> Page:
        self.page.goto(f"/t/{self.thread.pk}/{path}")
        return self.page


@pytest.fixture
def thread(cast: Cast) -> Thread:
    agreed(User.objects.all())
    return thread_by(cast.cleo, space_in(cast), source="Foam or film for a wet wound?")


def press_the_same(fay: Reading) -> None:
    page = fay.look()
    press(page, "^Same question")
    expect(page.get_by_role("button", name="Same question 1", pressed=True)).to_be_focused()


def ask_on(gus: Reading) -> None:
    page = gus.look()
    write(page, "^Your reply", "And for a dry one?")
    to(page, "^I still have a question")
    page.keyboard.press("Space")
    press(page, "^Post reply")
    expect(page.get_by_text("Follow-up: open")).to_be_visible()


def resolve(cleo: Reading) -> None:
    page = cleo.look()
    press(page, "^Resolved")
    expect(page.get_by_text("Follow-up: resolved")).to_be_visible()


def open_to_all(ada: Reading) -> None:
    page = ada.look()
    press(page, "^Look after it")
    press(page, "^Let everybody write a shared answer")
    expect(page.get_by_role("link", name="Begin a shared answer")).to_be_visible()


def begin(reading: Reading, way: str, words: str) -> None:
    """Go to the field, and add something at its end."""
    press(reading.look(), way)
    expect(reading.page.get_by_role("heading", name="Shared answer", level=1)).to_be_visible()
    to(reading.page, "^What the answer says")
    reading.page.keyboard.press("Control+End")
    reading.page.keyboard.type(words)


def edit_at_once(fay: Reading, cleo: Reading) -> None:
    """Fay begins it; both change it, Cleo first: Fay sees both texts, and hers is kept."""
    begin(fay, "^Begin a shared answer", "Foam.")
    press(fay.page, "^Save$")
    expect(fay.page.get_by_text("Written by 1 person")).to_be_visible()
    begin(fay, "^Edit the shared answer", " Film lets it drown.")
    begin(cleo, "^Edit the shared answer", " It holds more.")
    press(cleo.page, "^Save$")
    expect(cleo.page.get_by_text("Written by 2 people, last change by Cleo")).to_be_visible()
    press(fay.page, "^Save$")
    expect(fay.page.get_by_role("alert")).to_contain_text("Nothing is lost.")
    expect(fay.page.get_by_text("It holds more.")).to_be_visible()
    press(fay.page, "^Save$")
    expect(fay.page.get_by_text("Written by 2 people, last change by Fay")).to_be_visible()


def endorse(ada: Reading) -> None:
    press(ada.look(), "^More about this post by Fay")
    press(ada.page, "^Endorse")
    expect(ada.page.get_by_role("heading", name="Endorse an answer")).to_be_visible()
    write(ada.page, "^Why is this a good answer", "It says when.")
    press(ada.page, "^Endorse this answer")
    expect(ada.page.get_by_text("Endorsed by Ada.").first).to_be_visible()


def test_journey_answers(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    gus = UserFactory(name="Gus")
    grant(user=gus, scope=cast.course_scope, role=Role.LEARNER)
    agreed([gus])
    cleo, fay, ada = (Reading(open_page(each), thread) for each in (cast.cleo, cast.fay, cast.ada))
    press_the_same(fay)
    ask_on(Reading(open_page(gus), thread))
    resolve(cleo)
    open_to_all(ada)
    edit_at_once(fay, cleo)
    endorse(ada)
    shared = Post.objects.get(thread=thread, version=3)
    assert sorted(shared.revisions.values_list("source", flat=True)) == ["Foam.", "Foam. It holds more."]
    assert (shared.source, Helped.objects.get().user) == ("Foam. Film lets it drown.", cast.fay)
    assert Post.objects.filter(follow_up=FollowUp.RESOLVED, author=gus).count() == 1
    assert Thread.objects.get(pk=thread.pk).answered == Answered.ENDORSED
    for path in ("", "answer/", f"p/{shared.pk}/history/?version=2"):
        in_both_themes(ada.look(path))
