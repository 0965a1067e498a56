"""Every course begins with a unit about itself, which holds the tools that are built in."""

import pytest

from courses.choices import PlacementState, UnitState
from courses.extensions import BlockType, blocks
from courses.models import Placement
from courses.services import add_unit, create_course, furnish
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


class Desk(BlockType):
    key, label, purpose = "tests.desk", "Desk", "Questions about the course have a home."
    counts_as_tool, built_in = False, True


def test_course_begins_with_a_unit_about_itself(cast: Cast) -> None:
    with blocks.temporarily(Desk):
        course = create_course(actor=cast.kim, parent=cast.programme, title="Wound care")
    unit = course.units.get(about=True)
    assert unit.state == UnitState.PUBLISHED
    placement = Placement.objects.get(unit=unit, block_key="tests.desk")
    assert (placement.state, placement.whole_unit) == (PlacementState.PLACED, True)


def test_furnishing_twice_adds_nothing_and_keeps_it_first(cast: Cast) -> None:
    with blocks.temporarily(Desk):
        course = create_course(actor=cast.kim, parent=cast.programme, title="Wound care")
        add_unit(actor=cast.kim, course=course, title="The first dressing")
        furnish(actor=cast.kim, course=course)
    assert [unit.about for unit in course.units.order_by("position")] == [True, False]
    assert Placement.objects.filter(unit__course=course, block_key="tests.desk").count() == 1
