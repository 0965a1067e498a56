from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from notifications.extensions import notices
from tests.notifications.kinds import Crowd, FirmWave, QuietWave, Wave
from tests.notifications.mailservers import Office, serving

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def waves() -> Iterator[None]:
    with notices.temporarily(Wave):
        yield


@pytest.fixture
def quiet_waves() -> Iterator[None]:
    with notices.temporarily(QuietWave):
        yield


@pytest.fixture
def firm_waves() -> Iterator[None]:
    with notices.temporarily(FirmWave):
        yield


@pytest.fixture
def crowd() -> Iterator[None]:
    with notices.temporarily(Crowd):
        yield


@pytest.fixture
def office(settings: "SettingsWrapper") -> Iterator[Office]:
    """A server that runs; what a test changes of Django's settings is put back."""
    settings.EMAIL_TIMEOUT = 2
    settings.EMAIL_BACKEND = settings.EMAIL_HOST = ""
    settings.EMAIL_PORT = 0
    office = Office()
    with serving(office):
        yield office
