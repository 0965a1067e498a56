"""Starting, answering, and what the rows say afterwards."""

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.choices import StandingState
from accounts.services import set_standing
from community.discussion import services
from community.discussion.choices import Answered, State, ThreadKind
from community.discussion.models import LiveChunk, Post, ReadChunk, Space, Thread
from community.discussion.services import ledger
from core.policy import Refused
from courses.choices import PlacementState
from ethics.models import Acceptance
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_question_takes_its_title_from_its_first_line(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="Does a clear film rule out a clot?\n\nHer film is clear.")
    assert thread.title == "Does a clear film rule out a clot?"
    assert opening_of(thread).seq == 1


def test_reading_order_nests_once_and_keeps_the_true_parent(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread)
    second = reply_by(cast.ada, thread)
    nested = reply_by(cast.cleo, thread, to=first)
    deeper = reply_by(cast.fay, thread, to=nested)
    order = list(thread.posts.in_reading_order().values_list("seq", "root_seq"))
    assert order == [(1, 1), (2, 2), (4, 2), (5, 2), (3, 3)]
    assert (deeper.reply_to, deeper.root) == (nested, first)
    assert (second.reply_to, second.root) == (opening_of(thread), None)


def test_same_token_is_the_same_post(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    posts = [services.reply(actor=cast.fay, thread=thread, source="Yes.", token="t-1") for _ in range(2)]
    assert posts[0] == posts[1]
    assert thread.posts.count() == 2


def test_nothing_written_is_no_post(cast: "Cast") -> None:
    with pytest.raises(ValidationError):
        thread_by(cast.cleo, space_in(cast), source="  \n ")
    assert not Thread.objects.exists()


@pytest.mark.parametrize("who", ["eve", "dan", "lea", "kim", "ben"])
def test_who_does_not_read_the_space_cannot_write_in_it(cast: "Cast", who: str) -> None:
    space = space_in(cast)
    with pytest.raises(Refused) as refusal:
        thread_by(getattr(cast, who), space)
    assert refusal.value.verdict.secret


def test_mentor_writes_where_the_block_invites_mentors(cast: "Cast") -> None:
    space = space_in(cast, config={"mentors": True})
    assert opening_of(thread_by(cast.ben, space)).persona.role == "mentor"


@pytest.mark.parametrize(
    "fields", [{"closes_on": timezone.now().date().replace(year=2020)}, {"state": PlacementState.CLOSED}]
)
def test_closed_block_is_read_only(cast: "Cast", fields: dict[str, object]) -> None:
    with pytest.raises(Refused, match="closed"):
        thread_by(cast.cleo, space_in(cast, **fields))


def test_paused_person_reads_and_does_not_post(cast: "Cast") -> None:
    space = space_in(cast)
    set_standing(user=cast.cleo, scope=cast.institution, state=StandingState.PAUSED)
    with pytest.raises(Refused, match="can read here"):
        thread_by(cast.cleo, space)


def test_nobody_writes_before_agreeing_to_the_rules(cast: "Cast") -> None:
    space = space_in(cast)
    Acceptance.objects.all().delete()
    with pytest.raises(Refused, match="agreed to the rules") as refusal:
        thread_by(cast.cleo, space)
    assert refusal.value.verdict.way_out == f"/rules/{cast.course_scope.pk}/"


def test_reply_in_closed_thread_is_refused(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    services.close_thread(actor=cast.ada, thread=thread)
    thread.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        reply_by(cast.fay, thread)
    services.reopen_thread(actor=cast.ada, thread=thread)
    thread.refresh_from_db()
    assert reply_by(cast.fay, thread).seq == 2


def test_counters_kept_on_the_way_are_those_counted_from_the_posts(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread)
    reply_by(cast.ada, thread, to=first)
    thread.refresh_from_db()
    kept = {name: getattr(thread, name) for name in COUNTED}
    ledger.settle(thread)
    assert kept == {name: getattr(thread, name) for name in COUNTED}
    assert (thread.post_count, thread.people_count, thread.answered) == (3, 3, Answered.STAFF)
    assert Space.objects.get().post_count == 3


COUNTED = ["post_count", "people_count", "helped_count", "last_post_at", "last_persona_id", "answered"]
COUNTED += ["staff_replied_at", "endorsed_post_id"]


def test_own_posts_are_read_and_others_are_new(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.fay, thread)
    assert LiveChunk.objects.get(thread=thread).bits == 0b110
    assert ReadChunk.objects.get(user=cast.cleo).bits == 0b010
    assert ReadChunk.objects.get(user=cast.fay).bits == 0b100


def test_read_marks_of_two_tabs_merge(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    services.read(user_id=cast.jo.pk, thread_id=thread.pk, seqs=[1, 61])
    services.read(user_id=cast.jo.pk, thread_id=thread.pk, seqs=[2])
    marks = ReadChunk.objects.filter(user=cast.jo).order_by("chunk")
    assert list(marks.values_list("chunk", "bits")) == [(0, 0b110), (1, 0b10)]


def test_revision_rises_with_every_change(cast: "Cast") -> None:
    space = space_in(cast)
    thread = thread_by(cast.cleo, space)
    post = reply_by(cast.fay, thread)
    services.edit(actor=cast.fay, post=post, source="Better words.")
    space.refresh_from_db()
    post.refresh_from_db()
    assert (space.revision, post.revision) == (3, 3)


def test_conversation_has_no_opening_post(cast: "Cast") -> None:
    space = space_in(cast)
    thread = services.open_conversation(actor=cast.cleo, space=space, title="Cleo and Fay")
    post = reply_by(cast.fay, thread)
    thread.refresh_from_db()
    assert (post.seq, post.is_opening, thread.reply_count) == (2, False, 1)
    assert thread.kind == ThreadKind.CONVERSATION


def test_announcements_are_for_staff(cast: "Cast") -> None:
    course = course_of(cast)
    with pytest.raises(Refused, match="staff"):
        services.post_announcement(actor=cast.cleo, course=course, title="Exam", source="On Monday.")
    post = services.post_announcement(
        actor=cast.ada, course=course, title="Exam", source="On Monday.", terms=services.Terms(replies=False)
    )
    with pytest.raises(Refused, match="switched off"):
        reply_by(cast.cleo, post.thread)
    assert Post.objects.get().state == State.POSTED
