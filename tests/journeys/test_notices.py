"""Notices: somebody is told here and by mail, lowers it by one click, and finds it in the digest and its archive."""

import re

import pytest
from django.core import mail as outgoing
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.choices import Role
from accounts.models import User
from accounts.services import appoint
from notifications import services
from notifications.models import DigestSchedule, Mail
from tests.conftest import Cast
from tests.harness.browser import PHONE, OpenPage, assert_no_sideways_scroll, axe

pytestmark = pytest.mark.browser
STOP = re.compile(r"http://\S+?(/notices/stop/\S+)")


def mail_to(person: User) -> list[str]:
    """Time passes, mail goes out; the texts of what this person got."""
    DigestSchedule.objects.update(quiet_from=None, quiet_until=None)
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=timezone.now())
    services.send_due()
    return [str(message.body) for message in outgoing.outbox if message.to == [person.email]]


def give_duty(page: Page, email: str, duty: str, place: str) -> None:
    page.goto("/setup/people/")
    page.get_by_label("Their e-mail address").fill(email)
    page.get_by_label("Duty", exact=True).select_option(duty)
    page.get_by_label("Where", exact=True).select_option(place)
    page.get_by_role("button", name="Give the duty").click()
    expect(page.get_by_text("Done. They are told.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_notice_is_read_in_the_inbox_and_counted_until_then(open_page: OpenPage, cast: Cast, scripts: bool) -> None:
    give_duty(open_page(cast.lea), "eve@example.org", "Moderator", "Northmoor")
    eve = open_page(cast.eve, viewport=PHONE, scripts=scripts)
    eve.goto("/inbox/")
    expect(eve.get_by_text("1 unread here")).to_be_visible()
    eve.get_by_role("link", name="You have a duty now: Moderator, Northmoor").click()
    expect(eve.get_by_role("heading", level=1)).to_have_text("Eve")
    eve.goto("/inbox/")
    expect(eve.get_by_text("0 unread here")).to_be_visible()


def test_mail_is_lowered_by_one_click_and_comes_in_the_digest(open_page: OpenPage, cast: Cast) -> None:
    DigestSchedule.objects.create(user=cast.eve, quiet_from=None, quiet_until=None)
    appoint(actor=cast.lea, person=cast.eve, scope=cast.institution, role=Role.MODERATOR)
    address = STOP.search(mail_to(cast.eve)[0])
    assert address
    stranger = open_page()
    stranger.goto(address[1])
    axe(stranger)
    stranger.get_by_role("button", name="Put these into my digest").click()
    expect(stranger.get_by_text("now comes in your digest, not at once")).to_be_visible()

    appoint(actor=cast.lea, person=cast.eve, scope=cast.programme, role=Role.MODERATOR)
    DigestSchedule.objects.update(next_at=timezone.now())
    services.digest_due()
    _first, digest = mail_to(cast.eve)
    assert "This is your digest" in digest
    eve = open_page(cast.eve)
    eve.goto("/inbox/digests/")
    eve.get_by_role("link", name="1 thing you could read").click()
    expect(eve.get_by_role("link", name="You have a duty now: Moderator, Nursing")).to_be_visible()
    axe(eve)


def test_choices_are_made_without_scripts_on_a_phone(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.cleo, viewport=PHONE, scripts=False)
    page.goto("/settings/notices/")
    page.get_by_role("group", name="I am given a duty").get_by_text("In the digest").click()
    page.get_by_role("button", name="Save what comes").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("Day of the weekly digest").select_option("Wednesday")
    page.get_by_label("Quiet from").fill("22:30")
    page.get_by_role("button", name="Save when it comes").click()
    expect(page.get_by_label("Quiet from")).to_have_value("22:30")
    assert DigestSchedule.objects.get(user=cast.cleo).weekday == 2


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/digests/", "/settings/notices/"])
def test_pages_of_notices_fit_and_have_no_faults(open_page: OpenPage, cast: Cast, path: str) -> None:
    page = open_page(cast.cleo, viewport=(320, 700), scheme="dark")
    page.goto(path)
    assert_no_sideways_scroll(page)
    axe(page)
