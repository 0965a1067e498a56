"""A course again: what comes along, what never does, where the dates go, and the list of what to look at."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import Membership
from accounts.rights import rights_of
from accounts.services import grant
from community.discussion.services import open_spaces
from community.models import Post, SavedReply, Space
from core.policy import Refused
from courses import policies
from courses.choices import CopyState, PlacementState, UnitState
from courses.models import Copying, Course, Part, Placement, RunCheck
from courses.services import add_file, archive_course
from courses.services.copying import copy_block, expect_copy, run_copy, settle_checks, shift_to
from courses.services.groups import plant_group
from tests.conftest import Cast
from tests.courses.test_olx import PIXEL
from tests.factories.community import course_of, placement_in, thread_by
from tests.factories.courses import OutcomeFactory, PartFactory, UnitFactory

pytestmark = [pytest.mark.django_db]
MONDAY, NEXT = date(2025, 9, 1), date(2026, 9, 7)


@pytest.fixture
def course(cast: Cast) -> Course:
    """A unit with a text, a picture, an outcome and a discussion in which Cleo has written."""
    course = course_of(cast)
    course.starts_on, course.settings = MONDAY, {"promise_days": 3}
    course.save()
    unit = UnitFactory(course=course, title="Breathless", slug="breathless", opens_on=MONDAY)
    picture = add_file(actor=cast.ada, course=course, stream=BytesIO(PIXEL), name="film.png")
    own, thread = f"/c/{course.slug}/u/breathless/", f"/c/{course.slug}/t/1-x/"
    html = f'<p>In March 2025 <img src="{picture.get_absolute_url()}" alt="A film"> <a href="{own}">x</a> <a href="{thread}">y</a> <a href="https://who.int/x">z</a></p>'
    PartFactory(unit=unit, html=html, source=html, text="In March 2025 x y z", source_id="olx-1", source_format="olx")
    config = {"prompt": "Which finding?", "first_by": "2025-09-05", "groups": "course"}
    placement = placement_in(cast, unit=unit, config=config, outcome__code="1.1")
    thread_by(cast.cleo, open_spaces(placement)[0])
    Placement.objects.filter(pk=placement.pk).update(closes_on=date(2025, 9, 12))
    course.ends_on = date(2025, 12, 19)
    course.save()
    return course


def copy_of(course: Course, actor: object, *, starts_on: date = NEXT, token: str = "once") -> Course:
    parent = course.scope.parent
    record = expect_copy(actor=actor, course=course, parent=parent, title="Again", starts_on=starts_on, token=token)
    run_copy(record.pk)
    record.refresh_from_db()
    assert record.state == CopyState.DONE, record.error
    return record.course


def test_everything_that_is_taught_comes_along(cast: Cast, course: Course) -> None:
    new = copy_of(course, cast.ada)
    unit = new.units.get(slug="breathless")
    text = Part.objects.get(unit=unit, kind="text")
    old = Part.objects.get(unit__course=course, source_id="olx-1")
    assert (text.key, text.source_id, text.title) == (old.key, "olx-1", old.title)
    assert new.files.get().stored_id == course.files.get().stored_id
    assert new.files.get().get_absolute_url() in text.html
    assert f"/c/{new.slug}/u/breathless/" in text.html
    assert f"/c/{course.slug}/t/1-x/" in text.html
    assert (new.published_at, new.promise_days, new.series_id) == (None, 3, Course.objects.get(pk=course.pk).series_id)
    assert Placement.objects.get(unit=unit).outcome.unit_id == unit.pk


def test_every_date_moves_by_whole_weeks(cast: Cast, course: Course) -> None:
    new = copy_of(course, cast.ada)
    unit = new.units.get(slug="breathless")
    block = Placement.objects.get(unit=unit)
    assert (new.starts_on, new.ends_on, unit.opens_on) == (NEXT, date(2026, 12, 25), NEXT)
    assert (block.closes_on, block.config["first_by"]) == (date(2026, 9, 18), "2026-09-11")


@given(days=st.integers(-800, 800))
def test_a_weekday_stays_and_nothing_moves_further_than_half_a_week_from_the_start(days: int) -> None:
    course = Course(starts_on=MONDAY)
    shift = shift_to(course, MONDAY + timedelta(days=days))
    assert shift.days % 7 == 0
    assert abs(shift.days - days) <= 3


def test_nobody_and_nothing_that_was_said_comes_along(cast: Cast, course: Course) -> None:
    SavedReply.objects.create(course=course, title="Slides", source="They are in unit 1.")
    SavedReply.objects.create(owner=cast.ada, title="Mine", source="So.")
    new = copy_of(course, cast.ada)
    people = Membership.objects.filter(scope=new.scope).values_list("user", "role")
    assert list(people) == [(cast.ada.pk, Role.EDUCATOR)]
    assert not Post.objects.filter(space__course=new).exists()
    assert Space.objects.filter(course=new).exists()
    assert list(new.saved_replies.values_list("title", flat=True)) == ["Slides"]
    assert (new.join_links.count(), new.invitations.count(), new.imports.count()) == (0, 0, 0)


def test_only_its_staff_see_the_copy(cast: Cast, course: Course) -> None:
    new = copy_of(course, cast.ada)
    seen = {name: bool(policies.can_see_course(rights_of(getattr(cast, name)), new)) for name in ("ada", "cleo", "jo")}
    assert seen == {"ada": True, "cleo": False, "jo": False}


def test_what_is_retired_stays_behind_and_what_was_closed_is_open_again(cast: Cast, course: Course) -> None:
    UnitFactory(course=course, state=UnitState.RETIRED)
    Placement.objects.filter(unit__course=course).update(state=PlacementState.CLOSED)
    new = copy_of(course, cast.ada)
    assert not new.units.filter(state=UnitState.RETIRED).exists()
    assert Placement.objects.get(unit__slug="breathless", unit__course=new).state == PlacementState.PLACED
    assert RunCheck.objects.filter(course=new, kind="courses.reopened").count() == 1


def test_pressed_twice_it_is_one_copy(cast: Cast, course: Course) -> None:
    first = copy_of(course, cast.ada)
    run_copy(Copying.objects.get().pk)
    assert copy_of(course, cast.ada) == first
    assert Course.objects.count() == 2


def test_a_course_that_is_over_can_be_copied(cast: Cast, course: Course) -> None:
    archive_course(actor=cast.ada, course=course)
    assert copy_of(course, cast.ada).archived_at is None


@pytest.mark.parametrize("name", ["cleo", "jo", "ben", "dan", "lea", "eve"])
def test_others_do_not_copy(cast: Cast, course: Course, name: str) -> None:
    with pytest.raises(Refused):
        copy_of(course, getattr(cast, name))
    assert not Copying.objects.exists()


def test_who_may_no_longer_make_courses_gets_none(cast: Cast, course: Course) -> None:
    wanted = {"course": course, "parent": course.scope.parent, "title": "Again", "starts_on": NEXT, "token": "x"}
    record = expect_copy(actor=cast.ada, **wanted)
    Membership.objects.filter(user=cast.ada).update(role=Role.LEARNER)
    run_copy(record.pk)
    record.refresh_from_db()
    assert (record.state, record.course) == (CopyState.REFUSED, None)


def test_the_name_of_a_language_is_no_link_to_elsewhere(cast: Cast, course: Course) -> None:
    text = Part.objects.filter(unit__course=course).exclude(html="").earliest("pk")
    Part.objects.filter(unit__course=course).exclude(pk=text.pk).update(html="")
    text.html = '<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>'
    text.save(update_fields=["html"])
    assert "courses.links" not in kinds(copy_of(course, cast.ada))


def kinds(course: Course) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in RunCheck.objects.filter(course=course).order_by("pk"):
        found.setdefault(row.kind, []).append(row.what)
    return found


def test_the_list_names_what_a_person_must_look_at(cast: Cast, course: Course) -> None:
    group = plant_group(course, "Group A")
    placement_in(cast, unit=course.units.get(slug="breathless"), config={"prompt": "Only us", "groups": str(group.pk)})
    Placement.objects.filter(config__prompt="Only us").update(incomplete=True, why="")
    grant(user=cast.jo, scope=course.scope, role=Role.ASSISTANT)
    new = copy_of(course, cast.ada)
    found = kinds(new)
    assert found["courses.years"] == ["In March 2025 x y z"]
    assert found["courses.links"] == ["who.int"]
    assert found["community.groups"] == found["courses.why"] == ["Only us"]
    assert len(found["courses.dates"]) == 2
    assert cast.jo.pk in RunCheck.objects.filter(course=new, kind="courses.staff").values_list("person", flat=True)
    assert Placement.objects.get(unit__course=new, config__prompt="Only us").config["groups"] == "course"


def test_a_line_is_ticked_with_who_and_when(cast: Cast, course: Course, client: Client) -> None:
    new = copy_of(course, cast.ada)
    row = RunCheck.objects.filter(course=new)[0]
    client.force_login(cast.ada)
    url = reverse("courses:studio-tick", args=[new.slug])
    assert client.post(url, {"item": row.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.done_by, row.done_at is not None) == (cast.ada, True)
    page = client.get(reverse("courses:studio-to-check", args=[new.slug])).content.decode()
    assert "Ada" in page
    client.post(url, {"item": row.pk, "done": "0"})
    row.refresh_from_db()
    assert (row.done_by, row.done_at) == (None, None)


@pytest.mark.parametrize(("who", "led"), [("ada", True), ("lea", False)])
def test_who_may_not_look_at_the_list_is_not_led_there(
    who: str, led: bool, cast: Cast, course: Course, client: Client
) -> None:
    new = copy_of(course, cast.ada)
    client.force_login(getattr(cast, who))
    address = reverse("courses:studio-to-check", args=[new.slug])
    assert client.get(address).status_code == (200 if led else 404)
    for page in (reverse("courses:studio"), reverse("courses:studio-course", args=[new.slug])):
        assert (address in client.get(page).content.decode()) == led


def test_lines_of_another_course_stay(cast: Cast, course: Course) -> None:
    new = copy_of(course, cast.ada)
    rows = RunCheck.objects.filter(course=new).values_list("pk", flat=True)
    assert settle_checks(actor=cast.ada, course=course, items=list(rows), done=True) == 0


def test_the_dates_are_shown_before_anything_is_made(cast: Cast, course: Course, client: Client) -> None:
    client.force_login(cast.ada)
    url = reverse("courses:studio-copy", args=[course.slug])
    said = {"title": "Again", "starts_on": "2026-09-07", "parent": course.scope.parent_id, "token": "t"}
    page = client.post(url, {**said, "copy": "1"}).content.decode()
    assert "Every date moves by 53 weeks" in page
    assert "Fri 11 Sep 2026" in page
    assert not Copying.objects.exists()
    done = client.post(url, {**said, "days": "371", "copy": "1"})
    assert done.status_code == 302
    assert client.get(done.url).status_code == 200


def test_one_block_goes_elsewhere_as_a_draft(cast: Cast, course: Course) -> None:
    placement = Placement.objects.get(unit__slug="breathless")
    other = copy_of(course, cast.ada).units.get(slug="breathless")
    copy = copy_block(actor=cast.ada, placement=placement, unit=other)
    assert (copy.state, copy.outcome, copy.closes_on) == (PlacementState.DRAFT, None, None)
    assert copy.config == {"prompt": "Which finding?", "groups": "course"}
    assert not Post.objects.filter(space__placement=copy).exists()
    same = copy_block(actor=cast.ada, placement=placement, unit=placement.unit)
    assert (same.outcome, same.closes_on, same.config) == (placement.outcome, placement.closes_on, placement.config)


def test_a_block_does_not_go_where_one_does_not_teach(cast: Cast, course: Course) -> None:
    strange = UnitFactory(title="Elsewhere")
    with pytest.raises(Refused):
        copy_block(actor=cast.ada, placement=Placement.objects.get(unit__slug="breathless"), unit=strange)


def test_an_outcome_or_a_title_of_the_old_year_is_found(cast: Cast, course: Course) -> None:
    unit = UnitFactory(course=course, title="Autumn 2025", slug="autumn")
    OutcomeFactory(unit=unit, text="Explain the guideline of 2024.")
    PartFactory(unit=unit, text="In 1956 and 2031, and 20251.", html="<p></p>")
    assert kinds(copy_of(course, cast.ada))["courses.years"] == [
        "Autumn 2025", "Explain the guideline of 2024.", "In March 2025 x y z",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "kept"), [("ada", True), ("jo", False)])
def test_who_looks_first_stays_named_where_they_teach(cast: Cast, course: Course, name: str, kept: bool) -> None:
    person = getattr(cast, name)
    grant(user=cast.jo, scope=course.scope, role=Role.ASSISTANT)
    config = {"prompt": "Looked at", "approval": "every", "reviewer": str(person.pk)}
    placement = placement_in(cast, unit=course.units.get(slug="breathless"), config=config)
    new = copy_of(course, cast.ada)
    again = Placement.objects.get(unit__course=new, config__prompt="Looked at")
    assert (again.config.get("reviewer") == placement.config["reviewer"]) == kept
    people = RunCheck.objects.filter(course=new, kind="community.reviewers").values_list("person", flat=True)
    assert list(people) == ([] if kept else [cast.jo.pk])
