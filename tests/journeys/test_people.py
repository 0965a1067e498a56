"""People by a list, and a student who leaves: what an educator and a student do on the pages."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import rights_of
from courses.models import Course, Invitation
from tests.conftest import Cast
from tests.factories.community import course_of
from tests.factories.ethics import agreed
from tests.harness.browser import PHONE, OpenPage

pytestmark = pytest.mark.browser
LIST = "name;e-mail;role;group\nEve;eve@example.org;student;Ward 4\nNew;new@example.org;;\n;nonsense;;\n"


@pytest.fixture
def course(transactional_db: None, cast: Cast) -> Course:
    agreed(User.objects.all())
    EmailAddress.objects.create(user=cast.eve, email=cast.eve.email, verified=True, primary=True)
    return course_of(cast)


def gives_the_list(page: Page, course: Course) -> None:
    page.goto(f"/studio/c/{course.slug}/people/")
    page.get_by_role("link", name="People by a list").click()
    page.get_by_label("Or paste it here").fill(LIST)
    page.get_by_role("button", name="Read the list").click()


def test_educator_reads_a_list_carries_it_out_and_gives_it_again(
    cast: Cast, course: Course, open_page: OpenPage
) -> None:
    page = open_page(cast.ada)
    gives_the_list(page, course)
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.get_by_text("Will be added. Group: Ward 4.")).to_be_visible()
    expect(page.get_by_text("“nonsense” is not an e-mail address.")).to_be_visible()
    page.get_by_role("button", name="Carry it out").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    page.get_by_role("link", name="People here").first.click()
    expect(page.get_by_text("new@example.org")).to_be_visible()
    gives_the_list(page, course)
    expect(page.get_by_text("There is nothing to do")).to_be_visible()
    assert rights_of(cast.eve).is_member(course.scope)
    assert Invitation.objects.get().email == "new@example.org"


def test_student_leaves_on_a_phone_and_comes_back(cast: Cast, course: Course, open_page: OpenPage) -> None:
    page = open_page(cast.cleo, viewport=PHONE)
    page.goto(course.get_absolute_url())
    page.get_by_role("link", name="Leave this course").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    page.get_by_role("button", name="Leave the course").click()
    expect(page.get_by_text("You have left the course.")).to_be_visible()
    assert not rights_of(cast.cleo).is_member(course.scope)
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile(course.slug))
    expect(page.get_by_text("You are back")).to_be_visible()
