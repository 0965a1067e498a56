"""A question to the staff alone: nobody else meets a trace of it, until its author says yes."""

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from accounts.choices import Role, ScopeKind
from accounts.rights import rights_of
from accounts.services import end_membership, grant, plant
from community.discussion import services
from community.discussion.choices import Consent
from community.discussion.events import AiringAnswered, AiringAsked
from community.discussion.models import Airing, Post, Space, Thread
from community.discussion.notices import AskedToShow, ShowingAnswered
from core.models import OutboxEvent, SearchDocument
from core.policy import Refused
from tests.community.acts import Step
from tests.community.histories import stage, told
from tests.community.test_pages import body, signed_in
from tests.factories.community import placement_in, reply_by, space_in

if TYPE_CHECKING:
    from tests.conftest import Cast

BEFORE: list[Step] = [("start", "x", 1), ("reply", "y", 1)]


def asked(cast: "Cast", space: Space | None = None) -> Thread:
    return services.ask_staff(actor=cast.cleo, space=space or space_in(cast), source="May I come late?").thread


def test_peers_meet_no_trace_of_it(cast: "Cast") -> None:
    """Every page, feed, search, count, mail and export of a classmate is as if it had never been asked."""
    with transaction.atomic():
        space, people = stage(cast, "choice", "", "")
        without = told(cast, [*BEFORE, ("wait", "x", 0)], space, people, "none", whole=False)
        with_it = told(cast, [*BEFORE, ("ask", "x", 0)], space, people, "none", whole=False)
        transaction.set_rollback(True)
    for what in without.keys() & with_it.keys():
        assert without[what] == with_it[what], what
    more = [with_it[what] for what in with_it.keys() - without.keys()]
    assert {each[0] for each in more if isinstance(each, tuple)} == {404}
    assert all(set(each) == {None} for each in more if isinstance(each, list))


@pytest.mark.parametrize(
    ("who", "reads"), [("cleo", True), ("ada", True), ("jo", True), ("fay", False), ("ben", False), ("kim", False)]
)
def test_who_reads_it(cast: "Cast", who: str, reads: bool) -> None:
    asked(cast, space_in(cast, config={"prompt": "Why?", "mentors": True}))
    rights = rights_of(getattr(cast, who))
    assert Thread.objects.visible_to(rights).exists() == reads
    assert Post.objects.visible_to(rights).exists() == reads


def test_access_changes_with_who_is_staff_and_who_is_here(cast: "Cast") -> None:
    thread = asked(cast)
    grant(user=cast.fay, scope=cast.course_scope, role=Role.ASSISTANT)
    assert Thread.objects.visible_to(rights_of(cast.fay)).exists()
    end_membership(user=cast.fay, scope=cast.course_scope)
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()
    end_membership(user=cast.cleo, scope=cast.course_scope)
    assert signed_in(cast.cleo).get(f"/t/{thread.pk}/").status_code == 404


def test_in_a_group_its_own_assistants_read_it(cast: "Cast") -> None:
    groups = [plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope) for name in "AB"]
    grant(user=cast.cleo, scope=groups[0], role=Role.LEARNER)
    grant(user=cast.jo, scope=groups[0], role=Role.ASSISTANT)
    grant(user=cast.fay, scope=groups[1], role=Role.ASSISTANT)
    space = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "groups": "apart"}))[0]
    asked(cast, space)
    readers = [who for who in ("ada", "jo", "fay") if Thread.objects.visible_to(rights_of(getattr(cast, who)))]
    assert readers == ["ada", "jo"]


def test_it_says_in_numbers_who_reads_it(cast: "Cast") -> None:
    space = space_in(cast)
    line = "2 staff and its author read this. Nobody else sees that it is there."
    assert line in body(cast.cleo, f"/spaces/{space.pk}/staff/")
    thread = asked(cast, space)
    assert body(cast.cleo, address_of(thread)).count(line) >= 2
    assert line in body(cast.ada, address_of(thread))
    space.refresh_from_db()
    assert (space.post_count, space.thread_count) == (0, 0)


