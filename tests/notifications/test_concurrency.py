"""On PostgreSQL, telling and sending at the same time: every notice is mailed once, in one mail or another."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail as outgoing
from django.db import connection

from accounts.models import User
from notifications import services
from notifications.extensions import notices
from notifications.models import DigestSchedule, Mail, Notice
from tests.notifications.kinds import wave

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAVES, TELLERS = 15, 3


@pytest.fixture
def hurry(waves: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices["tests.wave"], "due_after", timedelta(0))
    monkeypatch.setattr(notices["tests.wave"], "headline", lambda messages: f"{len(messages)} waves")
    monkeypatch.setattr("notifications.services.telling.FOLDING", timedelta(0))


def beside(*work: Callable[[], object]) -> None:
    """All at once, each on a connection of its own."""
    errors: list[Exception] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - told below, in the thread that can fail the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_no_notice_is_lost_or_mailed_twice_between_telling_and_sending(cast: "Cast", hurry: None) -> None:
    Mail.objects.all().delete()
    DigestSchedule.objects.create(user=cast.cleo, quiet_from=None, quiet_until=None)

    def tell() -> None:
        for _ in range(WAVES):
            wave(cast.cleo, actor=User.objects.get(pk=cast.ada.pk), thread=7)

    def send() -> None:
        for _ in range(WAVES):
            services.send_due()

    beside(*[tell] * TELLERS, send, send)
    services.send_due()
    told = Notice.objects.filter(kind="tests.wave", mail__state=Mail.State.DONE).count()
    subjects = [message.subject for message in outgoing.outbox if message.to == [cast.cleo.email]]
    assert told == WAVES * TELLERS
    assert sum(int(subject.split()[0]) for subject in subjects) == WAVES * TELLERS
    assert len(subjects) == Mail.objects.filter(kind="tests.wave").count()


def test_two_workers_gather_one_digest(cast: "Cast", quiet_waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    DigestSchedule.objects.filter(user=cast.cleo).update(next_at="2026-01-01T00:00Z")
    beside(*[services.digest_due] * 4)
    assert Mail.objects.filter(kind="digest").count() == 1
