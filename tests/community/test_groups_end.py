"""A group that is removed: who is in it, what was written in it, and what the blocks make of it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, Scope
from accounts.rights import rights_of
from accounts.services import end_membership, grant
from community.discussion import services
from community.discussion.models import Post, Space, Thread
from core.policy import Refused
from courses.models import Course
from courses.services import groups_of, remove_group
from courses.services.groups import plant_group
from tests.conftest import Cast
from tests.courses.test_lists import done, proved
from tests.factories.community import course_of, placement_in, reply_by, thread_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(cast: Cast) -> Course:
    return course_of(cast)


@pytest.fixture
def wards(cast: Cast, course: Course) -> tuple[Scope, Scope]:
    """Cleo learns in the first, Fay in the second; Jo assists in the first."""
    first, second = plant_group(course, "Ward 4"), plant_group(course, "Ward 5")
    for person, group, role in (
        (cast.cleo, first, "learner"),
        (cast.jo, first, "assistant"),
        (cast.fay, second, "learner"),
    ):
        grant(user=person, scope=group, role=Role(role))
    return first, second


@pytest.fixture
def said(cast: Cast, wards: tuple[Scope, Scope]) -> Thread:
    """A block that keeps groups apart, and what Cleo asked in hers."""
    spaces = services.open_spaces(placement_in(cast, config={"prompt": "Why?", "groups": "apart"}))
    return thread_by(cast.cleo, next(space for space in spaces if space.group == wards[0]))


def test_what_was_written_stays_with_those_who_read_it(
    cast: Cast, course: Course, wards: tuple[Scope, Scope], said: Thread
) -> None:
    remove_group(actor=cast.ada, course=course, group=wards[0])
    assert not Membership.objects.live().filter(scope=wards[0]).exists()
    readers = {
        name
        for name in ("cleo", "jo", "ada", "fay", "eve")
        if said in Thread.objects.visible_to(rights_of(getattr(cast, name)))
    }
    assert readers == {"cleo", "jo", "ada"}
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        reply_by(cast.cleo, Thread.objects.get(pk=said.pk))
    end_membership(user=cast.cleo, scope=course.scope)
    assert said not in Thread.objects.visible_to(rights_of(cast.cleo))


def test_block_closes_its_place_and_opens_none(
    cast: Cast, course: Course, wards: tuple[Scope, Scope], said: Thread
) -> None:
    remove_group(actor=cast.ada, course=course, group=wards[0])
    again = plant_group(course, "Ward 4")
    spaces = {
        (space.group_id, space.closed_at is None) for space in Space.objects.filter(placement=said.space.placement)
    }
    assert spaces == {(wards[0].pk, False), (wards[1].pk, True), (again.pk, True)}
    assert [group.pk for group in groups_of(course)] == [again.pk, wards[1].pk]
    assert said not in Thread.objects.filter(space__group=again)


def test_group_of_a_block_is_not_removed_before_the_block_has_other_readers(
    cast: Cast, client: Client, course: Course, wards: tuple[Scope, Scope]
) -> None:
    placement = placement_in(cast, config={"prompt": "Why?", "groups": str(wards[0].pk)})
    client.force_login(cast.ada)
    address = reverse("courses:studio-group-remove", args=[course.slug, wards[0].pk])
    answer = client.post(address)
    assert (answer.status_code, "“Why?” in" in answer.content.decode()) == (403, True)
    placement.config["groups"] = "course"
    placement.save()
    assert "What was written in the group stays" in client.get(address).content.decode()
    assert client.post(address, follow=True).status_code == 200
    assert [group.name for group in groups_of(course)] == ["Ward 5"]


def test_list_knows_no_removed_group_and_takes_out_of_groups(
    cast: Cast, course: Course, wards: tuple[Scope, Scope]
) -> None:
    for person in (cast.cleo, cast.fay):
        proved(person)
    remove_group(actor=cast.ada, course=course, group=wards[0])
    done(cast.ada, course.scope, "e-mail,group\ncleo@example.org,ward 4\nfay@example.org,-\n")
    fresh = groups_of(course).get(name__iexact="ward 4")
    assert fresh != wards[0]
    assert rights_of(cast.cleo).is_member(fresh)
    assert not Membership.objects.live().filter(scope=wards[1]).exists()
    assert rights_of(cast.fay).roles_in(course.scope) == {Role.LEARNER}
    assert [row[5] for row in done(cast.ada, course.scope, "e-mail,group\nfay@example.org,-\n").report["rows"]] == [
        "here"
    ]
