from typing import TYPE_CHECKING

import pytest

from accounts.choices import Role, ScopeKind, StandingState
from accounts.models import Audience
from accounts.rights import rights_of
from accounts.services import audience_of_members, audience_of_roles, end_membership, grant, plant, set_standing
from core.policy import Refused

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.conftest import Cast


def class_audience(cast: "Cast") -> Audience:
    scope = cast.course_scope
    return audience_of_roles(
        scope=scope, readers=[(scope, Role.LEARNER), (scope, Role.EDUCATOR), (scope, Role.ASSISTANT)], key="class"
    )


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("ada", {Role.EDUCATOR}),
        ("cleo", {Role.LEARNER}),
        ("dan", {Role.MODERATOR}),
        ("kim", {Role.PROGRAMME_LEAD}),
        ("lea", {Role.SITE_ADMIN}),
        ("eve", set()),
    ],
)
def test_moderators_and_administrators_flow_down_others_do_not(cast: "Cast", who: str, roles: set[str]) -> None:
    assert rights_of(getattr(cast, who)).roles_in(cast.course_scope) == roles


def test_learner_has_no_role_above_the_course(cast: "Cast") -> None:
    assert rights_of(cast.cleo).roles_in(cast.institution) == set()


def test_audience_counts_are_true(cast: "Cast") -> None:
    audience = class_audience(cast)
    assert (audience.students, audience.staff, audience.mentors) == (2, 2, 0)
    end_membership(user=cast.fay, scope=cast.course_scope)
    audience.refresh_from_db()
    assert audience.students == 1


@pytest.mark.parametrize(
    ("who", "reads"),
    [("ada", True), ("jo", True), ("cleo", True), ("ben", False), ("eve", False), ("dan", False), ("lea", False)],
)
def test_audience_is_read_by_its_roles_only(cast: "Cast", who: str, reads: bool) -> None:
    audience = class_audience(cast)
    assert (audience.pk in rights_of(getattr(cast, who)).audiences) == reads


def test_named_people_read(cast: "Cast") -> None:
    audience = audience_of_members(scope=cast.course_scope, people=[cast.cleo, cast.ben])
    assert audience.pk in rights_of(cast.ben).audiences
    assert audience.others == 2


def test_rights_cost_two_queries(cast: "Cast", django_assert_num_queries: "DjangoAssertNumQueries") -> None:
    class_audience(cast)
    rights = rights_of(cast.cleo)
    with django_assert_num_queries(2):
        assert rights.audiences
        assert rights.roles_in(cast.course_scope)
        assert not rights.paused_in(cast.course_scope)
        assert not rights.grades_in(cast.course_scope)


def test_pause_of_the_institution_holds_in_the_course(cast: "Cast") -> None:
    set_standing(user=cast.cleo, scope=cast.institution, state=StandingState.PAUSED)
    assert rights_of(cast.cleo).paused_in(cast.course_scope)
    assert not rights_of(cast.fay).paused_in(cast.course_scope)


def test_group_takes_only_people_of_its_course(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    with pytest.raises(Refused):
        grant(user=cast.eve, scope=group, role=Role.LEARNER)


def test_leaving_the_course_leaves_its_groups(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    assert end_membership(user=cast.cleo, scope=cast.course_scope) == 2
    assert rights_of(cast.cleo).member_scopes == frozenset()


def test_educator_of_the_course_grades_in_its_groups(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    assert rights_of(cast.ada).grades_in(group)
    assert not rights_of(cast.jo).grades_in(group)
