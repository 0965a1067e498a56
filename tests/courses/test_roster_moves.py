"""What a roster puts under another organisation: it moves inside its institution, and stays behind its walls."""

from pathlib import Path
from typing import Any

import pytest

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import rights_of
from accounts.services import grant, plant
from courses.services.rosters import RosterReport, bring_roster
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_oneroster import state, titled

TITLE = "Wound care A"


@pytest.fixture
def school() -> School:
    """Two schools of one district, and another district with one."""
    school = School.small()
    school.tables["orgs"] += [
        "s2,,,School of Care,school,,d",
        "d2,,,Far District,district,,",
        "f,,,Far School,school,,d2",
    ]
    return school


def moved(school: School, to: str) -> School:
    school.tables["classes"][0] = f"c1,,,{TITLE},NUR1-A,scheduled,k,{to},t"
    return school


def bring(school: School, into: Scope, folder: Path, **options: Any) -> RosterReport:
    return bring_roster(path=school.write(folder), into=into, **options)


def test_class_that_another_school_teaches_moves_there(cast: Cast, school: School, tmp_path: Path) -> None:
    bring(school, cast.site, tmp_path)
    group = plant(kind=ScopeKind.GROUP, name="Ward 4", parent=titled(TITLE).scope)
    old, new = Scope.objects.get(name="School of Nursing"), Scope.objects.get(name="School of Care")
    grant(user=cast.eve, scope=old, role=Role.PROGRAMME_LEAD)
    grant(user=cast.ben, scope=new, role=Role.PROGRAMME_LEAD)
    assert bring(moved(school, "s2"), cast.site, tmp_path).carried == 1
    group.refresh_from_db()
    scope = titled(TITLE).scope
    assert (scope.parent, scope.path, scope.depth) == (new, f"{new.path}{scope.pk}/", new.depth + 1)
    assert (group.path, group.depth) == (f"{scope.path}{group.pk}/", scope.depth + 1)
    assert [rights_of(each).has(group, Role.PROGRAMME_LEAD) for each in (cast.eve, cast.ben)] == [False, True]
    assert bring(school, cast.site, tmp_path).changes == 0


def test_who_learns_there_goes_with_it(cast: Cast, school: School, tmp_path: Path) -> None:
    bring(school, cast.site, tmp_path)
    course = titled(TITLE)
    grant(user=cast.eve, scope=course.scope, role=Role.LEARNER)
    report = bring(moved(school, "s2"), cast.site, tmp_path)
    assert (report.given, report.ended, titled(TITLE).pk) == (0, 0, course.pk)
    assert rights_of(cast.eve).roles_in(titled(TITLE).scope) == {Role.LEARNER}


def test_trial_of_a_move_says_it_and_moves_nothing(cast: Cast, school: School, tmp_path: Path) -> None:
    bring(school, cast.site, tmp_path)
    before = state()
    assert bring(moved(school, "s2"), cast.site, tmp_path, dry_run=True).carried == 1
    assert state() == before


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("classes", (f"c1,,,{TITLE},NUR1-A,scheduled,k,f,t", "District")),
        ("orgs", ("s2,,,School of Care,school,,d2", "District")),
        ("orgs", ("s2,,,School of Care,school,,", "District")),
        ("orgs", ("d2,,,Far District,district,,d", "an institution of its own")),
    ],
)
def test_nothing_crosses_the_walls_of_an_institution(
    cast: Cast, school: School, tmp_path: Path, table: str, said: tuple[str, str]
) -> None:
    line, at = said
    bring(school, cast.site, tmp_path)
    before = [list(Scope.objects.order_by("pk").values()), titled(TITLE).scope.path]
    for _night in range(2):
        report = bring(school.delta(table, line), cast.site, tmp_path)
        assert [(file, words.split(":")[0]) for file, _line, words in report.problems] == [
            (f"{table}.csv", f"It stays what and where it was ({at})")
        ]
        assert [list(Scope.objects.order_by("pk").values()), titled(TITLE).scope.path] == before


def test_organisations_inside_an_institution_stand_side_by_side(cast: Cast, school: School, tmp_path: Path) -> None:
    bring(school, cast.institution, tmp_path)
    report = bring(school.delta("orgs", "s2,,,School of Care,school,,s"), cast.institution, tmp_path)
    assert (report.problems, Scope.objects.get(name="School of Care").parent) == ([], cast.institution)


def test_group_made_while_its_course_moved_is_where_the_course_is(cast: Cast, school: School, tmp_path: Path) -> None:
    bring(school, cast.site, tmp_path)
    stale = titled(TITLE).scope
    bring(moved(school, "s2"), cast.site, tmp_path)
    group = plant(kind=ScopeKind.GROUP, name="Ward 5", parent=stale)
    assert group.path == f"{titled(TITLE).scope.path}{group.pk}/"
