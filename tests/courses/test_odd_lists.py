"""Lists and rosters that are legal and unusual, as spreadsheets and student systems write them."""

from pathlib import Path

import pytest

from accounts.rights import rights_of
from courses.importers.rosters.people import Line, read_people
from courses.models import Course
from courses.services.rosters import bring_roster
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.courses.test_lists import proved
from tests.courses.test_oneroster import titled


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_first_line_of_a_spreadsheet_that_names_the_separator_is_no_line_of_the_list(said: str) -> None:
    lines = read_people(f"{said}\r\nFull name;E-Mail\r\nMüller, Renée;renee@example.org\r\n;no address\r\n".encode())
    assert lines[0] == Line(3, name="Müller, Renée", email="renee@example.org")
    assert (lines[1].at, lines[1].problem) == (4, "“no address” is not an e-mail address.")


def test_participants_as_moodle_writes_them() -> None:
    head = '"First name","Last name","ID number","Email address",Groups'
    lines = read_people(f'\ufeff{head}\nRenée,Müller,n-7,Renee@Example.org,"Ward 4"\n'.encode())
    assert lines == [Line(2, name="Renée Müller", email="renee@example.org", number="n-7", group="Ward 4")]


def test_ten_thousand_lines_with_addresses_twice_are_read() -> None:
    lines = [f"Person {n};p{n % 9_000}@example.org" for n in range(10_000)]
    found = read_people("\n".join(["name;e-mail", *lines, ""]).encode("utf-16"))
    assert (len(found), len({line.email for line in found}), [line for line in found if line.problem]) == (
        10_000,
        9_000,
        [],
    )


GONE = {
    "enrollments": "e2,tobedeleted,2026-10-01T00:00:00Z,,,,,,",
    "users": "u-cleo,toBeDeleted,2026-10-01T00:00:00Z,,,,,,,,",
    "classes": "c1,tobedeleted,2026-10-01T00:00:00Z,,,,,,",
}


@pytest.mark.parametrize("table", GONE)
def test_deletion_in_a_delta_needs_no_more_than_its_id(cast: Cast, tmp_path: Path, table: str) -> None:
    school = School.small()
    for name in ("ada", "cleo", "fay"):
        proved(getattr(cast, name))
    bring_roster(path=school.write(tmp_path), into=cast.institution)
    report = bring_roster(path=school.delta(table, GONE[table]).write(tmp_path), into=cast.institution)
    assert report.problems == []
    assert not rights_of(cast.cleo).is_member(titled("Wound care A").scope)
    assert rights_of(cast.fay).is_member(titled("Wound care B").scope)


@pytest.mark.parametrize("line", ["s,tobedeleted,,,,,", "nobody-knows,tobedeleted,,,,,"])
def test_deleted_organisation_keeps_its_courses_and_what_was_never_here_is_nothing(
    cast: Cast, tmp_path: Path, line: str
) -> None:
    school = School.small()
    bring_roster(path=school.write(tmp_path), into=cast.institution)
    before = list(Course.objects.order_by("pk").values("pk", "title", "scope__path"))
    report = bring_roster(path=school.delta("orgs", line).write(tmp_path), into=cast.institution)
    assert (report.problems, list(Course.objects.order_by("pk").values("pk", "title", "scope__path"))) == ([], before)
