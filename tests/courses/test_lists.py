"""People by a list: what each line would do, carrying it out, and doing it again."""

import io
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import ExternalIdentity, Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import grant, plant
from core.policy import Refused
from courses.choices import RosterKind, RosterState
from courses.models import Course, Invitation, InvitationMail, Roster
from courses.services import accept_invitation, invite
from courses.services.groups import plant_group
from courses.services.rosters import carry_out_roster, expect_roster, resume_rosters, run_roster
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseFactory


def proved(person: User) -> User:
    """Somebody whose address is verified."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def read(actor: User, scope: Scope, text: str | bytes) -> Roster:
    data = text.encode() if isinstance(text, str) else text
    roster = expect_roster(actor=actor, scope=scope, stream=io.BytesIO(data), name="x.csv", kind=RosterKind.PEOPLE)
    return worked(roster)


def worked(roster: Roster) -> Roster:
    """What a worker makes of it."""
    run_roster(roster.pk)
    roster.refresh_from_db()
    return roster


def done(actor: User, scope: Scope, text: str) -> Roster:
    roster = worked(carry_out_roster(actor=actor, roster=read(actor, scope, text)))
    assert roster.state == RosterState.DONE
    return roster


def kinds(roster: Roster) -> list[str]:
    return [row[5] for row in roster.report["rows"]]


def words(roster: Roster) -> list[str]:
    return [row[6] for row in roster.report["rows"]]


LIST = """name;e-mail;role;group
Eve Stranger;eve@example.org;student;Ward 4
New Person;NEW@example.org;;Ward 4
Cleo;cleo@example.org;student;
Fay;fay@example.org;assistant;
Nobody;not an address;student;
"""


@pytest.fixture
def known(cast: Cast) -> None:
    for name in ("ada", "cleo", "eve", "fay"):
        proved(getattr(cast, name))


@pytest.mark.usefixtures("known")
def test_each_line_says_what_it_would_do_and_nothing_is_changed(cast: Cast, course: Course) -> None:
    before = Membership.objects.count(), Invitation.objects.count(), Scope.objects.count()
    roster = read(cast.ada, course.scope, LIST)
    assert kinds(roster) == ["new", "invite", "here", "change", "wrong"]
    assert "Will be Assistant instead of Student." in words(roster)
    assert (Membership.objects.count(), Invitation.objects.count(), Scope.objects.count()) == before


@pytest.mark.usefixtures("known")
def test_list_is_carried_out_and_the_same_again_changes_nothing(cast: Cast, course: Course) -> None:
    done(cast.ada, course.scope, LIST)
    group = course.scope.children.get(name="Ward 4")
    assert rights_of(cast.eve).roles_in(group) == {Role.LEARNER}
    assert rights_of(cast.fay).roles_in(course.scope) == {Role.ASSISTANT}
    assert Invitation.objects.get().group == group
    after = list(Membership.objects.order_by("pk").values()), list(Invitation.objects.values())
    assert kinds(done(cast.ada, course.scope, LIST)) == ["here", "here", "here", "here", "wrong"]
    assert (list(Membership.objects.order_by("pk").values()), list(Invitation.objects.values())) == after
    assert InvitationMail.objects.count() == 1


@pytest.mark.usefixtures("known")
def test_another_group_in_the_list_moves_a_person(cast: Cast, course: Course) -> None:
    done(cast.ada, course.scope, "e-mail,group\ncleo@example.org,Ward 4\n")
    roster = done(cast.ada, course.scope, "e-mail,group\ncleo@example.org,Ward 5\n")
    assert kinds(roster) == ["change"]
    mine = rights_of(cast.cleo)
    inside = {group.name for group in course.scope.children.all() if mine.is_member(group)}
    assert inside == {"Ward 5"}


@pytest.mark.usefixtures("known")
def test_person_in_two_lines_is_in_both_groups(cast: Cast, course: Course) -> None:
    text = "e-mail,group\ncleo@example.org,Ward 4\nCLEO@example.org,Ward 5\n"
    done(cast.ada, course.scope, text)
    mine = rights_of(cast.cleo)
    assert {group.name for group in course.scope.children.all() if mine.is_member(group)} == {"Ward 4", "Ward 5"}
    assert kinds(read(cast.ada, course.scope, text)) == ["here", "here"]


def test_address_that_nobody_proved_is_invited(cast: Cast, course: Course) -> None:
    """Typing somebody's address into a sign-up form gives nobody their place."""
    roster = done(cast.ada, course.scope, "e-mail\neve@example.org\n")
    assert kinds(roster) == ["invite"]
    assert not rights_of(cast.eve).memberships


