"""The administrator's test of mail: the whole way, or where it stopped."""

from typing import TYPE_CHECKING

import pytest

from core import heartbeat
from notifications import services
from tests.notifications.mailservers import Office

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_self_check_says_that_the_mail_went_the_whole_way(office: Office, cast: "Cast") -> None:
    heartbeat.tick()
    said = services.try_mail(actor=cast.lea)
    assert said.startswith(f"The mail server has taken it for {cast.lea.email}.")
    assert office.taken[0].rcpt_tos == [cast.lea.email]


def test_self_check_says_where_it_stopped(
    office: Office, cast: "Cast", settings: "SettingsWrapper", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.services.trying.PATIENCE", 0.0)
    office.to_recipient = ["550 No such person"]
    assert "stopped at the mail server, which says: 550 No such person" in services.try_mail(actor=cast.lea)
    assert "Beat was never seen" in services.try_mail(actor=cast.lea)
    settings.EMAIL_PORT = 1
    assert "Connection refused" in services.try_mail(actor=cast.lea)
    monkeypatch.setattr("notifications.services.trying.ring", lambda task: None)
    assert "nobody has taken it from the queue “mail”" in services.try_mail(actor=cast.lea)
    monkeypatch.setattr("notifications.services.trying.bell_works", lambda: False)
    assert "It stopped at the queue" in services.try_mail(actor=cast.lea)
