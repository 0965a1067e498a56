"""Mail to a real SMTP server on loopback: what it says is what becomes of the mail."""

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Scope, User
from accounts.services.senders import MAIL_FROM
from core.letters import Letter, Line, Section
from core.mailserver import Unusable, usable
from notifications import services
from notifications.models import DigestSchedule, Mail
from tests.notifications.kinds import wave
from tests.notifications.mailservers import USER, WORD, Office, certificate, serving, sign_in

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(cast: "Cast", waves: None) -> Mail:
    """Cleo, who keeps no quiet hours, is to be told of something."""
    DigestSchedule.objects.create(user=cast.cleo, quiet_from=None, quiet_until=None)
    wave(cast.cleo, actor=cast.ada, thread=7)
    return Mail.objects.get()


def sent(mail: Mail) -> Mail:
    """The mail after one round of sending."""
    Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(due_at=timezone.now())
    services.send_due()
    mail.refresh_from_db()
    return mail


def parsed(office: Office, number: int = 0) -> EmailMessage:
    content = office.taken[number].content
    assert isinstance(content, bytes)
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_mail_arrives_with_text_html_and_headers(office: Office, mail: Mail) -> None:
    assert sent(mail).state == Mail.State.DONE
    message = parsed(office)
    assert message["Message-ID"] == mail.message_id
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", None)
    assert "They wave & smile." in text_of(message, "plain")
    html = text_of(message, "html")
    assert "They wave &amp; smile." in html
    assert '<div class="card" role="main" style="' in html
    assert "prefers-color-scheme: dark" in html
    assert "<img" not in html
    assert "<script" not in html