def test_people_of_another_institution_look_like_anybody_unknown(cast: Cast, course: Course) -> None:
    other = plant(kind=ScopeKind.INSTITUTION, name="Southmoor", parent=cast.site)
    uma = proved(UserFactory(name="Uma"))
    grant(user=uma, scope=plant(kind=ScopeKind.COURSE, name="Anatomy", parent=other), role=Role.LEARNER)
    known, unknown = read(cast.ada, course.scope, "e-mail\numa@example.org\nno-one@example.org\n").report["rows"]
    assert known[5:7] == unknown[5:7]


@pytest.mark.usefixtures("known")
def test_one_address_in_two_spellings_is_one_person(cast: Cast, course: Course) -> None:
    roster = read(cast.ada, course.scope, "e-mail\nEve@Example.ORG\n\uff45ve@example.org\neve\u200b@example.org\n")
    assert kinds(roster) == ["new", "here", "here"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("cleo@example.org,wizard", "is no role we know"),
        ("cleo@example.org,moderator", "is no role in a course"),
        (",student", "There is no e-mail address."),
        ("ada@example.org,student", "You cannot change your own role by a list."),
        (f"{'a' * 300}@example.org,student", "The email is too long."),
    ],
)
def test_line_that_cannot_be_used_says_why(cast: Cast, course: Course, line: str, reason: str) -> None:
    roster = read(cast.ada, course.scope, f"e-mail,role\n{line}\n")
    assert kinds(roster) == ["wrong"]
    assert reason in words(roster)[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "There is nothing in this file."),
        (b"\x00\x01\x02\x03", "does not look like a table"),
        (b"name,e-mail\nx\x00y,x@example.org\n", "does not look like a table"),
        (b'name,e-mail\n"Cleo,cleo@example.org\nFay,fay@example.org\n', "Line 2 cannot be read"),
        (b"name,e-mail\n" + b"a" * 100_000 + b",x@example.org\n", "A cell in line 2 holds more than"),
        (b",".join([b"e-mail"] * 1_000_000), "more than 200 columns"),
        (b"who,where\nCleo,here\n", "one called “e-mail”"),
        (b"e-mail,mail\na@example.org,b@example.org\n", "two columns that mean the same"),
        (b"e-mail\n" + b"a@example.org\n" * 10_001, "more than 10000 lines"),
    ],
)
def test_file_that_is_no_list_is_refused_with_one_sentence(
    cast: Cast, course: Course, data: bytes, reason: str
) -> None:
    roster = read(cast.ada, course.scope, data)
    assert roster.state == RosterState.REFUSED
    assert reason in roster.error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_list_is_read_as_spreadsheets_write_it(cast: Cast, course: Course, encoding: str, delimiter: str) -> None:
    text = f"Vorname{delimiter}Full name{delimiter}E-Mail\r\nx{delimiter}Renée Müller{delimiter}renee@example.org\r\n"
    roster = read(cast.ada, course.scope, text.encode(encoding))
    assert roster.report["rows"][0][1:3] == ["Renée Müller", "renee@example.org"]


def test_student_number_finds_a_person_again(cast: Cast, course: Course) -> None:
    proved(cast.eve)
    done(cast.ada, course.scope, "e-mail,student number\neve@example.org,s-17\n")
    assert ExternalIdentity.objects.get(user=cast.eve).subject == "s-17"
    assert kinds(read(cast.ada, course.scope, "student number\ns-17\n")) == ["here"]
    stolen = read(cast.ada, course.scope, "e-mail,student number\nsomebody@example.org,s-17\n")
    assert words(stolen) == ["This student number belongs to somebody with another address."]


def test_who_accepts_an_invitation_comes_into_its_group(cast: Cast, course: Course) -> None:
    done(cast.ada, course.scope, "e-mail,group\neve@example.org,Ward 4\n")
    accept_invitation(actor=cast.eve, invitation=Invitation.objects.get())
    assert rights_of(cast.eve).is_member(course.scope.children.get(name="Ward 4"))


def test_open_invitation_is_changed_without_a_second_letter(cast: Cast, course: Course) -> None:
    invite(actor=cast.ada, course=course, emails=["new@example.org"])
    roster = done(cast.ada, course.scope, "e-mail,role\nnew@example.org,mentor\n")
    assert kinds(roster) == ["change"]
    assert (Invitation.objects.get().role, InvitationMail.objects.count()) == (Role.MENTOR, 1)


