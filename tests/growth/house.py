"""More of the rest of the house: people, courses, doors, rules, cases, notices."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import PersonBlock, Placeholder, SignIn, SignOn, User
from community.discussion.models import Post
from community.models import Connection, Hello, Introduction
from courses.choices import UnitState
from courses.models import Chapter, Course, Import, Invitation, JoinLink, Roster, RunCheck, Unit
from ethics.choices import OPEN, Step, VersionState
from ethics.models import Acceptance, Clause, Nudge, Policy, PolicyVersion, VersionStep
from moderation.choices import Desk, Ground
from moderation.choices import Outcome as Decided
from moderation.models import Appeal, Case, CaseNote, Decision, Evidence, Report
from notifications.choices import DIGEST, Category, Level
from notifications.models import Happening, Mail, Notice
from tests.factories.courses import duty_for
from tests.growth.rows import belong, key, people, scopes, write
from tests.growth.talk import TOOLS, placed

if TYPE_CHECKING:
    from tests.world import World


def rest_of_course(world: "World", students: dict[int, User]) -> None:
    """Chapters with a unit in each, retired units, lines in the report of the import, lists of people, groups."""
    taught = Course.objects.get(slug=world.things["course"])
    chapters = write(Chapter(course=taught, title=f"Chapter {n}", position=n) for n in students)
    for state in (UnitState.PUBLISHED, UnitState.RETIRED, UnitState.DRAFT):
        here = {"course": taught, "state": state}
        units = write(
            Unit(chapter=chapter, title=f"Unit {n}", slug=f"{state}-{n}", position=n, **here)
            for n, chapter in zip(students, chapters, strict=True)
        )
    placed(units[-1], TOOLS)
    report = Import.objects.get(pk=world.own["courses:import"]["pk"])
    for n in students:
        line = {"where": f"Unit {n}", "what": f"Thing {n}", "reason": "Quizzes are not taken."}
        for name in ("left_out", "kept_parts", "retired_parts"):
            report.report[name] = [*report.report.get(name, []), line]
    report.save()
    write(Roster(scope=world.cast.institution, name=f"list-{n}.csv") for n in students)
    for person in students.values():
        duty_for(person, world.cast.institution)
    groups = scopes(ScopeKind.GROUP, world.cast.course_scope, students)
    belong([world.cast.cleo, world.cast.fay], groups, Role.LEARNER)


def courses(world: "World", students: dict[int, User]) -> None:
    """Courses of the programme with Ada, Cleo, Fay and Ben; people were introduced in them."""
    cast = world.cast
    places = scopes(ScopeKind.COURSE, cast.programme, students)
    now = timezone.now()
    made = write(
        Course(scope=place, title=place.name, slug=f"course-{n}", published_at=now)
        for n, place in zip(students, places, strict=True)
    )
    units = write(Unit(course=course, title="First", slug="first", state=UnitState.PUBLISHED) for course in made)
    for here in units:
        here.course.scope = cast.course_scope
    for name, role in (("ada", Role.EDUCATOR), ("cleo", Role.LEARNER), ("fay", Role.LEARNER), ("ben", Role.MENTOR)):
        belong([getattr(cast, name)], places, role)
    belong(students.values(), places[:1], Role.LEARNER)
    write(Introduction(scope=place, person=cast.cleo, answered_at=now) for place in places)


def doors(world: "World", students: dict[int, User]) -> None:
    """Join links, and invitations that nobody has answered."""
    taught, soon = Course.objects.get(slug=world.things["course"]), timezone.now() + timedelta(days=9)
    fields = {"course": taught, "made_by": world.cast.ada, "expires_at": soon}
    write(JoinLink(token=f"link-{n}", **fields) for n in students)
    write(RunCheck(course=taught, kind="courses.links", what=f"example-{n}.org") for n in students)
    write(Invitation(token=f"invitation-{n}", email=f"invited.{n}@example.org", **fields) for n in students)


def rules(world: "World", students: dict[int, User]) -> None:
    """Policies of the institution; rules in force and in the draft, with nudges; versions that once held; steps of the draft."""
    scope, now = world.cast.institution, timezone.now()
    write(SignOn(scope=scope, key=f"door-{n}", label=f"Door {n}", issuer=f"https://idp-{n}.example") for n in students)
    others = write(Policy(scope=scope, slug=f"grown-policy-{n}", title=f"Policy {n}") for n in students)
    here = Policy.objects.get(slug=world.things["policy"])
    then = now - timedelta(days=400)
    kept = {"two_person": False, "text_hash": "0", "starts_at": then}
    versions = write(PolicyVersion(policy=each, number=1, state=VersionState.IN_FORCE, **kept) for each in others)
    old = {**kept, "state": VersionState.SUPERSEDED, "ends_at": then + timedelta(days=9)}
    write(PolicyVersion(policy=here, number=100 + n, **old) for n in students)
    draft, in_force = here.versions.get(state__in=OPEN), here.versions.get(number=1)
    for version in (*versions, draft, in_force):
        clauses(version, students if version in (draft, in_force) else [1])
    write(VersionStep(version=draft, actor=world.cast.hana, step=Step.SENT_BACK, note="Shorter.") for _ in students)
    write(Acceptance(user=person, version=in_force, text_hash="0") for person in students.values())


def clauses(version: PolicyVersion, fresh: Iterable[int]) -> None:
    said = {"version": version, "explanation": "What it means."}
    made = write(Clause(key=f"more-{n}", line=f"Rule {n}.", position=10 + n, **said) for n in fresh)
    write(Nudge(clause=clause, pattern="bed", text="Is a patient in it?", touched=1, texts=9) for clause in made)


def desk(world: "World", students: dict[int, User]) -> None:
    """Cases that wait, decided ones with their appeals; about the case of the table reports and notes."""
    scope, soon = world.cast.course_scope, timezone.now() + timedelta(days=1)
    posts = dict(zip(students, Post.objects.order_by("-pk"), strict=False))
    fields = {"kind": "community.post", "scope": scope, "desk": Desk.DESK, "due_at": soon}
    waiting = write(Case(author=each, object_id=posts[n].pk, **fields) for n, each in students.items())
    done = {**fields, "state": "decided", "decided_at": timezone.now(), "closed_at": timezone.now()}
    decided = write(Case(author=each, object_id=posts[n].pk, **done) for n, each in students.items())
    for case in (*waiting, *decided):
        report(case, world.cast.fay)
    here = Case.objects.get(ref=world.things["ref"])
    for person in students.values():
        report(here, person)
    write(CaseNote(case=here, author=world.cast.gil, text="Look at the next post too.") for _ in students)
    appeals(decided, world.cast.gil, soon)


def report(case: Case, reporter: User) -> None:
    clause = Clause.objects.order_by("pk")[0]
    row = Report.objects.create(case=case, reporter=reporter, clause=clause, words="It names a patient.")
    Evidence.objects.create(report=row, body='{"title":"A post","text":"Bed 14.","before":[],"after":[]}', sha256="0")


def appeals(cases: Iterable[Case], decider: User, due_at: datetime) -> None:
    finding = {"outcome": Decided.HIDE, "reasons": "It names a patient.", "clause": Clause.objects.order_by("pk")[0]}
    made = write(Decision(case=case, decider=decider, letter="{}", in_force_at=due_at, **finding) for case in cases)
    asked = {"first_decider": decider, "ground": Ground.CONTEXT, "words": "Nobody is named.", "due_at": due_at}
    write(Appeal(decision=each, appellant=each.case.author, **asked) for each in made)


def notices(world: "World", students: dict[int, User]) -> None:
    """In each part of Cleo's inbox what her own events told her, digests, and in the digest of the table notices."""
    cleo, first = world.cast.cleo, 2_000_000 + min(students) * 10
    events = Happening.objects.in_bulk()
    told = {notice.category: notice for notice in Notice.objects.filter(recipient=cleo, mail=None)}
    for place, category in enumerate(Category):
        like = told.get(category)
        name, payload = (events[like.event_id].name, events[like.event_id].payload) if like else ("tests.Waved", {})
        here = write(Happening(id=first + place + 10 * n, name=name, payload=payload) for n in students)
        fields = {"recipient": cleo, "kind": like.kind if like else "tests.wave", "category": category}
        write(Notice(event=event, level=Level.DIGEST, **fields) for event in here)
    digests = write(
        Mail(
            recipient=cleo,
            kind=DIGEST,
            fold=f"d{n}",
            open=False,
            message_id=f"<d{n}>",
            state="done",
            done_at=timezone.now(),
        )
        for n in students
    )
    more = write(Happening(id=first + 9 + 10 * n, name="tests.Waved") for n in students)
    fields = {"recipient": cleo, "kind": "tests.wave", "category": Category.FOR_ME, "level": Level.DIGEST}
    write(Notice(event=event, mail_id=world.things["mail_id"], **fields) for event in more)
    write(
        Notice(event=event, mail=mail, **{**fields, "kind": "tests.old"})
        for event, mail in zip(more, digests, strict=True)
    )


