"""One seeded world with something behind every address: the cast's course, and another course of another institution."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils.text import slugify

from accounts.choices import Role, ScopeKind
from accounts.models import Membership, PersonBlock, Scope, SignOn, User
from accounts.services import block, grant, plant
from community.discussion.services import (
    Ballot,
    Beside,
    Described,
    Upload,
    ask_staff,
    ask_to_show,
    endorse,
    give_mark,
    pin_thread,
    read,
    renew_feed,
    reply,
    save_shared_answer,
    set_answering,
    start_poll,
    upload_file,
)
from community.models import PostRevision, Space
from courses.choices import ImportState, PlacementState, RosterState
from courses.models import Course, Departure, Import, Roster, Unit
from courses.services import add_file, furnish, invite, make_join_link
from courses.services.groups import plant_group
from courses.services.imports import Report
from ethics.services import copy_to_new_version
from moderation.choices import Desk, Ground, Outcome
from moderation.services import appeal, ask_again, decide
from moderation.services.evidence import rules_for
from notifications.choices import DIGEST
from notifications.services.preferring import stop_url
from tests.again import runs
from tests.conftest import Cast, gather
from tests.courses.test_olx import PIXEL
from tests.factories.accounts import UserFactory, placeholder_for
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by
from tests.factories.courses import CourseFactory, OutcomeFactory, PartFactory, PlacementFactory, UnitFactory, duty_for
from tests.factories.ethics import agreed, published
from tests.factories.moderation import case_about, report_by
from tests.factories.notifications import MailFactory, NoticeFactory
from tests.rounds import looked_at_first, mentors, people


@dataclass
class World:
    """`things` holds what an address may ask for, by the name of its argument; a route may have things of its own.
    `rights` is what was found out already of who may read what."""

    cast: Cast
    uma: User
    odd: User
    elsewhere: Scope
    things: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    rights: dict[object, Any] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def person(self, name: str) -> User | None:
        """Somebody of the thirteen; None for the one who is not signed in."""
        if name == "anon":
            return None
        return getattr(self, name, None) or getattr(self.cast, name)


def build() -> World:
    """Uma learns and Odd teaches in another course; everybody has agreed to the rules."""
    cast = gather()
    institution = plant(kind=ScopeKind.INSTITUTION, name="Southmoor", parent=cast.site)
    elsewhere = plant(kind=ScopeKind.COURSE, name="Anatomy", parent=institution)
    uma, odd = UserFactory(name="Uma"), UserFactory(name="Odd")
    grant(user=uma, scope=elsewhere, role=Role.LEARNER)
    grant(user=odd, scope=elsewhere, role=Role.EDUCATOR)
    agreed(User.objects.all())
    world = World(cast=cast, uma=uma, odd=odd, elsewhere=elsewhere)
    for fill in (accounts, course, conversation, looked_at_first, notices, rules, cases, mentors, people, runs):
        fill(world)
    return world


def course(world: World) -> None:
    taught = course_of(world.cast)
    unit = UnitFactory(course=taught, slug="breathlessness")
    furnish(actor=None, course=taught)
    world.things |= {"course": taught.slug, "unit": unit.slug, "scope_id": world.cast.course_scope.pk}
    CourseFactory(scope=world.elsewhere, title="Anatomy", slug="anatomy")
    studio(world, unit)


REPORT = Report(title="Anatomy", format="olx", units=2).as_dict()


def studio(world: World, unit: Unit) -> None:
    """A text, an outcome, an open and a draft block, a picture, the doors, and an import of Ada's."""
    ada, taught = world.cast.ada, unit.course
    text, outcome = PartFactory(unit=unit), OutcomeFactory(unit=unit, code="9.9")
    placement = PlacementFactory(unit=unit, outcome__code="1.1")
    draft = PlacementFactory(unit=unit, outcome__code="1.2", state=PlacementState.DRAFT)
    picture = add_file(actor=ada, course=taught, stream=BytesIO(PIXEL), name="film.png")
    link = make_join_link(actor=ada, course=taught)
    invitation = invite(actor=ada, course=taught, emails=["new@example.org"])[0]
    record = Import.objects.create(
        actor=ada, course=taught, state=ImportState.DONE, name="export.tar.gz", report=REPORT
    )
    Departure.objects.create(course=taught, user=world.cast.eve, role=Role.LEARNER)
    rosters(world, taught)
    fay = Membership.objects.get(user=world.cast.fay, scope=taught.scope)
    keys = {"block": placement, "studio-block": placement, "studio-block-copy": placement, "studio-block-state": draft}
    world.own |= {f"courses:{name}": {"key": block.part.key} for name, block in keys.items()}
    world.own |= {f"courses:{name}": {"key": text.key} for name in ("studio-part", "studio-part-act")}
    world.own["community:part-ask"] = {"key": text.key}
    rows = {
        "studio-outcome": outcome,
        "studio-outcome-remove": outcome,
        "studio-link-revoke": link,
        "studio-invitation-revoke": invitation,
        "studio-person-role": fay,
        "import": record,
        "import-carry-out": record,
        "import-undo": record,
    }
    world.own |= {f"courses:{name}": {"pk": row.pk} for name, row in rows.items()}
    group = plant_group(taught, "Group A")
    world.own["courses:studio-group"] = world.own["courses:studio-group-remove"] = {"pk": group.pk}
    world.own["courses:file"] = {"pk": picture.pk, "name": picture.name}
    world.own["courses:join"], world.own["courses:invitation"] = {"token": link.token}, {"token": invitation.token}
    world.own["courses:studio-block-place"] = {"tool": placement.block_key}
    doings = {"studio-unit-state": "publish", "studio-course-state": "archive", "studio-block-state": "publish"}
    world.bodies |= {f"courses:{name}": {"do": doing} for name, doing in doings.items()}
    world.bodies["courses:studio-part-act"] = {"do": "retire"}
    world.bodies["courses:studio-person-role"] = {"role": "mentor"}


