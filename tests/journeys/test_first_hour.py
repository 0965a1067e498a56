"""The first hour: an address from the server makes the first administrator, who sees what is missing and puts it right."""

import re

import pytest
from django.core import mail as outgoing
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import first_link
from notifications import services
from tests.conftest import Cast
from tests.harness.browser import PHONE, OpenPage, axe

pytestmark = pytest.mark.browser
PASSWORD = "correct-horse-battery"


@pytest.mark.parametrize("scripts", [True, False])
def test_first_administrator_comes_founds_and_tries_the_mail(
    open_page: OpenPage, transactional_db: None, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    page.goto((first_link() or "").removeprefix("http://localhost:8000"))
    for label, value in {"Your name": "Lea", "E-mail": "lea@example.org", "Password": PASSWORD}.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Set-up", level=1)).to_be_visible()
    page.get_by_role("link", name="Go there : The first institution").click()
    page.get_by_label("Institution", exact=True).check()
    page.get_by_label("Its name").fill("Harrowmere")
    page.get_by_label("Part of").select_option("Colloquy")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Harrowmere")).to_be_visible()
    page.goto("/setup/")
    page.get_by_role("button", name="Try it : Mail").click()
    services.send_due()
    assert outgoing.outbox[-1].to == ["lea@example.org"]


def code() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(outgoing.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def sign_up(page: Page, name: str, email: str) -> None:
    page.get_by_role("link", name="Make an account").click()
    for label, value in {"Your name": name, "E-mail": email, "Password": PASSWORD}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_stranger_makes_an_account_on_the_way_to_a_page(open_page: OpenPage, cast: Cast, scripts: bool) -> None:
    page = open_page(viewport=PHONE, scripts=scripts)
    page.goto("/settings/notices/")
    sign_up(page, "Noor Haddad", "Noor@Example.org")
    expect(page.get_by_role("heading", name="Notices", level=1)).to_be_visible()
    assert User.objects.get(email="noor@example.org").handle == "noor-haddad"


def test_person_looks_after_their_own_profile_and_leaves(open_page: OpenPage, cast: Cast) -> None:
    cast.cleo.set_password(PASSWORD)
    cast.cleo.save()
    page = open_page(cast.cleo)
    page.goto("/settings/profile/")
    page.get_by_label("About me").fill("I row on Sundays.")
    page.get_by_text("Only my name, nothing else").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="See it as a classmate does").click()
    expect(page.get_by_text("They see your name")).to_be_visible()
    expect(page.get_by_text("I row on Sundays.")).to_have_count(0)
    axe(page)
    page.goto("/settings/privacy/")
    page.get_by_role("link", name="Erase my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("I know that nobody can bring my account back").check()
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