def house(world: "World", students: dict[int, User]) -> None:
    """Places with somebody responsible for them; addresses of Cleo's, and devices on which she is signed in."""
    belong(students.values(), scopes(ScopeKind.INSTITUTION, world.cast.site, students)[:1], Role.MODERATOR)
    belong(students.values(), [world.cast.site], Role.POLICY_ADMIN)
    later = timezone.now() + timedelta(days=9)
    write(Session(session_key=f"key-{n}", session_data="", expire_date=later) for n in students)
    write(SignIn(user=world.cast.cleo, session_key=f"key-{n}", device="Firefox, Linux") for n in students)
    write(EmailAddress(user=world.cast.cleo, email=f"cleo.{n}@example.org", verified=True) for n in students)


def classmates(world: "World", students: dict[int, User]) -> None:
    """Introduced; hellos to Cleo, and from her; connections of hers, people whom she blocks, names she may have had."""
    cleo, scope, now = world.cast.cleo, world.cast.course_scope, timezone.now()
    write(
        Introduction(scope=scope, person=person, answered_at=now, reach="By the library.")
        for person in students.values()
    )
    greeted, unwanted = people("Greeted", students), people("Unwanted", students)
    pairs = [*((person, cleo) for person in students.values()), *((cleo, person) for person in greeted)]
    past = {"sent_at": now - timedelta(days=3), "due_at": now + timedelta(days=9)}
    write(Hello(scope=scope, sender=a, receiver=b, line="Hello.", **past) for a, b in pairs)
    write(Connection(scope=scope, low=min(a, b, key=key), high=max(a, b, key=key)) for a, b in pairs)
    write(Placeholder(user=person, offered_to=cleo) for person in people("Writer", students))
    write(PersonBlock(blocker=cleo, blocked=person) for person in unwanted)
