"""Moving, splitting and merging lose no word and no mark, and each can be undone."""

import random
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role, ScopeKind
from accounts.models import Audience, User
from accounts.rights import rights_of
from accounts.services import audience_of_members, grant, plant, recount
from community.discussion import services
from community.discussion.choices import CHUNK, OPENING, State, ThreadKind
from community.discussion.models import Following, LiveChunk, Post, ReadChunk, Tending, Thread
from core.models import SearchDocument
from core.policy import Refused
from tests.factories.community import opening_of, placement_in, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


def read_by(person: User) -> set[int]:
    """The posts that a person has read, by their marks."""
    found = set()
    for thread, chunk, bits in ReadChunk.objects.filter(user=person).values_list("thread_id", "chunk", "bits"):
        seqs = [chunk * CHUNK + place for place in range(CHUNK) if bits >> place & 1]
        found |= set(Post.objects.filter(thread=thread, seq__in=seqs).values_list("pk", flat=True))
    return found


def in_order(thread: Thread) -> list[str]:
    return list(Post.objects.filter(thread=thread).in_reading_order().values_list("text", flat=True))


def everything_counts() -> None:
    recount(Audience.objects.all())
    assert list(services.check_discussions(mend=False)) == []


@pytest.fixture
def talk(cast: "Cast") -> dict[str, Any]:
    """A question of Cleo's, an answer of Fay's that drifts away, two answers to that, and one of Ada's."""
    thread = thread_by(cast.cleo, space_in(cast), source="Question.")
    drift = reply_by(cast.fay, thread, source="Drift.")
    below = reply_by(cast.cleo, thread, to=drift, source="Below.")
    deep = reply_by(cast.jo, thread, to=below, source="Deep.")
    answer = reply_by(cast.ada, thread, source="Answer.")
    return {"thread": thread, "drift": drift, "below": below, "deep": deep, "answer": answer}


def test_split_takes_a_post_with_everything_that_answers_it(cast: "Cast", talk: dict[str, Any]) -> None:
    services.mark_helped(actor=cast.cleo, post=talk["drift"])
    services.save_post(actor=cast.fay, post=talk["below"])
    services.read(user_id=cast.fay.pk, thread_id=talk["thread"].pk, seqs=[1, 3])
    made = services.split_thread(
        actor=cast.ada, thread=talk["thread"], posts=[talk["drift"].pk], title="Another matter", reason="It drifted."
    )
    assert in_order(made) == ["Drift.", "Below.", "Deep."]
    assert in_order(talk["thread"]) == ["Question.", "Answer."]
    made.refresh_from_db()
    assert (made.author, made.title, made.split_from, made.helped_count) == (
        cast.fay,
        "Another matter",
        talk["thread"],
        1,
    )
    assert read_by(cast.fay) == {opening_of(talk["thread"]).pk, talk["drift"].pk, talk["below"].pk}
    assert Following.objects.filter(thread=made, user=cast.ada).exists()
    everything_counts()


def test_split_and_its_undo_are_as_if_nothing_had_been(cast: "Cast", talk: dict[str, Any]) -> None:
    before = list(Post.objects.order_by("pk").values("pk", "thread", "seq", "reply_to", "root", "root_seq", "persona"))
    services.split_thread(actor=cast.ada, thread=talk["thread"], posts=[talk["drift"].pk], title="Another")
    services.undo_tending(actor=cast.ada, tending=Tending.objects.get())
    after = list(Post.objects.order_by("pk").values("pk", "thread", "seq", "reply_to", "root", "root_seq", "persona"))
    assert after == before
    made = Thread.objects.get(merged_into=talk["thread"])
    assert made.state == State.MERGED
    everything_counts()


def test_split_is_not_undone_over_somebodys_answer(cast: "Cast", talk: dict[str, Any]) -> None:
    made = services.split_thread(actor=cast.ada, thread=talk["thread"], posts=[talk["drift"].pk], title="Another")
    reply_by(cast.cleo, made, source="Built on it.")
    with pytest.raises(Refused, match="written there since"):
        services.undo_tending(actor=cast.ada, tending=Tending.objects.get())


@pytest.mark.parametrize("what", ["opening", "nothing", "another", "gone"])
def test_split_asks_for_posts_that_can_go(cast: "Cast", talk: dict[str, Any], what: str) -> None:
    other = opening_of(thread_by(cast.cleo, space_in(cast)))
    if what == "gone":
        services.hide_post(talk["drift"])
    chosen = {"opening": [opening_of(talk["thread"]).pk], "nothing": [], "another": [other.pk]}
    with pytest.raises(ValidationError):
        services.split_thread(
            actor=cast.ada, thread=talk["thread"], posts=chosen.get(what, [talk["drift"].pk]), title="Another"
        )
    assert Tending.objects.count() == 0


