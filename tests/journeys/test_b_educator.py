"""B: an educator makes a course and a unit, has a discussion in it, invites, endorses an answer, announces."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.models import Thread
from courses.models import Course
from notifications.services import send_due
from tests.conftest import Cast
from tests.factories.community import course_of, reply_by
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage

pytestmark = pytest.mark.browser
PROMPT = "Which single finding would change your mind?"
TEXT = """Look **first**. The rate is $r = \\frac{a}{b}$.

| Wound | Edge |
|-------|------|
| clean | pink |

```python
area = length * width
```
"""


def makes_a_course(page: Page) -> None:
    page.goto("/studio/")
    page.get_by_role("link", name="A new course").click()
    page.get_by_label("Title").fill("Wound care")
    page.get_by_role("button", name="Make the course").click()
    page.get_by_role("link", name="A new unit").click()
    page.get_by_label("Title").fill("Clean or not")
    page.get_by_role("button", name="Make the unit").click()
    page.get_by_role("link", name="Add an outcome").click()
    page.get_by_label("Number").fill("1.1")
    page.get_by_label("After this unit you can").fill("Tell a clean wound from another.")
    page.get_by_role("button", name="Save").click()


def writes_a_text(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Text")).first.click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("math mfrac")).to_be_visible()
    expect(page.get_by_role("cell", name="pink")).to_be_visible()
    expect(page.locator("pre span").first).to_have_attribute("class", re.compile("."))
    page.get_by_role("button", name="Save").click()


def adds_a_discussion(page: Page) -> None:
    """The outcome and the reason are there already; a look as a student comes before everybody's."""
    page.get_by_role("link", name=re.compile("^Block")).last.click()
    page.get_by_role("link", name=re.compile("^Choose.*Discussion")).click()
    expect(page.get_by_label("The outcome it serves").locator(":checked")).to_have_text(re.compile("1.1"))
    expect(page.get_by_label("Why it is here")).not_to_be_empty()
    page.get_by_label("Prompt").fill(PROMPT)
    page.get_by_role("button", name="Preview as a student").click()
    expect(page.get_by_role("heading", name=PROMPT)).to_be_visible()
    page.get_by_role("button", name="Place in unit").click()


def publishes(page: Page) -> None:
    page.goto("/studio/c/wound-care/u/clean-or-not/")
    page.get_by_role("button", name="Publish the unit").click()
    page.get_by_role("main").get_by_role("link", name="Wound care").click()
    page.get_by_role("button", name="Publish the course").click()


def invites(page: Page, email: str) -> str:
    """Where the letter leads."""
    page.goto("/studio/c/wound-care/people/invite/")
    page.get_by_label("E-mail addresses").fill(email)
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text(email, exact=True)).to_be_visible()
    send_due()
    letter = next(message for message in mail.outbox if message.to == [email])
    found = re.search(r"https?://[^/\s]+(/\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def asks(page: Page, door: str) -> Thread:
    page.goto(door)
    page.get_by_role("button", name="Join the course").click()
    page.goto("/c/wound-care/u/clean-or-not/")
    page.get_by_label("What you want to say").fill("Is a pink edge enough?")
    page.locator(".composer button[data-act-label]").click()
    expect(page.get_by_role("heading", level=1, name="Is a pink edge enough?")).to_be_visible()
    return Thread.objects.get()


def endorses(page: Page, thread: Thread) -> None:
    page.goto(f"/t/{thread.pk}/")
    answer = page.locator(".posts .post")
    answer.locator("summary").click()
    answer.get_by_role("link", name="Endorse").click()
    page.get_by_label("Why is this a good answer?").fill("It names what else one has to look at.")
    page.get_by_role("button", name="Endorse this answer").click()
    expect(page.locator("#endorsed")).to_contain_text("Endorsed by Ada. It names what else")


def announces(page: Page) -> None:
    page.goto("/c/wound-care/announcements/new/")
    page.get_by_label("In one line").fill("We meet on Monday")
    page.get_by_label("What everybody needs to know").fill("From ten on.")
    page.get_by_role("button", name="Post announcement").click()
    expect(page.get_by_role("heading", level=1, name="We meet on Monday")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_journey_b_from_nothing_to_an_endorsed_answer(open_page: OpenPage, cast: Cast, scripts: bool) -> None:
    agreed(User.objects.all())
    course_of(cast)
    ada, eve = open_page(cast.ada, scripts=scripts), open_page(cast.eve, viewport=PHONE, scripts=scripts)
    for step in (makes_a_course, writes_a_text, adds_a_discussion, publishes):
        step(ada)
    thread = asks(eve, invites(ada, cast.eve.email))
    made = Course.objects.get(slug="wound-care")
    grant(user=cast.cleo, scope=made.scope, role=Role.LEARNER)
    reply_by(cast.cleo, thread, source="Only if it is dry too.")
    endorses(ada, thread)
    announces(ada)
    eve.reload()
    expect(eve.locator("#endorsed")).to_contain_text("Only if it is dry too.")
    eve.goto(made.get_absolute_url())
    expect(eve.get_by_role("link", name="We meet on Monday").first).to_be_visible()
