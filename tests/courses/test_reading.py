"""Home, the course, the unit and its blocks, as people see them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from courses.choices import PlacementState, UnitState
from courses.models import Course, OldSlug, Unit, UnitVisit
from tests.conftest import Cast
from tests.courses.blocks import NoteBlock
from tests.factories.courses import ChapterFactory, CourseFactory, PartFactory, PlacementFactory, UnitFactory
from tests.factories.ethics import agreed


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_visitor_is_welcomed_and_asked_to_sign_in(client: Client, course: Course) -> None:
    assert "A course is a community" in text_of(client, "/")
    assert client.get(course.get_absolute_url()).status_code == 302


def test_unit_shows_its_parts_and_blocks_in_order(cleo: Client, course: Course) -> None:
    unit = UnitFactory(course=course, lede="She cannot finish a sentence.", minutes=50)
    PartFactory(unit=unit, position=0, title="What you know", html="<p>First text</p>")
    PlacementFactory(unit=unit, part__position=1, block_key=NoteBlock.key, outcome__code="4.2", config={"prompt": "Q1"})
    PartFactory(unit=unit, position=2, html="<p>Last text</p>")
    page = text_of(cleo, unit.get_absolute_url())
    places = [page.index(words) for words in ("First text", "Serves <b>4.2</b>", "context of Q1", "Last text")]
    assert places == sorted(places)
    assert "About 50 minutes" in page


@pytest.mark.parametrize("state", [PlacementState.DRAFT, PlacementState.RETIRED])
def test_students_see_no_drafts_and_nothing_retired(cleo: Client, course: Course, state: str) -> None:
    unit = UnitFactory(course=course)
    PlacementFactory(unit=unit, block_key=NoteBlock.key, state=state)
    PartFactory(unit=unit, html="<p>Old words</p>", retired_at=timezone.now())
    page = text_of(cleo, unit.get_absolute_url())
    assert "context of" not in page
    assert "Old words" not in page


def test_staff_see_draft_blocks_as_drafts(ada: Client, course: Course) -> None:
    unit = UnitFactory(course=course)
    PlacementFactory(unit=unit, block_key=NoteBlock.key, state=PlacementState.DRAFT)
    page = text_of(ada, unit.get_absolute_url())
    assert 'data-state="draft"' in page
    assert "Draft, only staff see this" in page


def test_of_several_discussions_only_the_first_with_news_is_open(cleo: Client, course: Course) -> None:
    unit = UnitFactory(course=course)
    for number, new in enumerate([0, 2, 1]):
        PlacementFactory(unit=unit, block_key=NoteBlock.key, config={"prompt": f"Q{number}", "new": new})
    page = text_of(cleo, unit.get_absolute_url())
    assert ["context of Q0" in page, "context of Q1" in page, "context of Q2" in page] == [False, True, False]
    assert page.count("3 posts") == 2


def test_block_of_an_unknown_tool_is_a_quiet_note(cleo: Client, ada: Client, course: Course) -> None:
    unit = UnitFactory(course=course)
    PlacementFactory(unit=unit, block_key="gone.tool")
    assert "not available at the moment" in text_of(cleo, unit.get_absolute_url())
    assert "gone.tool" in text_of(ada, unit.get_absolute_url())


def test_unit_of_tomorrow_is_listed_but_not_open(cleo: Client, course: Course) -> None:
    unit = UnitFactory(course=course, opens_on=course.today + dt.timedelta(days=1), title="Later on")
    assert "Later on" in text_of(cleo, course.get_absolute_url())
    assert "opens on" in text_of(cleo, unit.get_absolute_url(), 403)


@pytest.mark.parametrize("fields", [{"state": UnitState.DRAFT}, {"state": UnitState.RETIRED}])
def test_draft_and_retired_units_are_absent_for_students(
    cleo: Client, ada: Client, course: Course, fields: dict[str, str]
) -> None:
    unit = UnitFactory(course=course, **fields)
    text_of(cleo, unit.get_absolute_url(), 404)
    text_of(ada, unit.get_absolute_url())


def test_stranger_finds_nothing(client: Client, cast: Cast, course: Course) -> None:
    client.force_login(cast.eve)
    placement = PlacementFactory(unit__course=course, block_key=NoteBlock.key)
    for url in (course.get_absolute_url(), placement.unit.get_absolute_url(), placement.get_absolute_url()):
        text_of(client, url, 404)


def test_unpublished_course_is_for_staff_only(cleo: Client, ada: Client, cast: Cast) -> None:
    course = CourseFactory(scope=cast.course_scope, published_at=None)
    text_of(cleo, course.get_absolute_url(), 404)
    assert "The course is a draft" in text_of(ada, course.get_absolute_url())


def test_retired_block_stays_readable_at_its_own_address(cleo: Client, course: Course) -> None:
    placement = PlacementFactory(unit__course=course, block_key=NoteBlock.key, state=PlacementState.RETIRED)
    assert "has left its unit" in text_of(cleo, placement.get_absolute_url())


def test_old_addresses_lead_to_the_new_ones(cleo: Client, course: Course) -> None:
    unit = UnitFactory(course=course)
    OldSlug.objects.create(course=course, slug="before")
    OldSlug.objects.create(course=course, unit=unit, slug="unit-before")
    assert cleo.get("/c/before/").headers["Location"] == course.get_absolute_url()
    assert cleo.get(f"/c/{course.slug}/u/unit-before/").headers["Location"] == unit.get_absolute_url()
    assert cleo.get("/c/never/").status_code == 404


def test_visit_is_noted_for_members_only(cleo: Client, cast: Cast, course: Course) -> None:
    unit = UnitFactory(course=course)
    kim = Client()
    kim.force_login(cast.kim)
    text_of(kim, unit.get_absolute_url())
    text_of(cleo, unit.get_absolute_url())
    assert list(UnitVisit.objects.values_list("user", "unit")) == [(cast.cleo.pk, unit.pk)]


def test_finishing_a_unit_leads_to_the_next_and_can_be_taken_back(cleo: Client, course: Course) -> None:
    first, second = UnitFactory(course=course), UnitFactory(course=course)
    finish = f"{first.get_absolute_url()}finish/"
    assert cleo.post(finish, {"finished": "1"}).headers["Location"] == second.get_absolute_url()
    assert "You have finished this unit" in text_of(cleo, first.get_absolute_url())
    cleo.post(finish, {"finished": ""})
    assert UnitVisit.objects.get(unit=first).finished_at is None


def test_home_has_a_line_for_each_course_and_where_one_was(cleo: Client, cast: Cast, course: Course) -> None:
    units = [UnitFactory(course=course, title=title) for title in ("Alpha", "Beta")]
    assert "Begins with “Alpha”" in text_of(cleo, "/")
    text_of(cleo, units[1].get_absolute_url())
    assert "You were in “Beta”" in text_of(cleo, "/")


def test_home_without_courses_says_how_to_get_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.eve)
    assert "You are in no course yet" in text_of(client, "/")


def test_course_home_goes_on_where_one_was(cleo: Client, course: Course) -> None:
    units = [
        UnitFactory(course=course, title=title, chapter=ChapterFactory(course=course)) for title in ("Alpha", "Beta")
    ]
    assert "Begin here" in text_of(cleo, course.get_absolute_url())
    text_of(cleo, units[1].get_absolute_url())
    assert "Go on here" in text_of(cleo, course.get_absolute_url())


def test_promise_and_tools_stand_beside_the_unit(cleo: Client, course: Course) -> None:
    placement = PlacementFactory(unit__course=course, block_key=NoteBlock.key)
    page = text_of(cleo, placement.unit.get_absolute_url())
    assert "Answers questions within 2 working days." in page
    assert "1 of 3 tools in use" in page
    assert "Course lead, grades this course" in page


def test_unit_carries_no_other_course(cleo: Client, course: Course) -> None:
    other = UnitFactory()
    text_of(cleo, f"/c/{course.slug}/u/{other.slug}/", 404)
    assert Unit.objects.count() == 1


def test_rules_stand_above_the_unit_until_one_agrees_or_wants_to_read_first(
    cleo: Client, cast: Cast, course: Course
) -> None:
    unit = UnitFactory(course=course)
    page = text_of(cleo, unit.get_absolute_url())
    assert page.index("I agree, take me to the unit") < page.index(f"<h1>{unit.title}")
    cleo.post(f"/rules/{course.scope_id}/later/", {"next": unit.get_absolute_url()})
    assert "Look at the rules" in text_of(cleo, unit.get_absolute_url())
    agreed([cast.cleo])
    assert "rules-title" not in text_of(cleo, unit.get_absolute_url())
