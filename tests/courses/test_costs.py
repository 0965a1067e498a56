"""The unit page with the real tools: at most twelve queries, with one block or twelve."""

import pytest
from django.test import Client

from accounts.models import User
from courses.models import Course, Unit
from courses.services import place_block
from tests.conftest import Cast
from tests.costs import queries_of
from tests.factories.courses import CourseFactory, OutcomeFactory, UnitFactory
from tests.factories.ethics import agreed

DISCUSSION, INTRODUCTIONS, MENTORS = "community.discussion", "community.introductions", "mentoring.panel"


@pytest.fixture(autouse=True)
def tools() -> None:
    """The real ones, in place of this folder's own."""


@pytest.fixture
def unit(cast: Cast) -> Unit:
    agreed(User.objects.all())
    course: Course = CourseFactory(scope=cast.course_scope, settings={"tools": 0})
    return OutcomeFactory(unit=UnitFactory(course=course)).unit


@pytest.mark.parametrize(
    "keys", [[DISCUSSION], [DISCUSSION] * 12, [DISCUSSION, INTRODUCTIONS, MENTORS], [INTRODUCTIONS] * 12]
)
def test_unit_page_asks_the_database_twelve_times_at_most(
    cast: Cast, cleo: Client, unit: Unit, keys: list[str]
) -> None:
    for number, key in enumerate(keys):
        config = {"prompt": f"Question {number}?"}
        place_block(actor=cast.ada, unit=unit, block_key=key, config=config, whole_unit=True, why="To try it.")
    assert queries_of(cleo, unit.get_absolute_url()) <= 12
