"""What an educator decides about who writes in a block, and when."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies, services
from community.discussion.choices import State, ThreadKind
from community.discussion.forms import AnnouncementsConfig, DiscussionConfig
from community.discussion.models import Draft, Post, Space, Thread
from community.discussion.services.drafts import Words
from core.policy import Refused
from courses.extensions import Arrival
from courses.importers.tree import PostNode, ThreadNode
from courses.models import Placement
from tests.community.test_pages import signed_in
from tests.factories.accounts import placeholder_for
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHY = {"prompt": "Why?"}


def governed(cast: "Cast", **config: object) -> Space:
    return space_in(cast, config={**WHY, **config})


def may_begin(person: User, space: Space, kind: str = ThreadKind.QUESTION) -> bool:
    return bool(policies.can_start_thread(rights_of(person), space, kind))


def test_only_chosen_kinds_are_started_whoever_asks(cast: "Cast") -> None:
    space = governed(cast, kinds=["claim", "poll"])
    for person in (cast.ada, cast.cleo):
        assert [kind for kind in policies.Customs().kinds if may_begin(person, space, kind)] == ["claim", "poll"]
    verdict = policies.can_start_thread(rights_of(cast.cleo), space, ThreadKind.RESOURCE)
    assert str(verdict.reason) == "Resources are not shared here. This place is for: Claim and Poll."


def test_composer_offers_what_is_started_here(cast: "Cast") -> None:
    space = governed(cast, kinds=["claim", "resource"])
    client = signed_in(cast.cleo)
    page = client.get(space.placement.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert 'value="claim"' in page
    assert 'value="question"' not in page
    assert f"/spaces/{space.pk}/poll/" not in page
    sent = {"space": space.pk, "kind": "question", "source": "May I?"}
    answer = client.post("/threads/start/", sent)
    assert answer.status_code == 422
    assert "This is not started here. Choose another kind; your words are kept." in answer.content.decode()
    assert client.get(f"/spaces/{space.pk}/poll/").status_code == 403


def test_block_for_polls_alone_has_no_field(cast: "Cast") -> None:
    space = governed(cast, kinds=["poll"])
    page = signed_in(cast.cleo).get(space.placement.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert f"/spaces/{space.pk}/poll/" in page
    assert 'action="/threads/start/"' not in page


def test_staff_do_not_make_a_thread_what_is_not_started_here(cast: "Cast") -> None:
    space = governed(cast, kinds=["claim"])
    thread = thread_by(cast.cleo, space, kind=ThreadKind.CLAIM)
    with pytest.raises(Refused, match="Questions are not asked here"):
        services.convert_thread(actor=cast.ada, thread=thread, kind=ThreadKind.QUESTION)
    question = thread_by(cast.cleo, space_in(cast))
    with pytest.raises(Refused, match="Questions are not asked here"):
        services.move_thread(actor=cast.ada, thread=question, space=space)


@pytest.mark.parametrize(
    ("starters", "begin"),
    [("", ["ada", "ben", "cleo", "jo"]), ("mentors", ["ada", "ben", "jo"]), ("staff", ["ada", "jo"])],
)
def test_who_starts_threads(cast: "Cast", starters: str, begin: list[str]) -> None:
    space = governed(cast, starters=starters, mentors=True)
    assert [name for name in ("ada", "ben", "cleo", "jo") if may_begin(getattr(cast, name), space)] == begin
    thread = thread_by(cast.ada, space)
    assert policies.can_reply(rights_of(cast.cleo), thread)


def test_read_only_place_is_written_in_by_staff_alone(cast: "Cast") -> None:
    space = governed(cast)
    thread = thread_by(cast.cleo, space)
    thread.space = space
    space.placement.config["read_only"] = True  # type: ignore[union-attr]
    space.placement.save()  # type: ignore[union-attr]
    assert may_begin(cast.ada, space)
    assert not may_begin(cast.cleo, space)
    assert policies.can_reply(rights_of(cast.jo), thread)
    assert not policies.can_reply(rights_of(cast.cleo), thread)
    assert not policies.can_edit(rights_of(cast.cleo), opening_of(Thread.objects.get(pk=thread.pk)))
    assert not policies.can_ask_staff(rights_of(cast.cleo), space)
    page = signed_in(cast.cleo).get(thread.space.placement.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert "Only staff write here. Everything can be read." in page
    assert 'action="/threads/start/"' not in page


def test_students_choose_in_polls_of_a_read_only_place(cast: "Cast") -> None:
    ballot = services.Ballot(choices=["Film", "Scan"])
    space = governed(cast, read_only=True)
    post = services.start_poll(actor=cast.ada, space=space, title="Which first?", ballot=ballot)
    services.vote(actor=cast.cleo, poll=post.thread.poll, choices=[post.thread.poll.choices.all()[0].pk])  # type: ignore[attr-defined]
    assert post.thread.poll.choices.get(votes=1).text == "Film"  # type: ignore[attr-defined]


@time_machine.travel(NOON, tick=False)
def test_slow_place_lets_a_student_write_again_when_it_is_time(cast: "Cast") -> None:
    space = governed(cast, slow=30)
    thread = thread_by(cast.cleo, space)
    with pytest.raises(policies.TooSoon, match="You can post again at 12:30"):
        reply_by(cast.cleo, thread)
    reply_by(cast.fay, thread)
    for _again in range(2):
        reply_by(cast.ada, thread)
    with time_machine.travel(NOON + timedelta(minutes=30, seconds=1), tick=False):
        reply_by(cast.cleo, thread)
    assert Post.objects.filter(author=cast.cleo).count() == 2


@time_machine.travel(NOON, tick=False)
def test_other_places_and_private_questions_are_not_slowed_down(cast: "Cast") -> None:
    space = governed(cast, slow=30)
    thread_by(cast.cleo, space)
    private = services.ask_staff(actor=cast.cleo, space=space, source="May I come late?")
    reply_by(cast.cleo, private.thread)
    thread_by(cast.cleo, space_in(cast))
    assert Post.objects.filter(author=cast.cleo, state=State.POSTED).count() == 4


@time_machine.travel(NOON, tick=False)
def test_post_taken_back_at_once_does_not_count_and_a_deleted_one_does(cast: "Cast") -> None:
    space = governed(cast, slow=30)
    first = opening_of(thread_by(cast.cleo, space))
    services.undo(actor=cast.cleo, post=first)
    second = opening_of(thread_by(cast.cleo, space))
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        services.delete(actor=cast.cleo, post=second)
        with pytest.raises(policies.TooSoon):
            thread_by(cast.cleo, space)


@time_machine.travel(NOON, tick=False)
def test_same_send_twice_is_one_post_also_where_one_waits(cast: "Cast") -> None:
    thread = thread_by(cast.ada, governed(cast, slow=30))
    sent = {"actor": cast.cleo, "thread": thread, "source": "Once.", "token": "one"}
    assert services.reply(**sent) == services.reply(**sent)  # type: ignore[arg-type]


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_words_typed_too_soon_are_kept_in_the_field(cast: "Cast", htmx: dict[str, str]) -> None:
    thread = thread_by(cast.cleo, governed(cast, slow=30))
    services.keep_draft(actor=cast.cleo, place=thread, words=Words(source="Half"), version=0)
    body = {"source": "What I typed too soon.", "token": "t1"}
    answer = signed_in(cast.cleo).post(f"/t/{thread.pk}/reply/", body, headers=htmx)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "What I typed too soon.</textarea>" in page
    assert "Here everybody waits 30 minutes between two posts. You can post again at 12:30." in page
    assert Draft.objects.filter(user=cast.cleo, thread=thread).exists()


@time_machine.travel(NOON, tick=False)
def test_thread_and_poll_sent_too_soon_come_back_with_their_words(cast: "Cast") -> None:
    space = governed(cast, slow=30)
    thread_by(cast.cleo, space)
    client = signed_in(cast.cleo)
    begun = client.post("/threads/start/", {"space": space.pk, "kind": "claim", "source": "Too soon."})
    asked = client.post(f"/spaces/{space.pk}/poll/", {"title": "Which?", "choices": "A\nB", "results": "voting"})
    for answer in (begun, asked):
        assert answer.status_code == 422
        assert "You can post again at 12:30." in answer.content.decode()


def test_form_folds_what_most_never_touch_and_keeps_defaults_small(cast: "Cast") -> None:
    form = DiscussionConfig({"prompt": "Why?", "groups": "course", "kinds": ["question", "claim", "resource", "poll"]})
    assert form.is_valid()
    assert form.cleaned_data["kinds"] == []
    names = dict(form.folded)["Who writes here, and when"]
    assert names == ["kinds", "starters", "read_only", "slow", "approval", "reviewer", "approval_days"]
    assert list(AnnouncementsConfig().fields) == ["title", *names[2:]]


@pytest.mark.parametrize("nonsense", [{"kinds": ["x"]}, {"slow": "soon"}, {"kinds": None}, {"slow": None}])
def test_nonsense_in_a_config_is_an_open_discussion(nonsense: dict[str, object]) -> None:
    assert policies.Customs.of(nonsense) == policies.Customs()


def test_imported_thread_of_another_kind_comes_as_a_plain_discussion(cast: "Cast") -> None:
    space = governed(cast, kinds=["claim"])
    placement = Placement.objects.get(pk=space.placement_id)
    pieces = list(services.prepared([_brought("question"), _brought("claim")]))
    people = {"p": placeholder_for(cast.cleo).user_id}
    arrival = Arrival(course_id=placement.unit.course_id, source="moodle:x", import_id=None, people=people)
    services.receive(placement=placement, pieces=pieces, arrival=arrival)
    assert list(Thread.objects.order_by("title").values_list("title", "kind")) == [
        ("A claim", ThreadKind.CLAIM),
        ("A question", ThreadKind.DISCUSSION),
    ]


def _brought(kind: str) -> ThreadNode:
    post = PostNode(f"{kind}-1", "", "p", NOON, None, "<p>Bed 14.</p>")
    return ThreadNode(kind, f"A {kind}", (post,), kind=kind)
