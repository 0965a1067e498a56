from typing import TYPE_CHECKING

import pytest

from accounts.events import StandingChanged
from core.outbox import emit

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


def test_numbers_are_there_for_the_inner_network(client: "Client", settings: "SettingsWrapper") -> None:
    settings.METRICS = True
    client.get("/healthz")
    emit(StandingChanged(user_id=1, scope_id=1))
    said = client.get("/metrics", REMOTE_ADDR="10.0.0.7").content.decode()
    assert 'colloquy_request_seconds_count{route="core:healthz",status="2xx"}' in said
    assert "colloquy_outbox_waiting 1.0" in said


def test_each_container_is_asked_by_the_address_it_happens_to_have(
    client: "Client", settings: "SettingsWrapper"
) -> None:
    """As a scraper finds replicas: by number and port, without https, under no name of the site."""
    settings.METRICS, settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = True, ["colloquy.example.org"], True
    said = client.get("/metrics", REMOTE_ADDR="172.18.0.9", headers={"host": "172.18.0.7:8000"})
    assert said.content.startswith(b"# HELP")
    assert client.get("/healthz", REMOTE_ADDR="172.18.0.9", headers={"host": "172.18.0.7:8000"}).status_code == 400


@pytest.mark.parametrize(
    ("on", "address", "headers"),
    [
        (False, "127.0.0.1", {}),
        (True, "8.8.4.4", {}),
        (True, "127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        (True, "", {}),
    ],
)
def test_to_everybody_else_there_is_no_such_page(
    client: "Client", settings: "SettingsWrapper", on: bool, address: str, headers: dict[str, str]
) -> None:
    settings.METRICS = on
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == 404
