"""Queryset and policy give the same answer, whoever asks, whatever the state."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role, ScopeKind
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import end_membership, grant, plant
from community.discussion import policies, services
from community.discussion.choices import State
from community.discussion.models import Approval, Post, Space, Thread
from tests.factories.community import placement_in, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

PEOPLE = ["ada", "ben", "cleo", "dan", "eve", "fay", "jo", "kim", "lea"]
history = st.lists(
    st.tuples(
        st.sampled_from(["reply", "hide", "delete", "leave", "join", "hold", "wait", "wait", "look"]), st.integers(0, 8)
    ),
    max_size=8,
)


@pytest.mark.parametrize("groups", ["course", "apart"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=history, mentors=st.booleans())
def test_queryset_and_policy_agree(cast: "Cast", groups: str, history: list[tuple[str, int]], mentors: bool) -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    for person in (cast.cleo, cast.fay):
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        grant(user=person, scope=group, role=Role.LEARNER)
    placement = placement_in(cast, config={"groups": groups, "mentors": mentors})
    space = next(space for space in services.open_spaces(placement) if space.group in (None, group))
    live(cast, thread_by(cast.cleo, space), history)
    for who in PEOPLE:
        agree(getattr(cast, who))


def agree(person: User) -> None:
    rights = rights_of(person)
    threads = set(Thread.objects.visible_to(rights))
    assert threads == {thread for thread in Thread.objects.all() if policies.can_read_thread(rights, thread)}
    posts = set(Post.objects.visible_to(rights))
    assert posts == {post for post in Post.objects.all() if policies.can_read_post(rights, post)}
    assert set(Space.objects.visible_to(rights)) == {
        s for s in Space.objects.all() if policies.can_read_space(rights, s)
    }
    assert {post.thread_id for post in posts} <= {thread.pk for thread in threads}


def live(cast: "Cast", thread: Thread, history: list[tuple[str, int]]) -> None:
    """Let things happen to one thread and its people."""
    for act, which in history:
        thread.refresh_from_db()
        posts = list(thread.posts.order_by("seq"))
        post, person = posts[which % len(posts)], [cast.cleo, cast.fay][which % 2]
        if act == "leave":
            end_membership(user=person, scope=cast.course_scope)
        elif act == "join":
            grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
        elif act == "hide":
            services.hide_post(post)
        elif act == "hold":
            Post.objects.filter(pk=post.pk, seq__gt=1, answer_count=0).update(state=State.HELD)
        elif act == "delete" and policies.can_delete(rights_of(post.author), post):
            services.delete(actor=post.author, post=post)
        elif act in {"wait", "look"}:
            approve_or_wait(cast, post, person)
        elif act == "reply" and policies.can_reply(rights_of(cast.ada), thread):
            reply_by(cast.ada, thread, to=post)


def approve_or_wait(cast: "Cast", post: Post, person: User) -> None:
    """What waits is returned or approved by turns; where nothing waits somebody writes what does."""
    waiting = Approval.objects.undecided().filter(post__thread=post.thread).order_by("pk").first()
    if waiting is None:
        placement = post.space.placement
        assert placement is not None
        placement.config["approval"] = "every"
        placement.save()
        if policies.can_reply(rights_of(person), post.thread):
            reply_by(person, Thread.objects.get(pk=post.thread_id), to=post)
    elif waiting.is_returned:
        services.approve(actor=cast.ada, post=waiting.post)
    else:
        services.send_back(actor=cast.ada, post=waiting.post, words="Shorter, please.")


def test_thread_of_a_left_course_is_gone_even_for_its_author(cast: "Cast") -> None:
    thread_by(cast.cleo, space_in(cast))
    end_membership(user=cast.cleo, scope=cast.course_scope)
    assert not Thread.objects.visible_to(rights_of(cast.cleo)).exists()
    assert not Post.objects.visible_to(rights_of(cast.cleo)).exists()


@pytest.mark.parametrize(
    ("who", "reads"),
    [("cleo", True), ("ada", True), ("jo", True), ("ben", False), ("dan", False), ("hana", False), ("kim", False)],
)
def test_who_may_see_a_course_thread(cast: "Cast", who: str, reads: bool) -> None:
    thread_by(cast.fay, space_in(cast))
    assert Thread.objects.visible_to(rights_of(getattr(cast, who))).exists() == reads


def test_groups_kept_apart_do_not_read_each_other(cast: "Cast") -> None:
    for name, person in (("A", cast.cleo), ("B", cast.fay)):
        grant(user=person, scope=plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope), role=Role.LEARNER)
    first, second = services.open_spaces(placement_in(cast, config={"groups": "apart"}))
    thread_by(cast.cleo, first)
    thread_by(cast.fay, second)
    assert Thread.objects.visible_to(rights_of(cast.cleo)).get().author == cast.cleo
    assert Thread.objects.visible_to(rights_of(cast.ada)).count() == 2


def test_block_that_no_longer_invites_mentors_is_closed_to_them_at_once(cast: "Cast") -> None:
    placement = placement_in(cast, config={"mentors": True})
    thread_by(cast.cleo, services.open_spaces(placement)[0])
    assert Thread.objects.visible_to(rights_of(cast.ben)).exists()
    placement.config = {}
    services.open_spaces(placement)
    assert not Post.objects.visible_to(rights_of(cast.ben)).exists()
