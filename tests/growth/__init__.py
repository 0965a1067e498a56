"""More of everything that some page lists: grown by a few and then by many, a page asks the database as often as before.

Rows are written by the hundred, past the services: what is asked here is what reading them costs.
"""

from itertools import count
from typing import TYPE_CHECKING

from accounts.choices import Role
from core.search import rebuild
from tests.growth.house import classmates, courses, desk, doors, house, notices, rest_of_course, rules
from tests.growth.mentoring import mentoring, pairs
from tests.growth.rows import belong, people
from tests.growth.runs import runs
from tests.growth.talk import talk, unit

if TYPE_CHECKING:
    from tests.world import World

numbers = count(1)
GROWERS = (
    classmates, talk, unit, rest_of_course, courses, doors, rules, desk, notices, mentoring, pairs, house, runs,
)  # fmt: skip


def grow(world: "World", times: int) -> None:
    """So many more of everything, each with a person of its own."""
    fresh = [next(numbers) for _ in range(times)]
    students = people("Student", fresh)
    belong(students, [world.cast.course_scope], Role.LEARNER)
    for grower in GROWERS:
        grower(world, dict(zip(fresh, students, strict=True)))
    rebuild()
