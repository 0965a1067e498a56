"""What begins and ends with a day, and who a roster says administers: the parts of a roster that wait."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Scope
from accounts.rights import rights_of
from accounts.services import grant
from config.background import SCHEDULE
from core.policy import Refused
from courses.models import RosterRecord
from courses.services.rosters import answer_duty, bring_roster, proposed, turn_days
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_lists import proved
from tests.courses.test_oneroster import brought, titled

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def school(cast: Cast) -> School:
    for name in ("ada", "cleo", "fay"):
        proved(getattr(cast, name))
    return School.small()


def is_here(cast: Cast) -> bool:
    return rights_of(cast.cleo).is_member(titled("Wound care A").scope)


def test_place_begins_with_its_first_day_and_ends_as_its_last_begins(
    cast: Cast, school: School, tmp_path: Path
) -> None:
    school.tables["enrollments"][1] = "e2,,,c1,s,u-cleo,student,2026-10-05,2026-10-20"
    with time_machine.travel(NOON, tick=False) as clock:
        brought(cast, school, tmp_path)
        seen = []
        for hour in ("10-04T22:50", "10-04T23:01", "10-19T22:50", "10-19T23:01", "10-25T12:00"):
            clock.move_to(datetime.fromisoformat(f"2026-{hour}:00+00:00"))
            seen.append((turn_days(), is_here(cast)))
        assert seen == [(0, False), (1, True), (0, True), (1, False), (0, False)]
        assert brought(cast, school, tmp_path).changes == 0


def test_days_turn_twice_in_a_minute() -> None:
    assert SCHEDULE["turn-days"]["schedule"] <= 30


def test_place_that_another_line_gives_goes_on(cast: Cast, school: School, tmp_path: Path) -> None:
    school.tables["enrollments"][1] = "e2,,,c1,s,u-cleo,student,,2026-10-03"
    school.tables["enrollments"].append("e2b,,,c1,s,u-cleo,student,2026-10-03,")
    with time_machine.travel(NOON, tick=False) as clock:
        brought(cast, school, tmp_path)
        clock.shift(timedelta(days=3))
        turn_days()
        assert is_here(cast)


def test_last_day_that_is_put_off_opens_the_place_again(cast: Cast, school: School, tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=False):
        brought(cast, school, tmp_path)
        brought(cast, school.delta("enrollments", "e2,active,,c1,s,u-cleo,student,,2026-10-01"), tmp_path)
        assert not is_here(cast)
        brought(cast, school.delta("enrollments", "e2,active,,c1,s,u-cleo,student,,2026-12-01"), tmp_path)
        assert is_here(cast)


def test_class_follows_its_terms_in_a_delta_that_names_only_them(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    brought(cast, school.delta("academicSessions", "t,active,,Autumn,term,2026-09-14,2027-01-15,,2027"), tmp_path)
    course = titled("Wound care A")
    assert (str(course.starts_on), str(course.ends_on)) == ("2026-09-14", "2027-01-15")


def administered(version: str) -> School:
    """Fay administers the district (the institution), Cleo the school (a programme)."""
    school = School.small(version)
    if version == "1.2":
        school.tables["roles"] = [
            "r1,,,u-fay,primary,districtAdministrator,,,d,",
            "r2,,,u-cleo,primary,siteAdministrator,,,s,",
            "r3,,,u-cleo,secondary,student,,,s,",
        ]
    else:
        school.tables["users"][1] += ",administrator,s"
        school.tables["users"][2] += ',administrator,"d,"'
    return school


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_administrator_of_a_roster_is_proposed_given_and_ended(cast: Cast, tmp_path: Path, version: str) -> None:
    report = brought(cast, administered(version), tmp_path)
    assert (report.duties, report.problems) == (2, [])
    assert rights_of(cast.fay).roles_in(cast.institution) == set()
    said = [(row.place.name, row.seat.role) for row in proposed(rights_of(cast.lea))]
    assert sorted(said) == [("Northmoor", Role.INSTITUTION_ADMIN), ("School of Nursing", Role.PROGRAMME_LEAD)]
    for row in proposed(rights_of(cast.lea)):
        answer_duty(actor=cast.lea, record=row.record, agreed=True)
    assert rights_of(cast.fay).roles_in(cast.institution) == {Role.INSTITUTION_ADMIN}
    assert brought(cast, administered(version), tmp_path).changes == 0
    report = brought(cast, School.small(version) if version == "1.1" else without(administered(version)), tmp_path)
    assert (report.duties, report.duties_ended) == (0, 2 if version == "1.1" else 1)
    assert rights_of(cast.fay).roles_in(cast.institution) == set()


def without(school: School) -> School:
    school.tables["roles"].pop(0)
    return school


@pytest.mark.usefixtures("school")
def test_delta_that_makes_an_administrator_a_student_ends_the_duty(cast: Cast, tmp_path: Path) -> None:
    school = administered("1.2")
    brought(cast, school, tmp_path)
    for row in proposed(rights_of(cast.lea)):
        answer_duty(actor=cast.lea, record=row.record, agreed=True)
    assert brought(cast, school.delta("roles", "r1,active,,u-fay,primary,student,,,d,"), tmp_path).duties_ended == 1
    assert rights_of(cast.fay).roles_in(cast.institution) == set()
    programme = Scope.objects.get(name="School of Nursing")
    assert rights_of(cast.cleo).roles_in(programme) == {Role.PROGRAMME_LEAD}


@pytest.mark.usefixtures("school")
def test_only_who_may_give_a_duty_by_hand_may_give_a_proposed_one(cast: Cast, tmp_path: Path, client: Client) -> None:
    brought(cast, administered("1.2"), tmp_path)
    fay = RosterRecord.objects.get(sourced_id="r1")
    for person in (cast.fay, cast.kim, cast.ada):
        assert proposed(rights_of(person)) == []
        with pytest.raises(Refused):
            answer_duty(actor=person, record=fay, agreed=True)
    client.force_login(cast.lea)
    page = client.get(reverse("courses:places")).content.decode()
    assert page.count("Give this duty") == 2
    client.post(reverse("courses:place-duty", args=[fay.pk]), {"answer": "no"})
    assert client.get(reverse("courses:places")).content.decode().count("Give this duty") == 1
    assert client.post(reverse("courses:place-duty", args=[fay.pk]), {"answer": "yes"}).status_code == 404
    assert rights_of(cast.fay).roles_in(cast.institution) == set()


@pytest.mark.usefixtures("school")
def test_duty_that_a_hand_gave_is_not_proposed_and_not_ended(cast: Cast, tmp_path: Path) -> None:
    grant(user=cast.fay, scope=cast.institution, role=Role.INSTITUTION_ADMIN)
    brought(cast, administered("1.2"), tmp_path)
    assert [row.record.sourced_id for row in proposed(rights_of(cast.lea))] == ["r2"]
    assert brought(cast, without(administered("1.2")), tmp_path).duties_ended == 0
    assert rights_of(cast.fay).roles_in(cast.institution) == {Role.INSTITUTION_ADMIN}


@pytest.mark.usefixtures("school")
def test_odd_shapes_are_read_alike(cast: Cast, tmp_path: Path) -> None:
    """A mark of the encoding, CRLF, quoted line breaks, columns in another order, unknown ones, optional ones missing."""
    files = School.small("1.2").files()
    users = "email,familyName,preferredGivenName,metadata.x,givenName,sourcedId\r\n"
    users += 'Ada@Example.org,Person,,"a\r\nb",Ada,u-ada\r\n"cleo@example.org","O\r\nNeil",,,Cleo,u-cleo\r\n'
    enrolments = files["enrollments.csv"].replace("\n", "\r\n")
    orgs = "\ufeff" + files["orgs.csv"].replace("sourcedId", '"sourcedId"')
    over = {"users": users, "enrollments": enrolments, "orgs": orgs}
    path = School.small("1.2").write(tmp_path, **over)
    report = bring_roster(path=path, into=cast.institution)
    assert (report.given, [line[:2] for line in report.problems]) == (2, [("enrollments.csv", 4)])
    assert RosterRecord.objects.get(sourced_id="u-cleo").label == "Cleo O Neil"
