"""The page that tells everybody whether it works."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.events import StandingChanged
from core import heartbeat
from core.models import OutboxEvent
from core.outbox import emit
from notifications.models import Mail

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def said(client: Client) -> str:
    return client.get("/status/").content.decode()


@pytest.fixture
def well(db: None) -> None:
    heartbeat.tick()


def test_everything_works(client: Client, well: None) -> None:
    assert "Everything works" in said(client)


def test_nobody_works_beside_the_pages(client: Client, well: None) -> None:
    cache.set(heartbeat.KEY, timezone.now() - timedelta(minutes=3))
    page = said(client)
    assert "Something is late" in page
    assert "Work in the background: late" in page
    assert "Pages: working" in page


def test_notices_and_mail_are_late(client: Client, cast: "Cast", well: None) -> None:
    with transaction.atomic():
        emit(StandingChanged(user_id=1, scope_id=1))
    OutboxEvent.objects.update(emitted_at=timezone.now() - timedelta(minutes=5), handled_at=None)
    ago = timezone.now() - timedelta(minutes=11)
    Mail.objects.create(recipient=cast.cleo, kind="test", fold="t", message_id="<1@x>", due_at=ago)
    page = said(client)
    assert "Notices: late" in page
    assert "Mail: late" in page


def test_what_was_late_and_is_not_any_more_says_when(client: Client, well: None) -> None:
    cache.delete(heartbeat.KEY)
    assert "Work in the background: late" in said(client)
    heartbeat.tick()
    cache.delete("core.status")
    page = said(client)
    assert "Everything works" in page
    assert "Last late:" in page


def test_it_is_cheap_however_many_ask(
    client: Client, well: None, django_assert_num_queries: "DjangoAssertNumQueries"
) -> None:
    with django_assert_num_queries(3):
        said(client)
    with django_assert_num_queries(0):
        said(client)


def test_it_tells_nothing_about_anybody(client: Client, cast: "Cast", well: None) -> None:
    ago = timezone.now() - timedelta(days=1)
    Mail.objects.create(recipient=cast.cleo, kind="test", fold="t", message_id="<1@x>", due_at=ago, reason="550 Cleo")
    client.force_login(cast.cleo)
    page = said(client)
    assert "Mail: late" in page
    assert "Cleo" not in page
    assert str(cast.cleo.email) not in page


def test_it_answers_without_the_database(client: Client, well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    response = client.get("/status/")
    assert response.status_code == 503
    assert "The data cannot be reached" in response.content.decode()


def test_it_answers_without_the_cache(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.get", away)
    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.set", away)
    assert "Work in the background: late" in said(client)
    heartbeat.tick()