LIST = {
    "counts": {"invite": 1, "wrong": 1},
    "rows": [
        [2, "New", "new@example.org", "Student", "Group A", "invite", "Will be invited by e-mail.", "", ""],
        [3, "", "nonsense", "", "", "wrong", "“nonsense” is not an e-mail address.", "", "s-17"],
    ],
}


def rosters(world: World, taught: Course) -> None:
    """A list that Ada gave and has not carried out."""
    roster = Roster.objects.create(actor=world.cast.ada, scope=taught.scope, state=RosterState.READ, report=LIST)
    for name in ("roster", "roster-carry-out", "roster-download"):
        world.own[f"courses:{name}"] = {"pk": roster.pk}
    duty = duty_for(world.cast.gil, world.cast.institution)
    world.own["courses:place-duty"] = {"pk": duty.pk}
    world.bodies["courses:place-duty"] = {"answer": "yes"}
    for name in ("place-list", "place-roster"):
        world.own[f"courses:{name}"] = {"pk": world.cast.institution.pk}


def conversation(world: World) -> None:
    """Cleo asks, Fay answers, Ada answers her."""
    cast = world.cast
    space = space_in(cast)
    thread = thread_by(cast.cleo, space)
    file = upload_file(actor=cast.fay, place=thread, upload=Upload(BytesIO(b"%PDF-1.7"), "film.pdf", 8))
    beside = Beside(files=[Described(file.key)])
    answer = reply(actor=cast.fay, thread=thread, source="The film finds the rivals.", beside=beside)
    world.own["community:file"] = world.own["community:file-drop"] = {"key": file.key}
    reply_by(cast.ada, thread, to=answer)
    world.things |= {"space_id": space.pk, "thread_id": thread.pk, "title": slugify(thread.title), "post_id": answer.pk}
    feed = renew_feed(actor=cast.cleo, unit=Unit.objects.get(course=course_of(cast), slug="breathlessness"))
    world.own["community:feed"] = {"token": feed.token}
    answers(world, space)
    poll = start_poll(actor=cast.cleo, space=space, title="Which first?", ballot=Ballot(choices=["Film", "Scan"]))
    private = ask_staff(actor=cast.cleo, space=space, source="May I come late?")
    wished = ask_staff(actor=cast.cleo, space=space, source="And on Friday?")
    ask_to_show(actor=cast.ada, thread=wished.thread)
    world.own["community:thread-show"] = {"thread_id": private.thread_id}
    world.own["community:thread-consent"] = {"thread_id": wished.thread_id}
    world.bodies["community:thread-consent"] = {"answer": "no"}
    world.own["community:vote"] = {"thread_id": poll.thread_id}
    assert space.placement is not None
    space.placement.config["marking"] = "done"
    space.placement.save()
    given = {"kind": "done", "value": "done"}
    give_mark(actor=cast.ada, placement=space.placement, person=cast.fay, given=given)
    block = {"placement_id": space.placement_id, "user_id": cast.cleo.pk}
    for name in ("taking-part", "later", "marks", "mark", "marks-release"):
        world.own[f"community:{name}"] = block
    world.own["community:thread-tend"] = {"verb": "close"}
    world.own["community:tending-undo"] = {"pk": pin_thread(actor=cast.ada, thread=thread).pk}  # type: ignore[union-attr]
    world.own["community:earlier-answer"] = {"pk": placeholder_for(world.cast.cleo).pk}
    world.bodies["community:thread-start"] = {"space": space.pk}


