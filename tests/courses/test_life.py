"""The life of a course: before it starts, after it ends, leaving it and coming back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.rights import rights_of
from accounts.services import grant
from core.policy import Refused
from courses import policies, services
from courses.models import Course, Departure, Unit
from courses.services.groups import plant_group
from tests.conftest import Cast
from tests.factories.courses import PlacementFactory, UnitFactory

DAY = dt.timedelta(days=1)


def dated(course: Course, **days: int) -> Course:
    """The course with its first or last day so many days from now."""
    for name, n in days.items():
        setattr(course, name, course.today + n * DAY)
    course.save()
    return course


def test_before_it_starts_people_see_the_course_and_what_is_about_it(cleo: Client, course: Course) -> None:
    unit, about = UnitFactory(course=course), UnitFactory(course=course, about=True)
    dated(course, starts_on=3)
    assert "This course has not begun yet" in cleo.get(course.get_absolute_url()).content.decode()
    assert cleo.get(about.get_absolute_url()).status_code == 200
    refused = cleo.get(unit.get_absolute_url())
    assert refused.status_code == 403
    assert "This course starts on" in refused.content.decode()


@pytest.mark.parametrize("who", ["ada", "cleo", "eve", "kim"])
@pytest.mark.parametrize("about", [True, False])
@pytest.mark.parametrize("starts_in", [-1, 0, 1])
def test_queryset_and_policy_agree_before_the_start(
    cast: Cast, course: Course, who: str, about: bool, starts_in: int
) -> None:
    unit = UnitFactory(course=dated(course, starts_on=starts_in), about=about)
    placement, mine = PlacementFactory(unit=unit), rights_of(getattr(cast, who))
    assert Unit.objects.visible_to(mine, today=course.today).contains(unit) == bool(policies.can_read_unit(mine, unit))
    found = type(placement).objects.visible_to(mine).contains(placement)
    assert found == bool(policies.can_open_block(mine, placement))


@pytest.mark.parametrize(
    ("days", "reason"),
    [({"ends_on": -1}, "This course ended on"), ({"archived_at": 0}, "This course is over")],
)
def test_after_the_end_everything_is_read_and_nothing_written(
    cast: Cast, cleo: Client, course: Course, days: dict[str, int], reason: str
) -> None:
    placement = PlacementFactory(unit=UnitFactory(course=course))
    course.archived_at = timezone.now() if "archived_at" in days else None
    dated(course, **{name: n for name, n in days.items() if name != "archived_at"})
    page = cleo.get(course.get_absolute_url()).content.decode()
    assert reason in page
    verdict = policies.can_take_part(rights_of(cast.cleo), placement)
    assert (bool(verdict), str(verdict.reason)[:19]) == (False, reason[:19])
    assert policies.can_read_unit(rights_of(cast.cleo), placement.unit)


def test_on_its_last_day_the_course_is_still_open(cast: Cast, course: Course) -> None:
    placement = PlacementFactory(unit=UnitFactory(course=dated(course, ends_on=0)))
    assert policies.can_take_part(rights_of(cast.cleo), placement)


def test_opening_it_again_takes_a_last_day_that_has_passed_away(ada: Client, course: Course) -> None:
    dated(course, ends_on=-1)
    ada.post(reverse("courses:studio-course-state", args=[course.slug]), {"do": "reopen"})
    course.refresh_from_db()
    assert (course.ends_on, course.is_over) == (None, False)


def test_student_leaves_and_comes_back_to_the_same_group(cast: Cast, cleo: Client, course: Course) -> None:
    group = plant_group(course, "Ward 4")
    grant(user=cast.cleo, scope=group, role=Role.LEARNER)
    leave = reverse("courses:leave", args=[course.slug])
    assert "Ward 4" in cleo.get(leave).content.decode()
    cleo.post(leave)
    assert cleo.get(course.get_absolute_url()).status_code == 404
    assert not rights_of(cast.cleo).is_member(group)
    back = reverse("courses:come-back", args=[course.slug])
    assert cleo.get(back).status_code == 200
    assert cleo.post(back).headers["Location"] == course.get_absolute_url()
    assert rights_of(cast.cleo).is_member(group)
    assert not Departure.objects.exists()


def test_who_was_taken_out_by_staff_does_not_come_back_alone(cast: Cast, cleo: Client, course: Course) -> None:
    services.remove(actor=cast.ada, course=course, user=cast.cleo)
    assert cleo.post(reverse("courses:come-back", args=[course.slug])).status_code == 404


def switched_off(course: Course) -> None:
    course.settings = {"come_back": False}
    course.save()


def too_late(course: Course) -> None:
    Departure.objects.update(left_at=timezone.now() - 31 * DAY)


@pytest.mark.parametrize("change", [switched_off, too_late, lambda course: dated(course, ends_on=-1)])
def test_coming_back_is_refused_where_it_is_not_allowed(cast: Cast, course: Course, change: object) -> None:
    services.leave(actor=cast.cleo, course=course)
    change(course)  # type: ignore[operator]
    with pytest.raises(Refused):
        services.come_back(actor=cast.cleo, course=Course.objects.get(pk=course.pk))


def test_assistant_who_leaves_is_asked_back_by_staff(cast: Cast, course: Course) -> None:
    services.leave(actor=cast.jo, course=course)
    with pytest.raises(Refused):
        services.come_back(actor=cast.jo, course=course)
