import pytest

from accounts.models import User
from tests.conftest import Cast
from tests.factories.ethics import agreed


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Here everybody has agreed to the rules."""
    agreed(User.objects.all())
    return cast