def answers(world: World, space: Space) -> None:
    """Under another question of Cleo's: a shared answer that Ada endorsed, and a further question of Fay's."""
    cast = world.cast
    set_answering(actor=cast.ada, course=course_of(cast), shared=True, reactions=["thanks"])
    thread = thread_by(cast.cleo, space, source="Foam or film?")
    save_shared_answer(actor=cast.ada, thread=thread, source="Foam.", version=0)
    shared = save_shared_answer(actor=cast.fay, thread=thread, source="Foam, for a wet wound.", version=1)
    endorse(actor=cast.ada, post=shared, reason="It says when.")
    further = reply(actor=cast.fay, thread=thread, source="And for a dry one?", asks_on=True)
    read(user_id=cast.cleo.pk, thread_id=thread.pk, seqs=[shared.seq, further.seq])
    here = {"thread_id": thread.pk, "post_id": shared.pk}
    world.own["community:shared-answer"] = {"thread_id": thread.pk}
    world.own["community:post-checked"] = here
    world.own["community:post-bring-back"] = here | {"revision_id": PostRevision.objects.get(post=shared).pk}
    world.own["community:post-follow-up"] = {"thread_id": thread.pk, "post_id": further.pk}
    world.bodies["community:post-react"] = {"say": "thanks", "on": "1"}


def rules(world: World) -> None:
    """A policy of the institution with a draft on its way, and the rules of the site that everybody reads."""
    version = published(world.cast.institution)
    agreed(User.objects.all(), scope=world.cast.institution)
    draft = copy_to_new_version(actor=world.cast.hana, policy=version.policy)
    slug, key = version.policy.slug, draft.clauses.first().key  # type: ignore[union-attr]
    world.things |= {"policy": slug, "number": 1, "old": 1, "new": 1, "step": "dry-run"}
    world.own["ethics:studio-rule"] = world.own["ethics:studio-rule-move"] = {"key": key}
    world.own["ethics:studio-rule-remove"] = {"key": key}


