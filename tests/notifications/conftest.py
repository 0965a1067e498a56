from collections.abc import Iterator

import pytest

from notifications.extensions import notices
from tests.notifications.kinds import Crowd, FirmWave, QuietWave, Wave


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
