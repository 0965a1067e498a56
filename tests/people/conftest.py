from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from tests.factories.ethics import agreed
from tests.factories.people import introduced

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def cast(cast: "Cast") -> "Cast":
    """Here everybody has agreed to the rules."""
    agreed(User.objects.all())
    return cast


@pytest.fixture
def both(cast: "Cast") -> "Cast":
    """Cleo and Fay have both answered the question."""
    for person in (cast.cleo, cast.fay):
        introduced(person, cast.course_scope)
    return cast
