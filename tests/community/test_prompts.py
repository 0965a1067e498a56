"""Prompts: write before you read, check points, later dates."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from accounts.choices import Role, ScopeKind
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import end_membership, grant, plant
from community.discussion import policies, services
from community.discussion.events import Replied, ThreadStarted
from community.discussion.models import Post, Space, Thread
from community.discussion.notices import FollowedPlace, FollowedThread
from community.discussion.pages.taking_part import as_file
from core import search
from core.policy import Refused
from courses.models import Placement
from tests.community.test_pages import address, body, queries, signed_in
from tests.factories.community import course_of, opening_of, placement_in, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

SECRET = "Only the liver could explain it"
FIRST = {"prompt": "Which finding?", "write_first": True}


@pytest.fixture
def block(cast: "Cast") -> Space:
    """Fay has written here, and Ada answered her; Cleo has not written."""
    space = space_in(cast, config=FIRST)
    reply_by(cast.ada, thread_by(cast.fay, space, source=SECRET), source=f"{SECRET}, says Ada.")
    search.rebuild()
    return space


def pages(cast: "Cast", space: Space) -> list[str]:
    """Everywhere that speaks of what is written in a course."""
    assert space.placement is not None
    unit = space.placement.unit
    course = reverse("courses:course", args=["clinical-reasoning"])
    feed = services.renew_feed(actor=cast.cleo, unit=unit)
    return [
        "/",
        course,
        unit.get_absolute_url(),
        space.placement.get_absolute_url(),
        reverse("community:discussions", args=["clinical-reasoning"]),
        reverse("community:discussions", args=["clinical-reasoning"]) + "?tab=unread",
        reverse("community:catch-up"),
        reverse("community:course-catch-up", args=["clinical-reasoning"]),
        reverse("community:reading", args=["clinical-reasoning"]),
        reverse("courses:search") + "?q=liver",
        reverse("community:similar", args=[space.pk]) + "?title=liver+could+explain",
        reverse("community:feed", args=[feed.token]),
        reverse("notifications:inbox"),
        reverse("community:saved"),
    ]


def test_who_has_not_written_meets_nothing_of_others_anywhere(cast: "Cast", block: Space) -> None:
    thread = Thread.objects.get()
    services.set_following(actor=cast.cleo, choice=services.FOLLOW, scope=cast.course_scope)
    for url in pages(cast, block):
        said = body(cast.cleo, url)
        assert "liver could" not in said.replace("Only the liver could explain+it", ""), url
        assert "2 new" not in said, url
    post = opening_of(thread)
    for url in (address(thread), f"/t/{thread.pk}/", f"/t/{thread.pk}/p/{post.pk}/", f"/t/{thread.pk}/next/"):
        assert signed_in(cast.cleo).get(url).status_code == 404
    assert signed_in(cast.cleo).post(f"/t/{thread.pk}/reply/", {"source": "Hello"}).status_code == 404


@pytest.mark.parametrize(("who", "reads"), [("cleo", False), ("fay", True), ("ada", True), ("jo", True)])
def test_before_writing_only_staff_read(cast: "Cast", block: Space, who: str, reads: bool) -> None:
    rights = rights_of(getattr(cast, who))
    assert Thread.objects.visible_to(rights).exists() == reads
    assert Post.objects.visible_to(rights).exists() == reads
    assert bool(policies.can_read_thread(rights, Thread.objects.get())) == reads
    assert bool(policies.can_read_post(rights, Post.objects.filter(seq=1).get())) == reads


def test_writing_opens_the_block_and_taking_back_shuts_it(cast: "Cast", block: Space) -> None:
    own = opening_of(thread_by(cast.cleo, block, source="I would look at the heart."))
    assert Thread.objects.visible_to(rights_of(cast.cleo)).count() == 2
    services.undo(actor=cast.cleo, post=own)
    assert not Thread.objects.visible_to(rights_of(cast.cleo)).exists()


def test_writing_in_another_block_opens_nothing(cast: "Cast", block: Space) -> None:
    thread_by(cast.cleo, space_in(cast))
    assert Thread.objects.visible_to(rights_of(cast.cleo)).get().author == cast.cleo


def test_nobody_who_waits_is_told_or_counted(cast: "Cast", block: Space) -> None:
    services.set_following(actor=cast.cleo, choice=services.FOLLOW, scope=cast.course_scope)
    services.set_following(actor=cast.jo, choice=services.FOLLOW, scope=cast.course_scope)
    thread = Thread.objects.get()
    told = FollowedPlace().recipients(ThreadStarted(thread_id=thread.pk, post_id=1, author_id=cast.fay.pk))
    assert set(told) == {cast.ada, cast.jo}
    event = Replied(thread_id=thread.pk, post_id=1, author_id=cast.ada.pk, to_author_id=0, asker_id=cast.fay.pk)
    assert cast.cleo not in FollowedThread().recipients(event)
    assert "Write first, then read." in body(cast.cleo, block.placement.get_absolute_url())  # type: ignore[union-attr]


def test_reading_first_again_is_one_box(cast: "Cast", block: Space) -> None:
    assert block.placement is not None
    block.placement.config = {"prompt": "Which finding?"}
    services.open_spaces(block.placement)
    assert Thread.objects.visible_to(rights_of(cast.cleo)).exists()


def test_a_block_that_waits_costs_no_more_for_many_threads(cast: "Cast", block: Space) -> None:
    assert block.placement is not None
    url = block.placement.get_absolute_url()
    few = queries(cast.cleo, url)
    for _ in range(5):
        thread_by(cast.fay, block, source=SECRET)
    assert queries(cast.cleo, url) == few <= 12


DATES = {"prompt": "Why?", "first_by": "2026-11-26", "replies": 2, "replies_by": "2026-11-29"}


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def prompt(cast: "Cast") -> Space:
    return space_in(cast, config=DATES, closes_on=date(2026, 12, 6))


def lines(placement: Placement | None, who: User) -> list[list[str]]:
    assert placement is not None
    return [line.strip().split(",") for line in as_file(rights_of(who), placement, None)][1:]


@time_machine.travel(at(23))
def test_check_points_tell_the_student_quietly(cast: "Cast", prompt: Space) -> None:
    url = prompt.placement.get_absolute_url()  # type: ignore[union-attr]
    assert "First post by Thursday 26 November: not yet" in body(cast.cleo, url)
    thread_by(cast.cleo, prompt)
    reply_by(cast.cleo, thread_by(cast.fay, prompt))
    said = body(cast.cleo, url)
    assert "First post by Thursday 26 November: done" in said
    assert "2 replies by Sunday 29 November: 1 so far" in said
    assert "First post by" not in body(cast.ada, url)


@pytest.mark.parametrize(
    ("hour", "state"),
    [(datetime(2026, 11, 26, 23, 59, tzinfo=UTC), "done"), (datetime(2026, 11, 27, 0, 0, tzinfo=UTC), "done, after the day")],
)  # fmt: skip
def test_a_day_ends_with_its_last_instant_where_the_course_is(
    cast: "Cast", prompt: Space, hour: datetime, state: str
) -> None:
    with time_machine.travel(hour, tick=False):
        thread_by(cast.cleo, prompt)
    mine = next(line for line in lines(prompt.placement, cast.ada) if line[0] == "Cleo")
    assert ",".join(mine).split(state)[0] != ",".join(mine)
    assert ("after" in ",".join(mine)) == ("after" in state)


@time_machine.travel(datetime(2026, 12, 8, tzinfo=UTC), tick=False)
def test_a_later_date_is_one_persons(cast: "Cast", prompt: Space) -> None:
    assert prompt.placement is not None
    services.give_later(actor=cast.ada, placement=prompt.placement, person=cast.cleo, until=date(2026, 12, 10))
    thread = thread_by(cast.cleo, prompt)
    assert policies.can_edit(rights_of(cast.cleo), opening_of(thread))
    with pytest.raises(Refused, match="closed"):
        thread_by(cast.fay, prompt)
    assert [line[0] for line in lines(prompt.placement, cast.ada) if "2026-12-10" in line] == ["Cleo"]
    with time_machine.travel(datetime(2026, 12, 11, tzinfo=UTC)), pytest.raises(Refused):
        reply_by(cast.cleo, thread)


def test_assistant_sees_who_has_written_in_their_groups_alone(cast: "Cast", prompt: Space) -> None:
    mine, other = (plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope) for name in ("A", "B"))
    grant(user=cast.jo, scope=mine, role=Role.ASSISTANT)
    grant(user=cast.cleo, scope=mine, role=Role.LEARNER)
    grant(user=cast.fay, scope=other, role=Role.LEARNER)
    assert [line[0] for line in lines(prompt.placement, cast.jo)] == ["Cleo"]
    assert [line[0] for line in lines(prompt.placement, cast.ada)] == ["Cleo", "Fay"]
    assert prompt.placement is not None
    with pytest.raises(Refused):
        services.give_later(actor=cast.jo, placement=prompt.placement, person=cast.fay, until=date(2030, 1, 1))
    url = reverse("community:taking-part", args=["clinical-reasoning", prompt.placement_id])
    assert "Fay" in body(cast.ada, url)
    assert "Fay" not in body(cast.ada, f"{url}?group={mine.pk}")
    assert "Fay" not in body(cast.jo, f"{url}?group={other.pk}")


def moved(cast: "Cast", person: User, old: Any, new: Any) -> None:
    end_membership(user=person, scope=old)
    grant(user=person, scope=new, role=Role.LEARNER)


def test_moving_between_groups_takes_effect_at_once_everywhere(cast: "Cast") -> None:
    a, b = (plant(kind=ScopeKind.GROUP, name=name, parent=cast.course_scope) for name in ("A", "B"))
    grant(user=cast.cleo, scope=a, role=Role.LEARNER)
    grant(user=cast.fay, scope=a, role=Role.LEARNER)
    grant(user=cast.jo, scope=a, role=Role.ASSISTANT)
    first, second = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "groups": "apart"}))
    thread = thread_by(cast.fay, first, source=SECRET)
    services.follow(actor=cast.cleo, thread=thread)
    services.save_post(actor=cast.cleo, post=opening_of(thread))
    thread_by(cast.jo, first, source=SECRET)
    search.rebuild()
    moved(cast, cast.cleo, a, b)
    for url in pages(cast, second):
        assert "liver could" not in body(cast.cleo, url).replace("Only the liver could explain+it", ""), url
    assert signed_in(cast.cleo).get(address(thread)).status_code == 404
    assert "0 students" not in body(cast.fay, first.placement.get_absolute_url())  # type: ignore[union-attr]
    first.audience.refresh_from_db()
    second.audience.refresh_from_db()
    assert (first.audience.students, second.audience.students) == (1, 1)
    event = Replied(thread_id=thread.pk, post_id=1, author_id=cast.fay.pk, to_author_id=0, asker_id=cast.fay.pk)
    assert cast.cleo not in FollowedThread().recipients(event)


@pytest.mark.parametrize(("groups", "who"), [("course", {"cleo", "fay"}), ("one", {"cleo"}), ("apart", {"cleo"})])
def test_audience_of_a_block_is_what_its_form_says(cast: "Cast", groups: str, who: set[str]) -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    wanted = str(group.pk) if groups == "one" else groups
    space = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "groups": wanted}))[0]
    found = {name for name in ("cleo", "fay") if policies.can_read_space(rights_of(getattr(cast, name)), space)}
    assert found == who


def test_a_wider_place_is_read_only_once_the_block_is_for_one_group(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="A", parent=cast.course_scope)
    placement = placement_in(cast)
    whole = services.open_spaces(placement)[0]
    thread = thread_by(cast.cleo, whole)
    placement.config = {"prompt": "Why?", "groups": str(group.pk)}
    services.open_spaces(placement)
    assert policies.can_read_thread(rights_of(cast.fay), thread)
    with pytest.raises(Refused):
        thread_by(cast.fay, whole)


def test_educator_chooses_one_group_in_the_form(cast: "Cast") -> None:
    group = plant(kind=ScopeKind.GROUP, name="Group A", parent=cast.course_scope)
    placement = placement_in(cast)
    course = course_of(cast)
    url = reverse("courses:studio-block", args=[course.slug, placement.unit.slug, placement.part.key])
    assert "Only Group A (0 students)" in body(cast.ada, url)
    fields = {"prompt": "Why?", "groups": group.pk, "outcome": "whole", "why": "To think.", "replies": 2}
    answer = signed_in(cast.ada).post(url, fields)
    assert answer.status_code == 422
    assert "Say until when, or leave the number empty." in answer.content.decode()
    answer = signed_in(cast.ada).post(url, {**fields, "replies_by": "2026-11-29"})
    assert answer.status_code == 302
    assert Space.objects.get(placement=placement, group__isnull=False).group == group
