"""Rosters of a student system: what they make, what they end, and that twice is once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope
from accounts.rights import rights_of
from accounts.services import erase
from courses.importers.refusals import ImportRefused
from courses.models import Course, Roster, RosterRecord, Term
from courses.services import remove
from courses.services.rosters import RosterReport, bring_roster, run_roster
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_lists import proved
from tests.factories.accounts import UserFactory


@pytest.fixture
def school() -> School:
    return School.small()


@pytest.fixture
def known(cast: Cast) -> None:
    for name in ("ada", "cleo", "fay"):
        proved(getattr(cast, name))


def brought(cast: Cast, school: School, folder: Path, **options: Any) -> RosterReport:
    return bring_roster(path=school.write(folder), into=cast.institution, **options)


def titled(title: str) -> Course:
    return Course.objects.select_related("scope__parent").get(title=title)


def state() -> list[Any]:
    """Everything that a roster writes."""
    rows = [Membership, Scope, Course, Term, RosterRecord]
    return [list(model.objects.order_by("pk").values()) for model in rows]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_roster_makes_places_terms_courses_and_memberships(cast: Cast, tmp_path: Path, version: str) -> None:
    report = brought(cast, School.small(version), tmp_path)
    course = titled("Wound care A")
    assert (report.given, report.problems) == (3, [])
    assert (course.scope.parent.name, course.scope.parent.parent) == ("School of Nursing", cast.institution)  # type: ignore[union-attr]
    assert (str(course.term), str(course.starts_on), str(course.ends_on)) == ("Autumn 2026", "2026-09-01", "2026-12-20")
    assert course.series == titled("Wound care B").series
    assert rights_of(cast.cleo).roles_in(course.scope) == {Role.LEARNER}
    assert rights_of(cast.ada).roles_in(course.scope) == {Role.EDUCATOR}


@pytest.mark.usefixtures("known")
def test_same_roster_again_changes_nothing(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    before = state()
    assert brought(cast, school, tmp_path).changes == 0
    assert state() == before


@pytest.mark.usefixtures("known")
def test_trial_says_what_would_happen_and_changes_nothing(cast: Cast, school: School, tmp_path: Path) -> None:
    before = state()
    report = brought(cast, school, tmp_path, dry_run=True)
    assert (report.given, report.tallies["class"]["new"]) == (3, 2)
    assert state() == before


def gone_from_the_file(school: School) -> School:
    school.tables["enrollments"].pop(1)
    return school


def person_gone(school: School) -> School:
    school.tables["users"].pop(1)
    return school


def disabled(school: School) -> School:
    school.tables["users"][1] = school.tables["users"][1].replace("true", "false")
    return school


def to_be_deleted(school: School) -> School:
    return school.delta("enrollments", "e2,tobedeleted,2026-10-01T00:00:00Z,c1,s,u-cleo,student,,")


def inactive(school: School) -> School:
    return school.delta("enrollments", "e2,inactive,2026-10-01T00:00:00Z,c1,s,u-cleo,student,,")


def past(school: School) -> School:
    return school.delta("enrollments", "e2,active,2026-10-01T00:00:00Z,c1,s,u-cleo,student,,2020-01-01")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("change", [gone_from_the_file, person_gone, disabled, to_be_deleted, inactive, past])
def test_who_is_taken_out_of_the_roster_loses_the_place(
    cast: Cast, school: School, tmp_path: Path, change: Any
) -> None:
    brought(cast, school, tmp_path)
    course = titled("Wound care A")
    assert brought(cast, change(school), tmp_path).ended == 1
    assert not rights_of(cast.cleo).is_member(course.scope)
    assert rights_of(cast.ada).is_member(course.scope)
    assert brought(cast, School.small(), tmp_path).given == 1
    assert rights_of(cast.cleo).is_member(course.scope)


@pytest.mark.usefixtures("known")
def test_absence_in_a_delta_means_nothing(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    report = brought(cast, school.delta("enrollments", "e4,active,,c2,s,u-cleo,student,,"), tmp_path)
    assert (report.given, report.ended) == (1, 0)
    assert rights_of(cast.cleo).is_member(titled("Wound care A").scope)


@pytest.mark.usefixtures("known")
def test_another_role_in_the_roster_is_another_role_here(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    school.tables["enrollments"][1] = "e2,,,c1,s,u-cleo,aide,,"
    brought(cast, school, tmp_path)
    assert rights_of(cast.cleo).roles_in(titled("Wound care A").scope) == {Role.ASSISTANT}


@pytest.mark.usefixtures("known")
def test_staff_s_hand_wins_until_the_roster_says_something_new(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    course = titled("Wound care A")
    remove(actor=cast.ada, course=course, user=cast.cleo)
    assert brought(cast, school, tmp_path).given == 0
    assert not rights_of(cast.cleo).is_member(course.scope)


def test_person_without_an_account_comes_in_by_proving_the_address(
    cast: Cast, school: School, tmp_path: Path, client: Client
) -> None:
    report = brought(cast, school, tmp_path)
    assert (report.given, report.waiting) == (0, 3)
    assert not rights_of(cast.cleo).is_member(titled("Wound care A").scope)
    EmailAddress.objects.create(user=cast.cleo, email="cleo@example.org", verified=False)
    client.force_login(cast.cleo)
    assert not rights_of(cast.cleo).is_member(titled("Wound care A").scope)
    EmailAddress.objects.update(verified=True)
    client.force_login(cast.cleo)
    assert rights_of(cast.cleo).is_member(titled("Wound care A").scope)
    assert brought(cast, school, tmp_path).given == 0


@pytest.mark.usefixtures("known")
def test_line_that_cannot_be_used_is_named_and_ends_nobody(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    school.tables["enrollments"][1] = "e2,,,nowhere,s,u-cleo,student,,"
    school.tables["enrollments"].append("e9,,,c1,s,u-fay,guardian,,")
    school.tables["academicSessions"].append("t2,,,Spring,term,next week,2027-06-01,,2027")
    report = brought(cast, school, tmp_path)
    assert [(file, line) for file, line, _words in report.problems] == [
        ("academicSessions.csv", 3),
        ("enrollments.csv", 3),
        ("enrollments.csv", 5),
    ]
    assert report.ended == 0


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"manifest": ""}, "no manifest.csv"),
        ({"manifest": "propertyName,value\noneroster.version,2.0\n"}, "We read 1.1 and 1.2"),
        ({"users": ""}, "names users.csv, and it is not there"),
        ({"users": "sourcedId,status\nu1,\n"}, "users.csv has no column called givenname"),
        ({"users": 'sourcedId,givenName,familyName\nu1,"A,B\n'}, "users.csv: Line 2 cannot be read"),
        ({"users": "sourcedId,givenName,familyName\nu1,\x00,B\n"}, "users.csv: This does not look like a table"),
    ],
)
def test_broken_file_changes_nothing(
    cast: Cast, school: School, tmp_path: Path, over: dict[str, str], reason: str
) -> None:
    brought(cast, school, tmp_path)
    before = state()
    with pytest.raises(ImportRefused, match=reason):
        bring_roster(path=school.write(tmp_path, **over), into=cast.institution)
    assert state() == before


def test_what_is_no_zip_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "roster.zip").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ImportRefused, match="no zip"):
        bring_roster(path=tmp_path / "roster.zip", into=cast.institution)


def test_file_that_was_cut_off_ends_nobody(cast: Cast, tmp_path: Path) -> None:
    school = School.large(people=30, classes=1, enrolments=30)
    for n in range(30):
        proved(UserFactory(name=f"U{n}", email=f"u{n}@school.example"))
    assert brought(cast, school, tmp_path).given == 30
    school.tables["enrollments"] = school.tables["enrollments"][:2]
    with pytest.raises(ImportRefused, match="would end 28 of 30"):
        brought(cast, school, tmp_path)
    assert brought(cast, school, tmp_path, allow_removals=True).ended == 28


@pytest.mark.usefixtures("known")
def test_command_reports_in_json(
    cast: Cast, school: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(school.write(tmp_path))
    call_command("import_roster", path, "--into", "Northmoor", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["given"] == 3
    call_command("import_roster", path, "--into", "Northmoor")
    assert "3 places given, 0 ended" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("import_roster", path, "--into", "Nowhere")
    assert "There is no place called" in capsys.readouterr().err


@pytest.mark.usefixtures("known")
def test_administrator_tries_a_roster_and_carries_it_out(cast: Cast, client: Client, school: School) -> None:
    client.force_login(cast.lea)
    upload = io.BytesIO(school.packed())
    upload.name = "roster.zip"
    client.post(reverse("courses:place-roster", args=[cast.institution.pk]), {"file": upload})
    roster = Roster.objects.get()
    run_roster(roster.pk)
    assert "3 given, 0 ended" in client.get(roster.get_absolute_url()).content.decode()
    assert not rights_of(cast.cleo).is_member(cast.institution)
    assert not Course.objects.filter(title="Wound care A").exists()
    client.post(reverse("courses:roster-carry-out", args=[roster.pk]))
    run_roster(roster.pk)
    assert rights_of(cast.cleo).is_member(titled("Wound care A").scope)


def test_organisations_of_a_whole_site_become_institutions(cast: Cast, school: School, tmp_path: Path) -> None:
    bring_roster(path=school.write(tmp_path), into=cast.site)
    district = Scope.objects.get(name="District")
    assert (district.kind, district.parent) == (ScopeKind.INSTITUTION, cast.site)
    assert Scope.objects.get(name="School of Nursing").parent == district


@pytest.mark.usefixtures("known")
def test_erased_person_is_a_blank_in_the_roster_too(cast: Cast, school: School, tmp_path: Path) -> None:
    brought(cast, school, tmp_path)
    erase(actor=cast.cleo)
    record = RosterRecord.objects.get(kind="user", sourced_id="u-cleo")
    assert (record.label, record.email, record.number, record.user) == ("", "", "", None)
    assert brought(cast, school, tmp_path).given == 0