def address_of(thread: Thread) -> str:
    return f"/t/{thread.pk}/"


def test_staff_do_not_ask_themselves(cast: "Cast") -> None:
    with pytest.raises(Refused, match="staff here yourself"):
        services.ask_staff(actor=cast.ada, space=space_in(cast), source="Who?")


@pytest.mark.parametrize(("answer", "name"), [(Consent.NAMED, True), (Consent.HIDDEN, False)])
def test_shown_when_its_author_says_yes(cast: "Cast", answer: Consent, name: bool) -> None:
    thread = asked(cast, space_in(cast, config={"prompt": "Why?", "anonymity": "choice"}))
    reply_by(cast.ada, thread)
    services.ask_to_show(actor=cast.ada, thread=thread)
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()
    client = signed_in(cast.cleo)
    assert "Staff ask whether others may read this" in body(cast.cleo, address_of(thread))
    client.post(f"/t/{thread.pk}/consent/", {"answer": answer})
    page = body(cast.fay, address_of(thread))
    assert ("Cleo" in page) == name
    assert "May I come late?" in page
    assert not SearchDocument.objects.exclude(audience_id=thread.space.audience_id).exists()
    space = Space.objects.get()
    assert (space.post_count, space.thread_count) == (2, 1)
    assert not list(services.check_discussions(mend=False))
    assert Airing.objects.get().answer == answer


def test_a_no_stays_a_no(cast: "Cast") -> None:
    thread = asked(cast)
    services.ask_to_show(actor=cast.ada, thread=thread)
    services.answer_showing(actor=cast.cleo, thread=thread, answer=Consent.NO)
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()
    with pytest.raises(Refused, match="asked already"):
        services.ask_to_show(actor=cast.jo, thread=thread)
    assert "No, keep it as it is" in body(cast.ada, address_of(thread))


@pytest.mark.parametrize(("who", "status"), [("fay", 404), ("ada", 403)])
def test_only_its_author_says_yes(cast: "Cast", who: str, status: int) -> None:
    thread = asked(cast)
    services.ask_to_show(actor=cast.ada, thread=thread)
    answer = signed_in(getattr(cast, who)).post(f"/t/{thread.pk}/consent/", {"answer": "named"})
    assert answer.status_code == status
    assert Thread.objects.get().privacy == "asked"


def test_without_a_name_only_where_that_is_possible(cast: "Cast") -> None:
    thread = asked(cast)
    services.ask_to_show(actor=cast.ada, thread=thread)
    with pytest.raises(Refused, match="with their name"):
        services.answer_showing(actor=cast.cleo, thread=thread, answer=Consent.HIDDEN)


def test_author_and_staff_are_told(cast: "Cast") -> None:
    thread = asked(cast)
    services.ask_to_show(actor=cast.ada, thread=thread)
    event = AiringAsked(**OutboxEvent.objects.get(name=AiringAsked.name).payload)
    assert list(AskedToShow().recipients(event)) == [cast.cleo]
    assert AskedToShow().allowed(rights_of(cast.cleo), [event]) == [True]
    services.answer_showing(actor=cast.cleo, thread=thread, answer=Consent.NO)
    assert AskedToShow().allowed(rights_of(cast.cleo), [event]) == [False]
    said = AiringAnswered(**OutboxEvent.objects.get(name=AiringAnswered.name).payload)
    assert list(ShowingAnswered().recipients(said)) == [cast.ada]
    assert "keep it as it is" in ShowingAnswered().message(cast.ada, said).body


def test_posts_as_a_file_leave_it_out(cast: "Cast") -> None:
    asked(cast)
    answer = signed_in(cast.ada).get("/studio/c/clinical-reasoning/posts/?format=jsonl")
    assert b"come late" not in b"".join(answer.streaming_content)
