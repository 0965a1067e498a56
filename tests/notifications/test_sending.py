from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import User
from notifications import services
from notifications.choices import Level
from notifications.extensions import notices
from notifications.models import DigestSchedule, Mail, Notice
from tests.notifications.kinds import wave

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def due() -> Mail:
    Mail.objects.update(due_at=timezone.now())
    return Mail.objects.get()


class DeadServer(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected


class PickyServer(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({})


class BrokenHall(EmailBackend):
    """A mail server that does not even take the connection."""

    def open(self) -> bool:
        raise ConnectionRefusedError


def test_mail_goes_out_once_and_not_before_its_time(cast: "Cast", waves: None, noon: time_machine.Traveller) -> None:
    wave(cast.cleo, actor=cast.ada)
    services.send_due()
    assert outgoing.outbox == []
    noon.shift(61)
    services.send_due()
    services.send_due()
    assert [message.to for message in outgoing.outbox] == [[cast.cleo.email]]
    assert Mail.objects.get().state == Mail.State.DONE


def test_mail_says_what_happened_why_it_came_and_how_to_have_less(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    message = outgoing.outbox[0]
    assert message.subject == "Somebody waves to Cleo"
    assert "They wave & smile." in message.body
    assert "settings for “Somebody waves to me”" in message.body
    assert f"http://localhost:8000/inbox/{Notice.objects.get().pk}/" in message.body
    assert "Put these into my digest: http://localhost:8000/notices/stop/" in message.body
    html = message.alternatives[0][0]
    assert "They wave &amp; smile." in html
    assert len(str(message.message())) < 40_000


def test_headers_of_a_mail(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    message_id = due().message_id
    services.send_due()
    headers = outgoing.outbox[0].message()
    assert headers["Message-ID"] == message_id
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Id"] == "<tests.wave.localhost>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://localhost:8000/notices/stop/")
    assert headers["References"].endswith(".thread@localhost>")


def test_mails_of_one_thread_stand_together_and_name_the_one_before(cast: "Cast", waves: None) -> None:
    for thread in (7, 7, 8):
        wave(cast.cleo, actor=cast.ada, thread=thread)
        Mail.objects.update(due_at=timezone.now())
        services.send_due()
    first, second, other = (message.message() for message in outgoing.outbox)
    root = first["References"]
    assert first["In-Reply-To"] == root
    assert second["References"] == f"{root} {first['Message-ID']}"
    assert second["In-Reply-To"] == first["Message-ID"]
    assert other["References"] not in {root, second["References"]}


def test_subject_cannot_smuggle_a_header(cast: "Cast", waves: None) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(name="Cleo\r\nBcc: eve@example.org")
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    assert outgoing.outbox[0].subject == "Somebody waves to Cleo Bcc: eve@example.org"


def test_what_may_not_be_seen_any_more_is_not_mailed(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    User.objects.filter(pk=cast.cleo.pk).update(pronouns="blind")
    due()
    services.send_due()
    assert outgoing.outbox == []
    assert Mail.objects.get().state == Mail.State.DROPPED


def test_folded_mail_tells_only_what_is_still_allowed(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada, thread=7)
    wave(cast.cleo, actor=cast.ada, thread=7)
    wave(cast.cleo, actor=cast.ada, thread=7, seen=False)
    due()
    services.send_due()
    assert outgoing.outbox[0].subject == "Somebody waves to Cleo, and 1 more"


@pytest.mark.parametrize("change", [{"is_active": False}, {"state": "erased"}, {"email": None}])
def test_nobody_writes_to_a_person_who_left(cast: "Cast", waves: None, change: dict[str, Any]) -> None:
    wave(cast.cleo, actor=cast.ada)
    User.objects.filter(pk=cast.cleo.pk).update(**change)
    due()
    services.send_due()
    assert (outgoing.outbox, Mail.objects.get().state) == ([], Mail.State.DROPPED)


def test_what_was_read_meanwhile_is_not_mailed(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    services.mark_all_read(actor=cast.cleo)
    due()
    services.send_due()
    assert outgoing.outbox == []


def test_what_is_firm_is_mailed_even_when_read(cast: "Cast", firm_waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    services.mark_all_read(actor=cast.cleo)
    due()
    services.send_due()
    assert len(outgoing.outbox) == 1


def test_second_thoughts_about_a_preference_hold_the_mail_back(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    services.prefer(actor=cast.cleo, levels={"tests.wave": Level.DIGEST})
    due()
    services.send_due()
    assert outgoing.outbox == []
    assert Notice.objects.for_next_digest(cast.cleo).count() == 1


def test_quiet_hours_move_the_mail_to_their_end(cast: "Cast", waves: None, noon: time_machine.Traveller) -> None:
    noon.move_to(datetime(2026, 11, 22, 22, 30, tzinfo=UTC))
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    assert outgoing.outbox == []
    assert Mail.objects.get().due_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
    wave(cast.cleo, actor=cast.ada, thread=9)
    assert Mail.objects.count() == 2


def test_quiet_hours_are_by_the_clock_of_the_reader(cast: "Cast", waves: None) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(time_zone="Asia/Tokyo")
    wave(cast.cleo, cast.fay, actor=cast.ada)
    Mail.objects.update(due_at=timezone.now())
    services.send_due()
    assert [message.to for message in outgoing.outbox] == [[cast.fay.email]]
    assert Mail.objects.get(recipient=cast.cleo).due_at == datetime(2026, 11, 22, 22, tzinfo=UTC)


def test_own_quiet_hours_go_before_the_usual_ones(cast: "Cast", waves: None) -> None:
    DigestSchedule.objects.create(user=cast.cleo, quiet_from="11:00", quiet_until="13:00")
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    assert Mail.objects.get().due_at == datetime(2026, 11, 22, 13, tzinfo=UTC)


def test_server_that_drops_the_mail_is_tried_again_later_and_in_the_end_given_up(
    cast: "Cast", waves: None, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    wave(cast.cleo, actor=cast.ada)
    waits = []
    for _ in range(24):
        due()
        services.send_due()
        waits.append((Mail.objects.get().due_at - timezone.now()) / timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, *[360] * 14, 0]
    assert sum(waits) > 3.8 * 24 * 60
    mail = Mail.objects.get()
    assert (mail.state, mail.reason) == (Mail.State.FAILED, "SMTPServerDisconnected")


def test_server_that_does_not_answer_costs_no_attempt(cast: "Cast", waves: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenHall"
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    assert (Mail.objects.get().state, Mail.objects.get().attempts) == (Mail.State.WAITING, 0)


def test_address_that_is_refused_is_not_tried_again(cast: "Cast", waves: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.PickyServer"
    wave(cast.cleo, actor=cast.ada)
    due()
    services.send_due()
    assert Mail.objects.get().state == Mail.State.FAILED


def test_worker_that_died_while_sending_causes_one_repeat_with_the_same_id(
    cast: "Cast", waves: None, noon: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object) -> None:
        raise KeyboardInterrupt

    wave(cast.cleo, actor=cast.ada)
    due()
    with monkeypatch.context() as patch:
        patch.setattr("notifications.services.sending._finish", die)
        with pytest.raises(KeyboardInterrupt):
            services.send_due()
    services.send_due()
    assert len(outgoing.outbox) == 1
    noon.shift(181)
    services.send_due()
    services.send_due()
    ids = [message.message()["Message-ID"] for message in outgoing.outbox]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_two_workers_send_a_mail_once(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    mail = due()
    assert Mail.objects.claim(mail.pk)
    services.send(mail.pk)
    assert outgoing.outbox == []


def test_mail_that_cannot_be_written_does_not_keep_the_others(
    cast: "Cast", waves: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(messages: Any) -> str:
        if "Cleo" in messages[0].subject:
            raise ValueError
        return "fine"

    monkeypatch.setattr(notices["tests.wave"], "headline", stumble)
    wave(cast.cleo, cast.fay, actor=cast.ada)
    Mail.objects.update(due_at=timezone.now())
    services.send_due()
    assert [message.to for message in outgoing.outbox] == [[cast.fay.email]]
    assert Mail.objects.get(recipient=cast.cleo).state == Mail.State.WAITING


def test_test_mail_goes_out_even_at_night(cast: "Cast", noon: time_machine.Traveller) -> None:
    noon.move_to(datetime(2026, 11, 22, 23, tzinfo=UTC))
    services.send_test(actor=cast.lea)
    services.send_due()
    assert outgoing.outbox[0].to == [cast.lea.email]
    assert Mail.objects.get().state == Mail.State.DONE


def test_waiting_costs_no_connection(settings: Any, db: None) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenHall"
    assert services.send_due() == 0
