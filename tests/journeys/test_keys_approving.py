"""By keyboard alone: an educator slows a block down and looks at posts first; a student's answer waits, and is approved."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from community.discussion.models import Space, Thread
from tests.conftest import Cast
from tests.factories.community import course_of, space_in, thread_by
from tests.factories.ethics import agreed
from tests.harness.browser import OpenPage
from tests.harness.needs import long_way
from tests.journeys.keys import at, choose, in_both_themes, press, says, to, write

pytestmark = [pytest.mark.browser, long_way]
ANSWER = "It finds the rivals, and no more."


@pytest.fixture
def thread(cast: Cast) -> Thread:
    agreed(User.objects.all())
    return thread_by(cast.ada, space_in(cast))


def block_of(space: Space) -> str:
    """Where its educator changes the block."""
    assert space.placement is not None
    unit = space.placement.unit
    return f"/studio/c/{unit.course.slug}/u/{unit.slug}/blocks/{space.placement.part.key}/"


def slow_down_and_look_first(page: Page) -> None:
    press(page, "^Who writes here, and when")
    write(page, "^Minutes between two posts", "20")
    to(page, "^Nothing")
    choose(page, "^Every post")
    in_both_themes(page)
    press(page, "^Save")


def test_slowed_down_looked_at_first_approved_and_read(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = at(open_page(cast.ada), block_of(thread.space))
    slow_down_and_look_first(page)
    student = at(open_page(cast.cleo), f"/t/{thread.pk}/")
    says(student, "Here everybody waits 20 minutes between two posts.")
    write(student, "^Your reply", ANSWER)
    press(student, "^Post reply$")
    says(student, "It waits. Only its author and the staff see it.")
    in_both_themes(student)
    at(page, f"/c/{course_of(cast).slug}/waiting/")
    in_both_themes(page)
    press(page, "^Approve : Cleo")
    says(page, "Nothing waits")
    peer = at(open_page(cast.fay), f"/t/{thread.pk}/")
    expect(peer.locator("#sheet").get_by_text(ANSWER)).to_be_visible()
