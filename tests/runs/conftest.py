import pytest

from accounts.models import User
from tests.conftest import Cast
from tests.factories.ethics import agreed
from tests.runs.old_runs import Runs, world_of


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Here everybody has agreed to the rules."""
    agreed(User.objects.all())
    return cast


@pytest.fixture
def runs(cast: Cast) -> Runs:
    return world_of(cast)
