"""The querysets and the policies of courses give the same answers."""

import datetime as dt

import pytest

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import Rights, rights_of
from accounts.services import grant, plant
from courses import policies
from courses.choices import PlacementState, UnitState
from courses.models import Course, CourseFile, Part, Placement, Unit
from courses.querysets import scopes_for_courses
from tests.conftest import NAMES, Cast
from tests.factories.courses import PUBLISHED, CourseFactory, PartFactory, PlacementFactory, UnitFactory

TOMORROW = dt.timedelta(days=1)


def rights(cast: Cast, who: str) -> Rights:
    return rights_of(getattr(cast, who))


@pytest.mark.parametrize("published_at", [PUBLISHED, None])
@pytest.mark.parametrize("who", NAMES)
def test_course_queryset_and_policy_agree(cast: Cast, who: str, published_at: dt.datetime | None) -> None:
    course = CourseFactory(scope=cast.course_scope, published_at=published_at)
    mine = rights(cast, who)
    assert Course.objects.visible_to(mine).contains(course) == bool(policies.can_see_course(mine, course))
    assert Course.objects.editable_by(mine).contains(course) == bool(policies.can_edit_course(mine, course))
    assert Course.objects.kept_by(mine).contains(course) == bool(policies.can_keep_course(mine, course))


@pytest.mark.parametrize("state", UnitState.values)
@pytest.mark.parametrize("later", [None, TOMORROW])
@pytest.mark.parametrize("who", ["ada", "ben", "cleo", "dan", "eve", "jo", "kim", "lea"])
def test_unit_and_part_querysets_and_policies_agree(
    cast: Cast, who: str, state: str, later: dt.timedelta | None
) -> None:
    course = CourseFactory(scope=cast.course_scope)
    unit = UnitFactory(course=course, state=state, opens_on=course.today + later if later else None)
    parts = [PartFactory(unit=unit), PartFactory(unit=unit, retired_at=PUBLISHED)]
    mine = rights(cast, who)
    assert Unit.objects.visible_to(mine).contains(unit) == bool(policies.can_read_unit(mine, unit))
    for part in parts:
        assert Part.objects.visible_to(mine).contains(part) == bool(policies.can_read_part(mine, part))


@pytest.mark.parametrize("state", PlacementState.values)
@pytest.mark.parametrize("unit_state", UnitState.values)
@pytest.mark.parametrize("who", ["ada", "cleo", "dan", "eve", "kim", "lea"])
def test_block_queryset_and_policy_agree(cast: Cast, who: str, state: str, unit_state: str) -> None:
    unit = UnitFactory(course=CourseFactory(scope=cast.course_scope), state=unit_state)
    placement = PlacementFactory(unit=unit, state=state)
    mine = rights(cast, who)
    assert Placement.objects.visible_to(mine).contains(placement) == bool(policies.can_open_block(mine, placement))


def test_who_reads_and_who_does_not(cast: Cast) -> None:
    unit = UnitFactory(course=CourseFactory(scope=cast.course_scope))
    readers = {who for who in NAMES if Unit.objects.visible_to(rights(cast, who)).contains(unit)}
    assert readers == {"ada", "ben", "cleo", "fay", "jo", "kim"}


def test_who_edits_and_who_keeps(cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope)
    assert {who for who in NAMES if policies.can_edit_course(rights(cast, who), course)} == {"ada", "kim"}
    assert {who for who in NAMES if policies.can_keep_course(rights(cast, who), course)} == {"ada", "kim", "lea"}


def test_unit_of_tomorrow_is_refused_with_its_day(cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope)
    verdict = policies.can_read_unit(rights(cast, "cleo"), UnitFactory(course=course, opens_on=course.today + TOMORROW))
    assert not verdict
    assert not verdict.secret
    assert "opens on" in str(verdict.reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"state": PlacementState.PAUSED}, "paused"),
        ({"state": PlacementState.CLOSED}, "closed"),
        ({"closes_on": dt.date(2026, 1, 1)}, "closed"),
        ({"opens_on": dt.date(2099, 1, 1)}, "opens on"),
    ],
)
def test_block_that_is_not_open_says_why(cast: Cast, fields: dict[str, object], reason: str) -> None:
    unit = UnitFactory(course=CourseFactory(scope=cast.course_scope))
    verdict = policies.can_take_part(rights(cast, "cleo"), PlacementFactory(unit=unit, **fields))
    assert reason in str(verdict.reason)


def test_block_is_open_on_its_last_day(cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope)
    placement = PlacementFactory(unit=UnitFactory(course=course), closes_on=course.today)
    assert policies.can_take_part(rights(cast, "cleo"), placement)


def test_archived_course_is_read_and_not_changed(cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope, archived_at=PUBLISHED)
    assert policies.can_see_course(rights(cast, "cleo"), course)
    assert "over" in str(policies.can_edit_course(rights(cast, "ada"), course).reason)
    assert "over" in str(policies.can_take_part(rights(cast, "cleo"), PlacementFactory(unit__course=course)).reason)


def test_courses_are_made_where_one_teaches_or_leads(cast: Cast) -> None:
    where = {who: set(scopes_for_courses(Scope.objects.all(), rights(cast, who))) for who in NAMES}
    assert where["ada"] == where["kim"] == {cast.programme}
    assert where["lea"] == {cast.site, cast.institution, cast.programme}
    assert where["cleo"] == where["jo"] == where["eve"] == set()


def test_last_educator_stays(cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope)
    assert "only educator" in str(policies.can_leave(rights(cast, "ada"), course).reason)
    grant(user=cast.jo, scope=cast.course_scope, role=Role.EDUCATOR)
    assert policies.can_leave(rights(cast, "ada"), course)
    assert policies.can_leave(rights(cast, "cleo"), course)
    assert policies.can_leave(rights(cast, "eve"), course).secret


def test_lead_of_another_programme_sees_nothing(cast: Cast) -> None:
    other = plant(kind=ScopeKind.PROGRAMME, name="Law", parent=cast.institution)
    grant(user=cast.eve, scope=other, role=Role.PROGRAMME_LEAD)
    assert not Course.objects.visible_to(rights(cast, "eve")).contains(CourseFactory(scope=cast.course_scope))
    assert CourseFile.objects.visible_to(rights(cast, "eve")).count() == 0
