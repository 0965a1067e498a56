"""Who is here, as each reader may see it; and groups by hand."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role, Visibility
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import Seat, block, end_many, grant, grant_many
from courses.models import Course
from courses.services import groups_of, invite
from courses.services.groups import plant_group
from tests.conftest import Cast
from tests.costs import queries_of
from tests.factories.accounts import UserFactory


def here(course: Course) -> str:
    return reverse("courses:people", args=[course.slug])


@pytest.fixture
def group(course: Course) -> Scope:
    return plant_group(course, "Ward 4")


@pytest.mark.parametrize(
    ("visibility", "shown"), [(Visibility.COURSE, True), (Visibility.CONNECTIONS, False), (Visibility.NOBODY, False)]
)
def test_classmate_reads_what_a_person_lets_them(
    cast: Cast, cleo: Client, course: Course, visibility: str, shown: bool
) -> None:
    User.objects.filter(pk=cast.fay.pk).update(visibility=visibility, about="I row at dawn.")
    page = cleo.get(here(course)).content.decode()
    assert "Fay" in page
    assert ("I row at dawn." in page) == shown


def test_who_blocked_the_reader_is_a_name_and_no_link(cast: Cast, cleo: Client, course: Course) -> None:
    User.objects.filter(pk=cast.fay.pk).update(about="I row at dawn.")
    block(actor=cast.fay, person=cast.cleo)
    page = cleo.get(here(course)).content.decode()
    assert "I row at dawn." not in page
    assert cast.fay.get_absolute_url() not in page


def test_only_staff_see_who_was_invited(cast: Cast, ada: Client, cleo: Client, course: Course) -> None:
    invite(actor=cast.ada, course=course, emails=["new@example.org"])
    assert "new@example.org" in ada.get(here(course)).content.decode()
    assert "new@example.org" not in cleo.get(here(course)).content.decode()


def test_people_are_shown_by_role_and_group(cast: Cast, ada: Client, course: Course, group: Scope) -> None:
    grant(user=cast.fay, scope=group, role=Role.LEARNER)
    page = ada.get(f"{here(course)}?group={group.pk}")
    assert [member.person for member in page.context["page"].members] == [cast.fay]
    page = ada.get(f"{here(course)}?role=mentor")
    assert [member.person for member in page.context["page"].members] == [cast.ben]


def test_assistant_sees_their_own_groups_only(cast: Cast, client: Client, course: Course, group: Scope) -> None:
    plant_group(course, "Ward 5")
    grant(user=cast.jo, scope=group, role=Role.ASSISTANT)
    client.force_login(cast.jo)
    assert client.get(here(course)).context["page"].groups == [group]


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_page_costs_the_same_for_one_and_for_thirty(cast: Cast, client: Client, course: Course, who: str) -> None:
    client.force_login(getattr(cast, who))
    few = queries_of(client, here(course))
    groups = [plant_group(course, f"Ward {n}") for n in range(5)]
    people = UserFactory.create_batch(40)
    grant_many(seats=[Seat(person.pk, course.scope_id, Role.LEARNER) for person in people])
    grant_many(seats=[Seat(person.pk, groups[n % 5].pk, Role.LEARNER) for n, person in enumerate(people)])
    assert queries_of(client, here(course)) <= few + 1  # the names of the groups
    assert len(client.get(here(course)).context["page"].members) == 30


def test_group_is_made_renamed_and_filled(cast: Cast, ada: Client, course: Course) -> None:
    ada.post(reverse("courses:studio-groups", args=[course.slug]), {"name": "Ward 4"})
    group = groups_of(course).get()
    page = reverse("courses:studio-group", args=[course.slug, group.pk])
    ada.post(page, {"name": "Ward 5", "people": [cast.cleo.pk, cast.jo.pk]})
    assert rights_of(cast.cleo).roles_in(group) == {Role.LEARNER}
    assert rights_of(cast.jo).roles_in(group) == {Role.ASSISTANT}
    ada.post(page, {"name": "Ward 5", "people": [cast.fay.pk]})
    assert not rights_of(cast.cleo).is_member(group)
    assert rights_of(cast.fay).is_member(group)
    assert groups_of(course).get().name == "Ward 5"


def test_second_group_of_the_same_name_is_refused_kindly(ada: Client, course: Course, group: Scope) -> None:
    answer = ada.post(reverse("courses:studio-groups", args=[course.slug]), {"name": "ward 4"})
    assert answer.status_code == 422
    assert "There is a group of this name already." in answer.content.decode()


def test_stranger_is_put_into_no_group(cast: Cast, ada: Client, course: Course, group: Scope) -> None:
    page = reverse("courses:studio-group", args=[course.slug, group.pk])
    assert ada.post(page, {"name": "Ward 4", "people": [cast.eve.pk]}).status_code == 422
    assert not rights_of(cast.eve).memberships


def test_many_seats_are_counted_like_one_by_one(cast: Cast, course: Course, group: Scope) -> None:
    people = UserFactory.create_batch(3)
    seats = [Seat(person.pk, course.scope_id, Role.LEARNER) for person in people]
    inside = [Seat(person.pk, group.pk, Role.LEARNER) for person in people]
    assert grant_many(seats=seats) == seats
    assert grant_many(seats=[*seats, *inside]) == inside
    assert end_many(seats=seats) == 3
    assert not group.memberships.live().exists()
    assert grant_many(seats=seats) == seats