def test_starttls_and_sign_in(
    settings: "SettingsWrapper", office: Office, mail: Mail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, USER, WORD
    safe = Office()
    with serving(safe, tls_context=context, require_starttls=True, authenticator=sign_in, auth_required=True):
        assert sent(mail).state == Mail.State.DONE
    assert (safe.encrypted, len(office.taken)) == ([True], 0)


def test_certificate_of_a_stranger_is_not_believed(
    settings: "SettingsWrapper", office: Office, mail: Mail, tmp_path: Path
) -> None:
    settings.EMAIL_USE_TLS = True
    _public, context = certificate(tmp_path)
    with serving(Office(), tls_context=context):
        assert sent(mail).state == Mail.State.WAITING
    assert (mail.attempts, "SSLCertVerificationError" in mail.reason) == (0, True)


def test_wrong_password_keeps_the_mail_and_names_the_reason(
    settings: "SettingsWrapper", office: Office, mail: Mail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, USER, "wrong"
    with serving(Office(), tls_context=context, authenticator=sign_in, auth_required=True):
        assert sent(mail).state == Mail.State.WAITING
    assert (mail.attempts, mail.reason[:3]) == (0, "535")


@pytest.mark.parametrize("place", ["answers", "to_recipient"])
def test_not_now_is_tried_again_with_growing_waits(office: Office, mail: Mail, place: str) -> None:
    setattr(office, place, ["451 4.7.1 Greylisted, write to cleo@example.org later"] * 3)
    waits = []
    for _ in range(3):
        sent(mail)
        waits.append(round((mail.due_at - timezone.now()) / timedelta(minutes=1), 1))
    assert waits == [1.0, 2.0, 4.0]
    assert mail.reason == "451 4.7.1 Greylisted, write to [address] later"
    assert sent(mail).state == Mail.State.DONE
    assert (mail.reason, parsed(office)["Message-ID"]) == ("", mail.message_id)


@pytest.mark.parametrize("place", ["answers", "to_recipient"])
def test_never_ends_it_with_its_reason_for_administrators(
    office: Office, mail: Mail, place: str, cast: "Cast", client: Client
) -> None:
    setattr(office, place, ["550 5.1.1 No such person"])
    assert (sent(mail).state, mail.reason) == (Mail.State.FAILED, "550 5.1.1 No such person")
    client.force_login(cast.lea)
    page = client.get("/setup/").content.decode()
    assert "550 5.1.1 No such person" in page
    assert sent(mail).attempts == 1


def test_server_that_hangs_up_in_the_middle_gets_it_again(office: Office, mail: Mail) -> None:
    office.drop = 1
    assert (sent(mail).state, mail.attempts) == (Mail.State.WAITING, 1)
    assert sent(mail).state == Mail.State.DONE
    assert [parsed(office)["Message-ID"]] == [mail.message_id]


def test_server_that_hangs_up_keeps_the_others_waiting_at_no_cost(office: Office, mail: Mail, cast: "Cast") -> None:
    office.drop = 1
    DigestSchedule.objects.create(user=cast.fay, quiet_from=None, quiet_until=None)
    wave(cast.fay, actor=cast.ada)
    Mail.objects.update(due_at=timezone.now())
    services.send_due()
    assert list(Mail.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0]


def test_very_slow_server_is_left_after_its_time(office: Office, mail: Mail, settings: "SettingsWrapper") -> None:
    settings.EMAIL_TIMEOUT, office.slow = 0.3, 0.9
    assert (sent(mail).state, mail.attempts) == (Mail.State.WAITING, 1)
    assert mail.reason in {"TimeoutError", "SMTPServerDisconnected"}


def test_slow_server_does_not_hold_a_worker_for_longer_than_a_round(
    office: Office, mail: Mail, cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    office.slow = 0.2
    monkeypatch.setattr("notifications.services.sending.ROUND", 0.1)
    for thread in (8, 9):
        wave(cast.cleo, actor=cast.ada, thread=thread)
    Mail.objects.update(due_at=timezone.now())
    services.send_due()
    assert Mail.objects.filter(state=Mail.State.DONE).count() == 1


def test_server_that_is_not_there_is_named_and_costs_no_attempt(
    settings: "SettingsWrapper", office: Office, mail: Mail
) -> None:
    settings.EMAIL_PORT = 1
    assert (sent(mail).state, mail.attempts) == (Mail.State.WAITING, 0)
    assert mail.reason == "ConnectionRefusedError: Connection refused"


@pytest.mark.parametrize(
    ("address", "wire"),
    [("cleo@bücher.example", "cleo@xn--bcher-kva.example"), ("zoë@bücher.example", "zoë@bücher.example")],
)
def test_addresses_and_words_of_the_whole_world(office: Office, mail: Mail, address: str, wire: str) -> None:
    User.objects.filter(pk=mail.recipient_id).update(email=address, name="نور Đặng 🙂")
    office.answers = []
    with serving(office, enable_SMTPUTF8=True):
        assert sent(mail).state == Mail.State.DONE
    assert office.taken[0].rcpt_tos == [wire]
    assert parsed(office)["Subject"] == "Somebody waves to نور Đặng 🙂"


def test_address_that_the_server_cannot_write_ends_it(office: Office, mail: Mail) -> None:
    User.objects.filter(pk=mail.recipient_id).update(email="zoë@example.org")
    with serving(office, enable_SMTPUTF8=False):
        assert sent(mail).state == Mail.State.FAILED
    assert "SMTPUTF8" in mail.reason


def test_institution_writes_under_its_own_name(office: Office, mail: Mail, cast: "Cast") -> None:
    sender = "Northmoor <learning@northmoor.example>"
    Scope.objects.filter(pk=cast.institution.pk).update(settings={MAIL_FROM: sender})
    sent(mail)
    assert (parsed(office)["From"], office.taken[0].mail_from) == (sender, "learning@northmoor.example")


ANYTHING = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["a\r\nBcc: eve@example.org", "a\nb", "\r", "x\x00y", "\u2028Bcc: e@x", "\x85Bcc: e@x", "=?utf-8?q?=0D=0ABcc:?="]
)


@given(subject=ANYTHING, body=ANYTHING, title=ANYTHING, name=ANYTHING)
def test_no_name_and_no_title_makes_a_header(subject: str, body: str, title: str, name: str) -> None:
    lines = [Line(subject=title, body=body, url="http://localhost/")]
    letter = Letter(
        to="cleo@example.org", subject=f"{name} {subject}", sections=[Section(lines=lines, title=title)],
        message_id="<1@localhost>", why=name, less="http://localhost/stop/", list_name="a.kind", thread="1:2",
    )  # fmt: skip
    message = email.message_from_bytes(letter.message().message().as_bytes(), policy=email.policy.default)
    assert set(message.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
        "X-Auto-Response-Suppress", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "References", "In-Reply-To",
    }  # fmt: skip
    assert (message["To"], len(message.get_all("Subject", []))) == ("cleo@example.org", 1)


@given(ANYTHING, st.sampled_from(["", "@", "@example.org", "@example.org, eve@example.org", "@x\r\nBcc: e@x"]))
def test_no_address_is_two(local: str, rest: str) -> None:
    try:
        found = usable(local + rest)
    except Unusable:
        return
    assert found == local + rest
    assert found.count("@") == 1
    assert not set(found) & set("\r\n\0 ,;<>")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_scanner_that_looks_at_every_link_stops_nothing(
    office: Office, mail: Mail, client: Client, method: str
) -> None:
    sent(mail)
    address = parsed(office)["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    getattr(client, method)(address)
    assert not mail.recipient.notice_preferences.exists()
    one_click = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert mail.recipient.notice_preferences.get().level == "digest"


def test_service_takes_the_same_letter(settings: "SettingsWrapper", mail: Mail) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    from django.core import mail as outgoing  # noqa: PLC0415

    assert sent(mail).state == Mail.State.DONE
    asked: dict[str, Any] = outgoing.outbox[0].anymail_test_params  # type: ignore[attr-defined]
    assert asked["extra_headers"]["Message-ID"] == mail.message_id
    assert asked["to"][0].addr_spec == mail.recipient.email


def test_service_that_refuses_ends_it_and_one_that_is_busy_does_not(
    settings: "SettingsWrapper", mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused  # noqa: PLC0415

    def answer(error: Exception) -> Any:
        def send(*args: Any) -> None:
            raise error

        monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
        return sent(mail).state

    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    assert answer(AnymailAPIError("busy")) == Mail.State.WAITING
    assert answer(AnymailRecipientsRefused("no")) == Mail.State.FAILED


def test_server_greets_and_signs_by_the_name_of_the_site_not_by_that_of_its_container() -> None:
    office = Office()
    with serving(office):
        outgoing.EmailMessage("Hello", "Words", "colloquy@example.org", ["cleo@example.org"]).send()
    site = urlsplit(settings.BASE_URL).hostname
    assert office.greetings == [site]
    assert str(parsed(office)["Message-ID"]).endswith(f"@{site}>")
