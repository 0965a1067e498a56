from typing import TYPE_CHECKING, Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import mailbox
from core.letters import absolute
from notifications import services
from notifications.choices import Level
from notifications.extensions import notices
from notifications.models import DigestSchedule, Mail, Notice, Preference
from notifications.services.preferring import stop_url
from tests.costs import queries_of
from tests.factories.notifications import MailFactory, NoticeFactory
from tests.notifications.kinds import wave

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def cleo(cast: "Cast", client: Client) -> Client:
    client.force_login(cast.cleo)
    return client


def test_inbox_shows_my_notices_and_nobody_elses(cast: "Cast", cleo: Client, waves: None) -> None:
    wave(cast.cleo, cast.fay, actor=cast.ada)
    page = cleo.get(INBOX).content.decode()
    assert "Somebody waves to Cleo" in page
    assert "Somebody waves to Fay" not in page
    assert "1 unread here" in page


def test_empty_inbox_says_what_comes_here(cleo: Client) -> None:
    assert "Nothing is waiting." in cleo.get(INBOX).content.decode()


@pytest.mark.parametrize("route", ["inbox", "inbox-mentoring", "inbox-decisions", "digests", "settings"])
def test_strangers_are_asked_to_sign_in(client: Client, route: str) -> None:
    response = client.get(reverse(f"notifications:{route}"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_what_may_no_longer_be_seen_shows_nothing_of_it(cast: "Cast", cleo: Client, waves: None) -> None:
    wave(cast.cleo, actor=cast.ada, seen=False)
    page = cleo.get(INBOX).content.decode()
    assert "Somebody waves" not in page
    assert "No longer there" in page


def test_kind_that_no_app_declares_any_more_shows_nothing(cast: "Cast", cleo: Client) -> None:
    NoticeFactory(recipient=cast.cleo, kind="gone.kind")
    assert "No longer there" in cleo.get(INBOX).content.decode()


def test_opening_a_notice_marks_it_and_leads_there(cast: "Cast", cleo: Client, waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    notice = Notice.objects.get()
    response = cleo.get(reverse("notifications:open", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/waves/1/#w")
    assert Notice.objects.unread().count() == 0


def test_browser_that_looks_ahead_marks_nothing(cast: "Cast", cleo: Client, waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    cleo.get(reverse("notifications:open", args=[Notice.objects.get().pk]), headers={"Sec-Purpose": "prefetch"})
    assert Notice.objects.unread().count() == 1


def test_notice_of_somebody_else_is_absent(cast: "Cast", cleo: Client) -> None:
    notice = NoticeFactory(recipient=cast.fay)
    assert cleo.get(reverse("notifications:open", args=[notice.pk])).status_code == 404
    assert cleo.post(reverse("notifications:read", args=[notice.pk])).status_code == 404


def test_all_of_one_tab_are_marked_read(cast: "Cast", cleo: Client) -> None:
    NoticeFactory(recipient=cast.cleo, category="decisions")
    NoticeFactory(recipient=cast.cleo)
    NoticeFactory(recipient=cast.fay)
    cleo.post(reverse("notifications:read-all"), {"tab": "for-me"})
    assert set(Notice.objects.unread().values_list("recipient", "category")) == {
        (cast.cleo.pk, "decisions"),
        (cast.fay.pk, "for-me"),
    }


def test_bar_counts_what_is_unread(cast: "Cast", cleo: Client) -> None:
    NoticeFactory.create_batch(3, recipient=cast.cleo)
    assert '<span class="count">3' in cleo.get(reverse("notifications:settings")).content.decode()


def test_inbox_costs_the_same_for_few_and_many(cast: "Cast", cleo: Client, waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    one = queries_of(cleo, INBOX)
    for _ in range(29):
        wave(cast.cleo, actor=cast.ada)
    assert queries_of(cleo, INBOX) == one <= 8


def test_twenty_notices_a_page(cast: "Cast", cleo: Client) -> None:
    NoticeFactory.create_batch(25, recipient=cast.cleo)
    assert cleo.get(INBOX).content.decode().count('class="trow"') == 20
    assert cleo.get(INBOX, {"page": 2}).content.decode().count('class="trow"') == 5


def test_digest_archive_shows_my_digests_in_todays_words(cast: "Cast", cleo: Client, quiet_waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    mail = MailFactory(recipient=cast.cleo, kind="digest", state="done", done_at="2026-11-22T17:00Z")
    other = MailFactory(recipient=cast.fay, kind="digest", state="done", done_at="2026-11-22T17:00Z")
    Notice.objects.update(mail=mail)
    assert "1 thing you could read" in cleo.get(reverse("notifications:digests")).content.decode()
    assert "waves to Cleo" in cleo.get(reverse("notifications:digest", args=[mail.pk])).content.decode()
    assert cleo.get(reverse("notifications:digest", args=[other.pk])).status_code == 404


def test_choices_are_kept(cast: "Cast", cleo: Client, waves: None, quiet_waves: None) -> None:
    page = cleo.get(reverse("notifications:settings")).content.decode()
    assert "Somebody waves to me" in page
    data = dict.fromkeys(_kinds(), Level.DIGEST) | {"tests.wave": Level.NEVER}
    assert cleo.post(reverse("notifications:settings"), data).status_code == 302
    assert Preference.objects.get(user=cast.cleo, kind="tests.wave").level == Level.NEVER


def _kinds() -> list[str]:
    return [kind.key for kind in notices]


def test_firm_kind_offers_no_never_and_takes_none(cleo: Client, firm_waves: None) -> None:
    page = cleo.get(reverse("notifications:settings")).content.decode()
    assert "This one always comes" in page
    data = dict.fromkeys(_kinds(), Level.DIGEST) | {"tests.firm": Level.NEVER}
    assert cleo.post(reverse("notifications:settings"), data).status_code == 422


RHYTHM = {"rhythm": "1", "every": "weekly", "weekday": "2", "hour": "9", "quiet_from": "22:00", "quiet_until": "06:30"}


def test_day_and_hour_are_kept_and_planned(cast: "Cast", cleo: Client) -> None:
    assert cleo.post(reverse("notifications:settings"), RHYTHM).status_code == 302
    services.digest_due()
    schedule = DigestSchedule.objects.get(user=cast.cleo)
    assert schedule.next_at is not None
    assert (schedule.next_at.weekday(), schedule.hour, str(schedule.quiet_until)) == (2, 9, "06:30:00")


@pytest.mark.parametrize(
    "wrong", [{"quiet_until": ""}, {"quiet_until": "22:00"}, {"weekday": "9"}, {"hour": "24"}, {"every": "yearly"}]
)
def test_hours_that_make_no_sense_come_back_with_words(cleo: Client, wrong: dict[str, str]) -> None:
    response = cleo.post(reverse("notifications:settings"), RHYTHM | wrong)
    assert response.status_code == 422
    assert "put right" in response.content.decode()


def test_scanner_that_follows_the_link_changes_nothing(cast: "Cast", waves: None) -> None:
    url = stop_url(cast.cleo.pk, "tests.wave")
    page = Client().get(url)
    assert page.status_code == 200
    assert '<form method="post"' in page.content.decode()
    assert not Preference.objects.exists()


def test_one_click_works_without_cookies(cast: "Cast", waves: None) -> None:
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post(stop_url(cast.cleo.pk, "tests.wave"), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert Preference.objects.get(user=cast.cleo).level == Level.DIGEST


def test_one_click_of_a_digest_ends_it(cast: "Cast") -> None:
    Client().post(stop_url(cast.cleo.pk, "digest"))
    assert DigestSchedule.objects.get(user=cast.cleo).every == "never"


@pytest.mark.parametrize("token", ["nonsense", "WzEsInRlc3RzLndhdmUiXQ:1:x", ""])
def test_link_that_we_did_not_sign_is_absent(cast: "Cast", token: str) -> None:
    assert Client().post(absolute(f"/notices/stop/{token}/")).status_code == 404


def test_signature_for_something_else_does_not_count(cast: "Cast", waves: None) -> None:
    token = signing.dumps([cast.cleo.pk, "tests.wave"], salt="another")
    assert Client().post(reverse("notifications:stop", args=[token])).status_code == 404


def test_unsubscribing_needs_no_sign_in_but_tells_nothing_of_the_person(cast: "Cast", waves: None) -> None:
    page = Client().get(stop_url(cast.cleo.pk, "tests.wave")).content.decode()
    assert str(User.objects.get(pk=cast.cleo.pk).email) not in page
    assert "Cleo" not in page


@pytest.fixture
def folder(settings: Any, tmp_path: "Path") -> "Path":
    settings.EMAIL_BACKEND = "core.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def sent(cast: "Cast") -> str:
    wave(cast.cleo, actor=cast.ada)
    DigestSchedule.objects.update_or_create(user=cast.cleo, defaults={"quiet_from": None, "quiet_until": None})
    Mail.objects.update(due_at="2026-01-01T00:00Z")
    services.send_due()
    return mailbox.names()[0]


def test_demo_shows_the_mail_that_went_to_the_folder(
    cast: "Cast", client: Client, waves: None, folder: "Path", settings: Any
) -> None:
    settings.DEMO = True
    name = sent(cast)
    assert "Somebody waves to Cleo" in client.get("/demo/mail/").content.decode()
    page = client.get(f"/demo/mail/{name}/")
    assert "They wave &amp; smile." in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "sandbox src=" in page.content.decode()


def test_html_of_a_demo_mail_can_do_nothing(
    cast: "Cast", client: Client, waves: None, folder: "Path", settings: Any
) -> None:
    settings.DEMO = True
    response = client.get(f"/demo/mail/{sent(cast)}/html/")
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_there_is_no_folder_to_look_into_outside_the_demo(
    cast: "Cast", client: Client, waves: None, folder: "Path"
) -> None:
    name = sent(cast)
    for path in ("/demo/mail/", f"/demo/mail/{name}/", f"/demo/mail/{name}/html/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["x.eml", "..%2F..%2Fcolloquy.sqlite3", "1234567890123456789-..eml", "%00"])
def test_only_mails_can_be_asked_for(client: Client, folder: "Path", settings: Any, name: str) -> None:
    settings.DEMO = True
    assert client.get(f"/demo/mail/{name}/").status_code == 404


def test_choices_are_offered_for_what_can_happen_to_me(cast: "Cast", client: Client, waves: None) -> None:
    notices["tests.wave"].roles = ("moderator",)
    shown = {}
    for who in (cast.cleo, cast.dan):
        client.force_login(who)
        shown[who.name] = "Somebody waves to me" in client.get(reverse("notifications:settings")).content.decode()
    assert shown == {"Cleo": False, "Dan": True}


def test_demo_says_what_still_waits(cast: "Cast", cleo: Client, folder: "Path", settings: Any) -> None:
    settings.DEMO = True
    MailFactory.create_batch(2)
    assert "2 more wait" in cleo.get("/demo/mail/").content.decode()
