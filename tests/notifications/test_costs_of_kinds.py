"""Whatever a notice speaks of: thirty of a kind are put into words with as many queries as one."""

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from community.discussion.choices import WhyHeld
from community.discussion.events import FirstLookAgreed, FirstLookEnded
from community.discussion.models import Airing, Approval, Carrying, FirstLook, Post, Tending
from community.discussion.services import edit, give_mark, release_marks
from core.events import Event
from mentoring import services as mentors
from moderation import services as desk
from moderation.services.evidence import rules_for
from notifications.extensions import NoticeKind, Rows, notices
from tests.factories.community import placement_in, reply_by, space_in, thread_by
from tests.factories.ethics import agreed, published, replaced
from tests.factories.mentoring import accepted, ask_by, offer_by, programme_of, signed
from tests.factories.people import classmate, connected, hello_from

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
MANY = 30


@pytest.fixture
def ids(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One of everything that a notice can speak of, by the names that events have for it."""
    agreed(User.objects.all())
    monkeypatch.setattr(Rows, "__call__", _each_its_own)
    return {**_talk(cast), **_mentoring(cast), **_people(cast), **_rules(cast)}


def _each_its_own(self: Rows[Any], event: Any) -> Any:
    """Thirty notices speak of thirty things: what one of them has read more is not there for the next."""
    known = event.__dict__.get(self._slot)
    pk = getattr(event, self.field)
    return pickle.loads(pickle.dumps(known[pk])) if known and pk in known else self.rows().get(pk=pk)


def _talk(cast: "Cast") -> dict[str, Any]:
    thread = thread_by(cast.cleo, space_in(cast), title="Clear chest films")
    answer = reply_by(cast.fay, thread)
    case = desk.report(actor=cast.ada, kind="community.post", object_id=answer.pk, clause=None, words="Rude.").case
    rule = next(rule for rule in rules_for(case) if rule.key == "idea-not-person")
    found = {"outcome": "hide", "clause": rule, "reasons": "It is aimed at a person.", "quote": "film"}
    decision = desk.decide(actor=cast.dan, case=case, **found)
    appeal = desk.appeal(actor=cast.fay, decision=decision, ground="context", words="I quoted the reading.")
    appeal = desk.decide_appeal(actor=cast.gil, appeal=appeal, outcome="upheld", answer="We looked again.")
    edit(actor=cast.fay, post=answer, source="The film finds what else it could be.")
    look = desk.ask_again(actor=cast.fay, decision=decision)
    people = {
        "author_id": cast.fay.pk,
        "to_author_id": cast.cleo.pk,
        "asker_id": cast.cleo.pk,
        "by_id": cast.ada.pk,
        "user_ids": [cast.jo.pk],
    }
    case_ids = {
        "case_id": case.pk,
        "decision_id": decision.pk,
        "appeal_id": appeal.pk,
        "report_id": case.reports.get().pk,
        "look_id": look.pk,
    }
    block = thread.space.placement
    assert block is not None
    block.config["marking"] = "done"
    given = {"kind": "done", "value": "done"}
    mark = give_mark(actor=cast.ada, placement=block, person=cast.cleo, given=given)
    release_marks(actor=cast.ada, placement=block)
    mark.refresh_from_db()
    place = {
        "release_id": mark.released_with_id,
        "placement_id": block.pk,
        "thread_id": thread.pk,
        "post_id": answer.pk,
        "course_id": thread.course_id,
        "urgent": True,
        "masked": False,
        "file": "film.png",
        "saved_id": 0,
        "tending_id": Tending.objects.create(course_id=thread.course_id, thread=thread, act="close", by=cast.ada).pk,
        "airing_id": Airing.objects.create(thread=thread, asked_by=cast.ada, answer="no").pk,
        "original_id": thread.pk,
    }
    return {
        **people,
        **case_ids,
        **place,
        **_looked_at_first(cast, answer),
        "to_opening": True,
        "desk": "desk",
        "was_in_force": True,
        "outcome": "upheld",
    }


def _looked_at_first(cast: "Cast", post: Post) -> dict[str, Any]:
    course, soon = post.thread.course, timezone.now() + timedelta(days=1)
    assert course is not None
    whose = {"course": course, "reviewer": cast.ada, "reason": WhyHeld.PERSON}
    approval = Approval.objects.create(post=post, due_at=soon, **whose)
    look = FirstLook.objects.create(course=course, person=cast.fay, reason="Rude.", until=soon, set_by=cast.ada)
    carrying = Carrying.objects.create(thread=post.thread, course=course, asked_by=cast.ada)
    ids = {"approval_id": approval.pk, "reviewer_id": cast.ada.pk, "carrying_id": carrying.pk}
    return {**ids, "person_id": cast.fay.pk, "first_look": look.pk}


def _mentoring(cast: "Cast") -> dict[str, Any]:
    offer = offer_by(cast.ben, programme_of(cast), places=2)
    ask = ask_by(cast.cleo, offer)
    pair = signed(accepted(ask))
    panel = mentors.open_panel(placement_in(cast, block_key="mentoring.panel"))
    people = {"signer_id": cast.ben.pk, "ender_id": cast.ben.pk, "proposer_id": cast.ben.pk, "picker_id": cast.ben.pk}
    things = {"ask_id": ask.pk, "pair_id": pair.pk, "panel_id": panel.pk, "mentor_ids": [cast.ben.pk]}
    entry = reply_by(cast.ben, pair.space.threads.get())
    return {**people, **things, "complete": True, "meeting_id": pair.meetings.all()[0].pk, "entry": entry.pk}


def _people(cast: "Cast") -> dict[str, Any]:
    one, two = classmate(cast, "Vik"), classmate(cast, "Wen")
    agreed([one, two], scope=cast.institution)
    connection = connected(one, two, cast.course_scope)
    hello = hello_from(classmate(cast, "Xan"), two, cast.course_scope)
    return {"hello_id": hello.pk, "connection_id": connection.pk}


def _rules(cast: "Cast") -> dict[str, Any]:
    version = replaced(published(cast.institution))
    duty = {"user_id": cast.dan.pk, "scope_id": cast.institution.pk, "role": Role.MODERATOR}
    return {**duty, "version_id": version.pk, "reader_id": cast.hana.pk}


def cost(kind: NoticeKind, reader: User, event: Event, number: int) -> int:
    events = [kind.event(**event.payload()) for _ in range(number)]
    rights = rights_of(reader)
    assert rights.audiences is not None
    with CaptureQueriesContext(connection) as asked:
        kind.read_ahead(events)
        kind.allowed(rights, events)
        messages = kind.messages(reader, events)
    assert len(messages) == number
    assert all(message.subject and message.url for message in messages)
    return len(asked)


def test_no_kind_asks_once_for_each_row(cast: "Cast", ids: dict[str, Any]) -> None:
    """Asked of every kind that is declared, whether it may be seen or not."""
    found = {}
    for kind in notices:
        own = {"post_id": ids["entry"]} if kind.key == "mentoring.message" else {}
        own |= {"masked": False, "file": "a.pdf"}
        own |= {"look_id": ids["first_look"]} if issubclass(kind.event, FirstLookAgreed | FirstLookEnded) else {}
        names = kind.event.__annotations__
        event = kind.event(**{name: {**ids, **own}[name] for name in names})
        found[kind.key] = (cost(kind, cast.cleo, event, 1), cost(kind, cast.cleo, event, MANY))
    assert {key: costs for key, costs in found.items() if costs[0] != costs[1]} == {}
    assert max(one for one, _many in found.values()) <= 8
