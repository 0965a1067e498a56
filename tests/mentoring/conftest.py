from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from mentoring.models import Offer, Programme
from tests.factories.ethics import agreed
from tests.factories.mentoring import offer_by, programme_of

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def cast(cast: "Cast") -> "Cast":
    """Here everybody has agreed to the rules."""
    agreed(User.objects.all())
    return cast


@pytest.fixture
def programme(cast: "Cast") -> Programme:
    return programme_of(cast)


@pytest.fixture
def offer(cast: "Cast", programme: Programme) -> Offer:
    """Ben offers one place."""
    return offer_by(cast.ben, programme)