def cases(world: World) -> None:
    """Fay reported what Cleo wrote: one case waits at the desk, another was decided by Gil, and Cleo appealed."""
    cast = world.cast
    kind = "community.post"
    space = Space.objects.get(pk=world.things["space_id"])
    posts = [
        opening_of(thread_by(cast.cleo, space, source=text)).pk for text in ("Bed 14 again.", "Bed 15 too.", "Bed 16.")
    ]
    waiting = case_about(cast.cleo, cast.course_scope, kind=kind, object_id=posts[0], desk=Desk.DESK)
    report_by(cast.fay, waiting)
    decided = case_about(cast.cleo, cast.course_scope, kind=kind, object_id=posts[1], desk=Desk.DESK)
    report_by(cast.fay, decided)
    clause = rules_for(decided)[0]
    finding = {"outcome": Outcome.HIDE, "clause": clause, "reasons": "It names a patient."}
    decision = decide(actor=cast.gil, case=decided, **finding)
    appeal(actor=cast.cleo, decision=decision, ground=Ground.CONTEXT, words="Nobody is named.")
    hidden = case_about(cast.cleo, cast.course_scope, kind=kind, object_id=posts[2], desk=Desk.DESK)
    report_by(cast.fay, hidden)
    second = decide(actor=cast.gil, case=hidden, **finding)
    look = ask_again(actor=cast.cleo, decision=second)
    world.own["moderation:ask-again"] = {"kind": kind, "object_id": posts[2]}
    world.own["moderation:look"] = {"ref": look.ref}
    world.things["ref"] = waiting.ref
    world.own["moderation:report"] = {"kind": kind, "object_id": world.things["post_id"]}
    for route in ("letter", "appeal", "appeal-case", "appeal-read"):
        world.own[f"moderation:{route}"] = {"ref": decision.ref}


def notices(world: World) -> None:
    world.things |= {"notice_id": NoticeFactory(recipient=world.cast.cleo).pk}
    world.things |= {
        "mail_id": MailFactory(recipient=world.cast.cleo, kind=DIGEST, state="done").pk,
        "name": "20261122-120000-1.log",
    }
    token = stop_url(world.cast.cleo.pk, DIGEST).rstrip("/").rsplit("/", 1)[1]
    world.own["notifications:stop"] = {"token": token}


def accounts(world: World) -> None:
    """Keys that nobody was sent, and what is Cleo's: her profile, and her block against somebody nobody else meets."""
    world.things["handle"] = world.cast.cleo.handle
    block(actor=world.cast.cleo, person=UserFactory(name="Far Away"))
    world.things |= {"key": "core.database", "token": "nobody-printed-this"}
    world.things["membership_id"] = Membership.objects.get(user=world.cast.dan).pk
    world.things["block_id"] = PersonBlock.objects.get(blocker=world.cast.cleo).pk
    world.own |= {
        f"accounts:institution{tail}": {"scope_id": world.cast.institution.pk} for tail in ("", "-look", "-files")
    }
    row = SignOn.objects.create(
        scope=world.cast.institution, key="north", label="Northmoor", issuer="https://idp.example"
    )
    own = {"scope_id": world.cast.institution.pk, "sign_on_id": row.pk}
    world.own |= {f"accounts:institution-{tail}": own for tail in ("sign-on", "try", "remove")}
    world.own["accounts:institution-add"] = {"scope_id": world.cast.institution.pk, "protocol": "openid"}
    world.own["accounts:institution-sheet"] = {"scope_id": world.cast.institution.pk, "mark": "other"}
    world.own |= {
        f"accounts:{name}": {"key": "no-such-issuer"} for name in ("sign-on", "sign-on-back", "sign-on-metadata")
    }
    row = world.cast.cleo.sign_ins.create(session_key="elsewhere", device="Firefox, Linux")
    world.things["sign_in_id"] = row.pk
    world.own |= {f"mfa_{verb}_webauthn": {"pk": 1} for verb in ("edit", "remove")}
    world.own["account_reset_password_from_key"] = {"uidb36": "1", "key": "not-a-key"}