def test_merge_stands_in_the_order_of_time_and_leads_there(cast: "Cast") -> None:
    space = space_in(cast)
    first = thread_by(cast.cleo, space, source="First.")
    second = thread_by(cast.fay, space, source="Second.")
    reply_by(cast.ada, first, source="To the first.")
    reply_by(cast.jo, second, source="To the second.")
    reply_by(cast.fay, first, source="Later to the first.")
    services.endorse(actor=cast.ada, post=Post.objects.get(text="To the second."), reason="So.")
    services.merge_thread(actor=cast.ada, thread=second, into=first)
    assert in_order(first) == ["First.", "Second.", "To the second.", "To the first.", "Later to the first."]
    reply_by(cast.cleo, first, source="Last.")
    assert in_order(first)[-1] == "Last."
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.state, second.merged_into, first.endorsed_post.text) == (State.MERGED, first, "To the second.")  # type: ignore[union-attr]
    everything_counts()


def test_merge_does_not_tell_whose_disguises_are_one(cast: "Cast") -> None:
    space = space_in(cast, config={"anonymity": "choice"})
    first, second = thread_by(cast.ada, space, source="One."), thread_by(cast.ada, space, source="Two.")
    for thread in (first, second):
        services.reply(actor=cast.cleo, thread=thread, source="Secretly.", anonymous=True)
    services.merge_thread(actor=cast.ada, thread=second, into=first)
    labels = set(Post.objects.filter(thread=first, author=cast.cleo).values_list("persona__label", flat=True))
    assert len(labels) == 2


def test_merge_is_undone_with_what_was_read_since(cast: "Cast") -> None:
    space = space_in(cast)
    first, second = thread_by(cast.cleo, space, source="One."), thread_by(cast.fay, space, source="Two.")
    services.merge_thread(actor=cast.ada, thread=second, into=first)
    moved = Post.objects.get(text="Two.")
    services.read(user_id=cast.jo.pk, thread_id=first.pk, seqs=[moved.seq])
    services.undo_tending(actor=cast.ada, tending=Tending.objects.get())
    second.refresh_from_db()
    assert (second.state, second.post_count, second.merged_into) == (State.POSTED, 1, None)
    assert read_by(cast.jo) == {moved.pk}
    assert not Following.objects.filter(thread=first, user=cast.fay).exists()
    everything_counts()


def test_answer_to_a_merged_thread_arrives_where_it_is_now(cast: "Cast") -> None:
    space = space_in(cast)
    first, second = thread_by(cast.cleo, space, source="One."), thread_by(cast.fay, space, source="Two.")
    stale = Thread.objects.select_related("space").get(pk=second.pk)
    services.merge_thread(actor=cast.ada, thread=second, into=first)
    post = services.reply(actor=cast.jo, thread=stale, source="Not lost.")
    assert post.thread == first


def test_answer_goes_where_the_post_is_that_it_answers(cast: "Cast", talk: dict[str, Any]) -> None:
    stale = Post.objects.select_related("thread").get(pk=talk["below"].pk)
    made = services.split_thread(actor=cast.ada, thread=talk["thread"], posts=[talk["drift"].pk], title="Another")
    post = services.reply(actor=cast.jo, thread=talk["thread"], to=stale, source="Not lost.")
    assert (post.thread, post.reply_to) == (made, talk["below"])


def test_thread_moves_with_its_readers_marks_and_documents(cast: "Cast") -> None:
    old, new = space_in(cast), space_in(cast)
    thread = thread_by(cast.cleo, old)
    reply_by(cast.fay, thread)
    services.move_thread(actor=cast.ada, thread=thread, space=new, reason="It is about the next unit.")
    thread.refresh_from_db()
    assert (thread.space, Post.objects.filter(space=new).count()) == (new, 2)
    new.refresh_from_db()
    assert min(Post.objects.values_list("revision", flat=True)) == new.revision
    everything_counts()
    services.undo_tending(actor=cast.ada, tending=Tending.objects.get())
    thread.refresh_from_db()
    assert thread.space == old
    everything_counts()


@pytest.fixture
def apart(cast: "Cast") -> list[Any]:
    """Two groups kept apart, one with Cleo, one with Fay; and a place of the whole course."""
    for name, person in (("A", cast.cleo), ("B", cast.fay)):
        grant(user=person, scope=plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope), role=Role.LEARNER)
    return [*services.open_spaces(placement_in(cast, config={"groups": "apart"})), space_in(cast)]


def test_more_readers_need_a_word_that_says_so(cast: "Cast", apart: list[Any]) -> None:
    thread = thread_by(cast.cleo, apart[0])
    with pytest.raises(Refused, match="2 more people would be able to read this"):
        services.move_thread(actor=cast.ada, thread=thread, space=apart[2])
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()
    services.move_thread(actor=cast.ada, thread=thread, space=apart[2], shown_to=2)
    assert Thread.objects.visible_to(rights_of(cast.fay)).get() == thread
    assert set(SearchDocument.objects.values_list("audience_id", flat=True)) <= {apart[2].audience_id}
    reply_by(cast.cleo, thread)
    services.undo_tending(actor=cast.ada, tending=Tending.objects.get())
    assert not Post.objects.visible_to(rights_of(cast.fay)).exists()


