"""What stands beside every unit of a course and is the same for everybody: its staff, its tools, its outcomes.

Kept in the cache for a few minutes and forgotten by the verbs that change it; nothing secret is in it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from accounts.choices import STAFF, Role
from accounts.models import Membership
from courses.extensions import blocks
from courses.models import Course, Outcome, Placement

KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class StaffFact:
    user_id: int
    name: str
    hue: int
    role: str
    title: str
    grades: bool

    @property
    def pk(self) -> int:
        """As a person, for the avatar."""
        return self.user_id


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """`born` tells the course from one that had its number before (a database that was restored or begun anew)."""

    born: datetime
    staff: tuple[StaffFact, ...]
    tools: tuple[str, ...]
    outcomes: dict[int, tuple[OutcomeFact, ...]]


def facts_of(course: Course) -> Facts:
    """Staff, educators first; the keys of the tools in use; unit id → what one can do after it."""
    key = _key(course.pk)
    found = cache.get(key)
    if isinstance(found, Facts) and found.born == course.created_at:
        return found
    facts = Facts(born=course.created_at, staff=_staff(course), tools=_tools(course), outcomes=_outcomes(course))
    cache.set(key, facts, KEPT_SECONDS)
    return facts


def forget_facts(course_id: int) -> None:
    """Now, and again once the change is there for everybody: somebody may have looked in between."""
    cache.delete(_key(course_id))
    transaction.on_commit(lambda: cache.delete(_key(course_id)), robust=True)


def _key(course_id: int) -> str:
    return f"courses.facts.3.{course_id}"


def _staff(course: Course) -> tuple[StaffFact, ...]:
    rows = Membership.objects.live().filter(scope=course.scope_id, role__in=STAFF).select_related("user")
    first = sorted(rows, key=lambda row: (row.role != Role.EDUCATOR, not row.grades, row.since, row.pk))
    return tuple(StaffFact(row.user_id, row.user.name, row.user.hue, row.role, row.title, row.grades) for row in first)


def _tools(course: Course) -> tuple[str, ...]:
    placed = Placement.objects.filter(unit__course=course).in_use().values_list("block_key", flat=True).distinct()
    return tuple(sorted(key for key in placed if key in blocks and blocks[key].counts_as_tool))


def _outcomes(course: Course) -> dict[int, tuple[OutcomeFact, ...]]:
    found: dict[int, tuple[OutcomeFact, ...]] = {}
    rows = Outcome.objects.filter(unit__course=course).order_by("unit", "position", "pk")
    for unit_id, code, text in rows.values_list("unit_id", "code", "text"):
        found[unit_id] = (*found.get(unit_id, ()), OutcomeFact(code, text))
    return found
