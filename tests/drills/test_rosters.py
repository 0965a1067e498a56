"""Large rosters and lists, in seconds: a school of 5,000 people, a list of 10,000 lines."""

import io
import sys
import time
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from accounts.choices import UserState
from accounts.models import Membership, User
from courses.choices import RosterKind, RosterState
from courses.models import Course, Invitation, Roster
from courses.services.rosters import bring_roster, carry_out_roster, expect_roster, run_roster
from tests.conftest import Cast
from tests.courses.oneroster import School
from tests.factories.courses import CourseFactory

pytestmark = pytest.mark.django_db
PEOPLE, CLASSES, ENROLMENTS = 5_000, 200, 20_000
LINES = 10_000


def proved(count: int, domain: str) -> None:
    """So many accounts with verified addresses."""
    people = [
        User(name=f"U{n}", email=f"u{n}@{domain}", handle=f"u{n}", state=UserState.ACTIVE, password="!")
        for n in range(count)
    ]
    User.objects.bulk_create(people, batch_size=400)
    made = User.objects.filter(email__endswith=f"@{domain}")
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made), batch_size=400
    )


def test_school_of_five_thousand_comes_in_and_twice_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    proved(PEOPLE, "school.example")
    path = School.large(PEOPLE, CLASSES, ENROLMENTS).write(tmp_path)
    tried = bring_roster(path=path, into=cast.institution, dry_run=True)
    assert not Course.objects.exists()
    first = bring_roster(path=path, into=cast.institution)
    again = bring_roster(path=path, into=cast.institution)
    sys.stderr.write(
        f"trial {tried.seconds} s, first {first.seconds} s, again {again.seconds} s, {first.given} places\n"
    )
    assert Membership.objects.live().filter(scope__kind="course").count() >= first.given == tried.given
    assert again.changes == 0
    assert first.seconds < 60
    assert again.seconds < 20


def test_list_of_ten_thousand_is_read_and_carried_out(cast: Cast) -> None:
    proved(LINES // 2, "list.example")
    course = CourseFactory(scope=cast.course_scope)
    text = "name,e-mail,group\n" + "".join(f"U{n},u{n}@list.example,Ward {n % 20}\n" for n in range(LINES))
    roster = expect_roster(
        actor=cast.ada, scope=course.scope, stream=io.BytesIO(text.encode()), name="", kind=RosterKind.PEOPLE
    )
    begun = time.monotonic()
    run_roster(roster.pk)
    read = time.monotonic()
    carry_out_roster(actor=cast.ada, roster=Roster.objects.get(pk=roster.pk))
    run_roster(roster.pk)
    sys.stderr.write(f"read {read - begun:.1f} s, carried out {time.monotonic() - read:.1f} s\n")
    roster.refresh_from_db()
    assert (roster.state, roster.done) == (RosterState.DONE, LINES)
    assert roster.report["counts"]["new"] == Invitation.objects.count() == LINES // 2
    assert time.monotonic() - begun < 120