def test_programme_lead_fills_several_courses_by_one_list(cast: Cast, course: Course) -> None:
    second = CourseFactory(scope=plant(kind=ScopeKind.COURSE, name="Ethics", parent=cast.programme), slug="ethics")
    elsewhere = CourseFactory(slug="elsewhere")
    proved(cast.eve)
    text = f"e-mail,course\neve@example.org,{course.slug}\neve@example.org,ETHICS\neve@example.org,{elsewhere.slug}\n"
    roster = done(cast.kim, cast.programme, text)
    assert kinds(roster) == ["new", "new", "wrong"]
    assert {course.scope_id, second.scope_id} <= rights_of(cast.eve).member_scopes


def test_administrator_gives_duties_by_a_list(cast: Cast) -> None:
    proved(cast.eve)
    roster = done(cast.lea, cast.institution, "e-mail,role\neve@example.org,moderator\nx@example.org,moderator\n")
    assert kinds(roster) == ["new", "wrong"]
    assert rights_of(cast.eve).has(cast.institution, Role.MODERATOR)


@pytest.mark.parametrize("who", ["cleo", "jo", "ben", "eve", "dan"])
def test_nobody_else_fills_a_course(cast: Cast, course: Course, who: str) -> None:
    with pytest.raises(Refused):
        read(getattr(cast, who), course.scope, "e-mail\nx@example.org\n")


def test_rights_are_asked_again_when_it_is_carried_out(cast: Cast, course: Course) -> None:
    roster = read(cast.ada, course.scope, "e-mail\nx@example.org\n")
    Membership.objects.filter(user=cast.ada).update(role=Role.LEARNER)
    with pytest.raises(Refused):
        carry_out_roster(actor=cast.ada, roster=roster)
    assert not Invitation.objects.exists()


def test_page_reads_a_pasted_list_and_carries_it_out(ada: Client, course: Course) -> None:
    page = reverse("courses:studio-list-people", args=[course.slug])
    ada.post(page, {"text": "name\te-mail\nNew\tnew@example.org\n"})
    roster = worked(Roster.objects.get())
    assert "Will be invited by e-mail." in ada.get(roster.get_absolute_url()).content.decode()
    ada.post(reverse("courses:roster-carry-out", args=[roster.pk]))
    worked(roster)
    assert ada.post(reverse("courses:roster-carry-out", args=[roster.pk])).status_code == 403
    assert Invitation.objects.get().email == "new@example.org"


def test_page_asks_for_a_file_or_words(ada: Client, course: Course) -> None:
    answer = ada.post(reverse("courses:studio-list-people", args=[course.slug]), {})
    assert answer.status_code == 422
    assert "one of the two" in answer.content.decode()


def test_list_that_is_taken_home_calculates_nothing_and_can_be_read_back(
    cast: Cast, ada: Client, course: Course
) -> None:
    for name in ("cleo", "ada", "ben", "fay", "jo"):
        proved(getattr(cast, name))
    User.objects.filter(pk=cast.cleo.pk).update(name='=HYPERLINK("http://x","y")')
    grant(user=cast.cleo, scope=plant_group(course, "+Ward"), role=Role.LEARNER)
    content = ada.get(reverse("courses:studio-people-export", args=[course.slug])).content
    assert b",=" not in content
    assert b"\n=" not in content
    assert b"'=HYPERLINK" in content
    assert set(kinds(read(cast.ada, course.scope, content))) == {"here"}


def test_result_is_taken_home_with_the_reasons(cast: Cast, ada: Client, course: Course) -> None:
    roster = read(cast.ada, course.scope, "name,e-mail\n=1+1,nonsense\n")
    content = ada.get(reverse("courses:roster-download", args=[roster.pk])).content.decode()
    assert "is not an e-mail address." in content
    assert "'=1+1" in content


def test_lines_of_a_list_are_forgotten_after_a_month_and_its_numbers_kept(cast: Cast, course: Course) -> None:
    roster = done(cast.ada, course.scope, "e-mail\nnew@example.org\n")
    Roster.objects.update(ended_at=timezone.now() - timedelta(days=31))
    resume_rosters()
    roster.refresh_from_db()
    assert "rows" not in roster.report
    assert roster.report["counts"]["invite"] == 1


def test_list_that_nobody_carried_out_is_thrown_away_after_a_week(cast: Cast, course: Course) -> None:
    roster = read(cast.ada, course.scope, "e-mail\nnew@example.org\n")
    Roster.objects.update(ended_at=timezone.now() - timedelta(days=8))
    resume_rosters()
    roster.refresh_from_db()
    assert (roster.state, roster.upload) == (RosterState.REFUSED, None)