def test_what_is_read_by_fewer_than_its_place_stays_so(cast: "Cast") -> None:
    old, new = space_in(cast), space_in(cast)
    thread = thread_by(cast.cleo, old)
    own = audience_of_members(scope=cast.course_scope, people=[cast.cleo, cast.ada])
    Thread.objects.update(audience=own)
    Post.objects.update(audience=own)
    services.move_thread(actor=cast.ada, thread=thread, space=new)
    thread.refresh_from_db()
    assert (thread.space, thread.audience) == (new, own)
    assert not Post.objects.visible_to(rights_of(cast.fay)).exists()


ACTS = ["reply", "reply", "read", "read", "split", "merge", "move", "undo", "delete"]
history = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2**31)), min_size=4, max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=history)
def test_nothing_read_becomes_unread_and_no_word_is_lost(cast: "Cast", history: list[tuple[str, int]]) -> None:
    spaces = [space_in(cast), space_in(cast)]
    people = [cast.cleo, cast.fay, cast.ada]
    for n, space in enumerate([*spaces, spaces[0]]):
        reply_by(cast.fay, thread_by(cast.cleo, space, source=f"Thread {n}."), source=f"Answer {n}.")
    texts = dict(Post.objects.values_list("pk", "source"))
    read = {person.pk: read_by(person) for person in people}
    for act, seed in history:
        do(act, random.Random(seed), cast, spaces, (texts, read))
        assert dict(Post.objects.values_list("pk", "source")) == texts
        assert {person.pk: read_by(person) & set(texts) for person in people} == read, act
    everything_counts()
    for thread in Thread.objects.exclude(state=State.MERGED):
        nested_once(thread)


def do(act: str, luck: random.Random, cast: "Cast", spaces: list[Any], known: tuple[Any, Any]) -> None:
    """One act of somebody, kept in the model too."""
    texts, read = known
    threads = list(Thread.objects.filter(state=State.POSTED).order_by("pk"))
    thread, other = luck.choice(threads), luck.choice(threads)
    posts = list(thread.posts.filter(state=State.POSTED).order_by("seq"))
    person = luck.choice([cast.cleo, cast.fay])
    post = luck.choice(posts)
    if act == "reply":
        made = reply_by(person, thread, to=post, source=f"Said {luck.random()}.")
        texts[made.pk] = made.source
        read[person.pk].add(made.pk)
    elif act == "read":
        services.read(user_id=person.pk, thread_id=thread.pk, seqs=[post.seq])
        read[person.pk].add(post.pk)
    elif act == "split" and post.seq != OPENING:
        services.split_thread(actor=cast.ada, thread=thread, posts=[post.pk], title="Split")
    elif act == "merge" and thread != other:
        services.merge_thread(actor=cast.ada, thread=thread, into=other)
    elif act == "move":
        services.move_thread(actor=cast.ada, thread=thread, space=next(s for s in spaces if s.pk != thread.space_id))
    elif act == "delete" and post.seq != OPENING:
        services.delete(actor=post.author, post=Post.objects.select_related("thread").get(pk=post.pk))
        texts[post.pk] = ""
    elif act == "undo":
        row = Tending.objects.select_related("thread").filter(undone_at=None).order_by("-pk").first()
        if row is not None and services.nothing_depends(row):
            services.undo_tending(actor=cast.ada, tending=row)


def nested_once(thread: Thread) -> None:
    """The opening post first, each branch in one piece, what is there marked as there."""
    rows = list(Post.objects.filter(thread=thread).in_reading_order())
    assert rows[0].seq == OPENING
    branches = [post.root_id or post.pk for post in rows]
    pieces = [branch for n, branch in enumerate(branches) if n == 0 or branches[n - 1] != branch]
    assert len(pieces) == len(set(pieces))
    assert all(post.root_seq <= thread.last_seq for post in rows)
    there = {post.seq for post in rows if post.is_there}
    live = LiveChunk.objects.filter(thread=thread).values_list("chunk", "bits")
    assert {c * CHUNK + n for c, bits in live for n in range(CHUNK) if bits >> n & 1} == there


def test_claim_that_is_a_question_waits_for_an_answer_and_back(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), kind=ThreadKind.CLAIM)
    services.convert_thread(actor=cast.ada, thread=thread, kind=ThreadKind.QUESTION)
    thread.refresh_from_db()
    assert (thread.kind, bool(thread.answer_due_at)) == (ThreadKind.QUESTION, True)
    services.undo_tending(actor=cast.ada, tending=Tending.objects.get())
    thread.refresh_from_db()
    assert (thread.kind, thread.answer_due_at) == (ThreadKind.CLAIM, None)
