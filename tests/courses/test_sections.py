"""Two classes taught as one course."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.rights import rights_of
from core.policy import Refused
from courses.models import Course
from courses.services import combine, groups_of
from courses.services.rosters import bring_roster
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_lists import proved
from tests.factories.courses import UnitFactory


@pytest.fixture
def classes(cast: Cast, tmp_path: Path) -> tuple[Course, Course]:
    """Cleo learns in the first, Fay in the second; Ada teaches the first."""
    for name in ("ada", "cleo", "fay"):
        proved(getattr(cast, name))
    bring_roster(path=School.small().write(tmp_path), into=cast.institution)
    first, second = Course.objects.filter(title__startswith="Wound care").order_by("title")
    Course.objects.update(starts_on=None, ends_on=None)
    return Course.objects.get(pk=first.pk), Course.objects.get(pk=second.pk)


def test_second_class_is_a_group_beside_the_first(cast: Cast, client: Client, classes: tuple[Course, Course]) -> None:
    first, second = classes
    client.force_login(cast.lea)
    client.post(reverse("courses:studio-combine", args=[first.slug]), {"other": second.pk})
    names = {name: groups_of(first).get(name=name) for name in ("Wound care A", "Wound care B")}
    assert rights_of(cast.fay).roles_in(first.scope) == {Role.LEARNER}
    assert rights_of(cast.fay).is_member(names["Wound care B"])
    assert not rights_of(cast.fay).is_member(names["Wound care A"])
    assert rights_of(cast.cleo).is_member(names["Wound care A"])
    assert not rights_of(cast.fay).is_member(second.scope)
    second.refresh_from_db()
    assert second.is_over


def test_roster_goes_on_working_for_both(cast: Cast, classes: tuple[Course, Course], tmp_path: Path) -> None:
    first, second = classes
    combine(actor=cast.lea, course=first, other=second)
    school = School.small()
    assert bring_roster(path=school.write(tmp_path), into=cast.institution).changes == 0
    school.tables["enrollments"].pop(2)
    assert bring_roster(path=school.write(tmp_path), into=cast.institution).ended == 1
    assert not {first.scope_id, *groups_of(first).values_list("pk", flat=True)} & rights_of(cast.fay).member_scopes
    school.tables["enrollments"].append("e4,,,c2,s,u-fay,student,,")
    bring_roster(path=school.write(tmp_path), into=cast.institution)
    assert rights_of(cast.fay).is_member(groups_of(first).get(name="Wound care B"))


def test_course_with_units_of_its_own_is_not_given_up(cast: Cast, classes: tuple[Course, Course]) -> None:
    first, second = classes
    UnitFactory(course=second)
    with pytest.raises(Refused, match="has units of its own"):
        combine(actor=cast.lea, course=first, other=second)


def test_nobody_gives_up_a_course_that_is_not_theirs(cast: Cast, classes: tuple[Course, Course]) -> None:
    first, second = classes
    with pytest.raises(Refused):
        combine(actor=cast.ada, course=first, other=second)
