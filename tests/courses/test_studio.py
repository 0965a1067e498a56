"""How an educator makes a course: units, texts, outcomes, blocks; what is refused, and with which words."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import OutboxEvent
from core.policy import Refused
from courses import services
from courses.choices import PlacementState, UnitState
from courses.models import Course, CourseFile, OldSlug, Outcome, Part, Placement, Unit
from tests.conftest import Cast
from tests.courses.blocks import FreeBlock, NoteBlock, OtherBlock, ThirdBlock
from tests.courses.test_olx import PIXEL
from tests.factories.courses import OutcomeFactory, PartFactory, PlacementFactory, UnitFactory


@pytest.fixture
def unit(course: Course) -> Unit:
    return UnitFactory(course=course)


def at(name: str, unit: Unit, *more: Any) -> str:
    return reverse(f"courses:studio-{name}", args=[unit.course.slug, unit.slug, *more])


def live_texts(unit: Unit) -> list[str]:
    return [part.text for part in unit.parts.live().order_by("position")]


def test_educator_makes_a_course_that_only_staff_see(ada: Client, cleo: Client, cast: Cast, course: Course) -> None:
    ada.post(reverse("courses:studio-new"), {"title": "Wound care", "parent": cast.programme.pk})
    made = Course.objects.get(title="Wound care")
    assert (made.slug, made.published_at, made.scope.parent) == ("wound-care", None, cast.programme)
    assert ada.get(made.get_absolute_url()).status_code == 200
    assert cleo.get(made.get_absolute_url()).status_code == 404


def test_units_get_free_addresses_and_stand_in_their_chapter(cast: Cast, course: Course) -> None:
    add = lambda title, chapter: services.add_unit(actor=cast.ada, course=course, title=title, chapter=chapter)  # noqa: E731
    add("First", "One"), add("Same", "Two"), add("Same", "one")
    assert [(unit.slug, unit.chapter.title) for unit in course.units.order_by("position")] == [
        ("first", "One"), ("same-2", "One"), ("same", "Two")
    ]  # fmt: skip


def test_renamed_unit_leaves_its_old_address_behind(ada: Client, unit: Unit) -> None:
    before = unit.slug
    response = ada.post(at("unit-settings", unit), {"title": "New", "slug": "New Name!", "minutes": "20"})
    unit.refresh_from_db()
    assert (response.status_code, unit.slug, unit.edited_at is not None) == (302, "new-name", True)
    assert OldSlug.objects.get().slug == before


@pytest.mark.parametrize("state", [UnitState.DRAFT, UnitState.RETIRED])
def test_unit_states(ada: Client, unit: Unit, state: str) -> None:
    ada.post(at("unit-state", unit), {"do": "retire" if state == UnitState.RETIRED else "unpublish"})
    unit.refresh_from_db()
    assert unit.state == state
    ada.post(at("unit-state", unit), {"do": "restore" if state == UnitState.RETIRED else "publish"})
    unit.refresh_from_db()
    assert unit.state == (UnitState.DRAFT if state == UnitState.RETIRED else UnitState.PUBLISHED)


def test_unit_in_which_people_take_part_is_not_made_a_draft(cast: Cast, unit: Unit) -> None:
    PlacementFactory(unit=unit, block_key=NoteBlock.key)
    with pytest.raises(Refused, match="Retire the blocks first"):
        services.unpublish_unit(actor=cast.ada, unit=unit)


def test_units_move_among_their_neighbours(cast: Cast, course: Course) -> None:
    first, second = UnitFactory(course=course, position=3), UnitFactory(course=course, position=7)
    services.move_unit(actor=cast.ada, unit=second, down=False)
    services.move_unit(actor=cast.ada, unit=Unit.objects.get(pk=second.pk), down=False)
    assert list(course.units.order_by("position")) == [second, first]


@pytest.mark.parametrize(
    ("text_format", "source", "html"),
    [
        ("markdown", "**Look** at $x^2$", "<math"),
        ("markdown", "|a|b|\n|-|-|\n|1|2|", "table-wrap"),
        ("markdown", "```python\nprint(1)\n```", "code-"),
        ("html", "<p onclick='x()'>Look<script>x()</script></p>", "<p>Look</p>"),
    ],
)
def test_text_is_rendered_and_cleaned(ada: Client, unit: Unit, text_format: str, source: str, html: str) -> None:
    ada.post(at("part-new", unit), {"source": source, "format": text_format})
    part = unit.parts.get()
    assert html in part.html
    assert "onclick" not in part.html
    assert "<script" not in part.html


def test_text_is_put_where_it_was_asked_for(ada: Client, unit: Unit) -> None:
    first = PartFactory(unit=unit, position=0, text="first")
    PartFactory(unit=unit, position=1, text="last")
    for after, words in ((first.key, "middle"), ("first", "top")):
        ada.post(f"{at('part-new', unit)}?after={after}", {"source": words, "format": "markdown"})
    ada.post(at("part-new", unit), {"source": "end", "format": "markdown"})
    assert live_texts(unit) == ["top", "first", "middle", "last", "end"]


def test_looking_first_keeps_nothing(ada: Client, unit: Unit) -> None:
    response = ada.post(at("part-new", unit), {"source": "**bold**", "format": "markdown", "look": "1"})
    assert "<strong>bold</strong>" in response.content.decode()
    assert not unit.parts.exists()


def test_text_moves_leaves_and_comes_back(ada: Client, unit: Unit) -> None:
    parts = [PartFactory(unit=unit, position=n, text=str(n)) for n in range(2)]
    act = at("part-act", unit, parts[1].key)
    ada.post(act, {"do": "up"})
    assert live_texts(unit) == ["1", "0"]
    ada.post(act, {"do": "retire"})
    assert live_texts(unit) == ["0"]
    ada.post(f"{act}?do=restore")
    assert live_texts(unit) == ["1", "0"]


def test_picture_needs_a_description_and_then_stands_in_the_text(ada: Client, unit: Unit) -> None:
    def send(**more: str) -> Any:
        picture = SimpleUploadedFile("film.png", PIXEL, "image/png")
        return ada.post(
            at("part-new", unit), {"source": "A [[picture]] B", "format": "markdown", "picture": picture, **more}
        )

    assert "Say in a sentence what the picture shows" in send().content.decode()
    send(description="A clear film")
    file = CourseFile.objects.get()
    assert f'<img src="{file.get_absolute_url()}" alt="A clear film"' in unit.parts.get().html


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("![](/c/{}/files/1/x.png)", "has no description"),
        ("![words](https://example.org/x.png)", "other places are not shown"),
        ("", "This field is required"),
    ],
)
def test_text_with_a_flaw_comes_back_with_its_words(ada: Client, unit: Unit, source: str, reason: str) -> None:
    source = source.format(unit.course.slug)
    response = ada.post(at("part-new", unit), {"source": source, "format": "markdown", "title": "Kept title"})
    page = response.content.decode()
    assert response.status_code == 422
    assert reason in page
    assert "Kept title" in page


def test_upload_that_is_no_picture_is_refused(ada: Client, unit: Unit) -> None:
    upload = SimpleUploadedFile("film.png", b"<script>", "image/png")
    response = ada.post(
        at("part-new", unit), {"source": "x", "format": "markdown", "picture": upload, "description": "y"}
    )
    assert response.status_code == 403
    assert not unit.parts.exists()


def test_outcome_in_use_is_not_removed(ada: Client, unit: Unit) -> None:
    ada.post(at("outcome-new", unit), {"code": "4.1", "text": "Do it"})
    assert ada.post(at("outcome-new", unit), {"code": "4.1", "text": "Twice"}).status_code == 422
    outcome = Outcome.objects.get()
    PlacementFactory(unit=unit, outcome=outcome, block_key=NoteBlock.key)
    assert ada.post(at("outcome-remove", unit, outcome.pk)).status_code == 403
    Placement.objects.update(state=PlacementState.RETIRED)
    ada.post(at("outcome-remove", unit, outcome.pk))
    assert not Outcome.objects.exists()


def place(ada: Client, unit: Unit, tool: str = NoteBlock.key, **more: str) -> Any:
    data = {"prompt": "Which one?", "outcome": "whole", "why": "To think aloud.", **more}
    return ada.post(at("block-place", unit, tool), data)


def test_block_form_is_prefilled_from_unit_and_tool(ada: Client, unit: Unit) -> None:
    outcome = OutcomeFactory(unit=unit, code="4.2")
    page = ada.get(at("block-place", unit, NoteBlock.key)).content.decode()
    assert re.search(rf'value="{outcome.pk}" selected', page)
    assert "Writing it down makes it stay." in page


def test_placed_block_is_open_and_its_tool_told(ada: Client, unit: Unit) -> None:
    place(ada, unit)
    placement = Placement.objects.get()
    assert (placement.state, placement.whole_unit, placement.config) == ("placed", True, {"prompt": "Which one?"})
    assert NoteBlock.calls[0] == "placed"
    assert OutboxEvent.objects.filter(name="courses.BlockPlaced").count() == 1


def test_block_is_put_where_it_was_asked_for(ada: Client, unit: Unit) -> None:
    texts = [PartFactory(unit=unit, position=n, text=words) for n, words in enumerate(("first", "last"))]
    data = {"outcome": "whole", "why": "To think aloud."}
    for after, prompt in (("first", "top"), (texts[0].key, "middle"), ("", "end")):
        ada.post(f"{at('block-place', unit, NoteBlock.key)}?after={after}", {**data, "prompt": prompt})
    prompts = dict(Placement.objects.values_list("part", "config__prompt"))
    parts = unit.parts.order_by("position", "pk")
    assert [prompts.get(part.pk) or part.text for part in parts] == ["top", "first", "middle", "last", "end"]


def test_preview_shows_the_draft_to_its_maker_only(ada: Client, cleo: Client, unit: Unit) -> None:
    response = place(ada, unit, preview="1")
    assert Placement.objects.get().state == PlacementState.DRAFT
    page = ada.get(response.headers["Location"]).content.decode()
    assert "context of Which one?" in page
    assert "Place in unit" in page
    assert "context of" not in cleo.get(unit.get_absolute_url()).content.decode()
    ada.post(at("block-state", unit, Placement.objects.get().part.key), {"do": "publish"})
    assert "context of" in cleo.get(unit.get_absolute_url()).content.decode()


def test_later_is_an_answer_for_fourteen_days(ada: Client, unit: Unit) -> None:
    place(ada, unit, outcome="later", why="")
    placement = Placement.objects.get()
    assert placement.later_until is not None
    assert (placement.later_until - unit.course.today).days == 14
    assert "do not say why" in ada.get(at("unit", unit)).content.decode()


def test_why_is_asked_for(ada: Client, unit: Unit) -> None:
    response = place(ada, unit, why="")
    assert response.status_code == 422
    assert "One sentence is enough" in response.content.decode()
    assert not Part.objects.exists()


def test_fourth_tool_asks_for_one_line_and_a_review(ada: Client, course: Course) -> None:
    course.settings = {"tools": 2}
    course.save()
    unit = UnitFactory(course=course)
    place(ada, unit)
    place(ada, unit, OtherBlock.key)
    place(ada, unit, FreeBlock.key)
    assert place(ada, unit, ThirdBlock.key).status_code == 422
    place(ada, unit, ThirdBlock.key, need="Students asked for it.")
    course.refresh_from_db()
    assert course.settings["needs"][ThirdBlock.key]["need"] == "Students asked for it."
    assert "3 of 2 tools in use" in ada.get(at("block-new", unit)).content.decode()


@pytest.mark.parametrize(("do", "state"), [("pause", "paused"), ("close", "closed"), ("retire", "retired")])
def test_block_is_stopped_and_opened_again(ada: Client, unit: Unit, do: str, state: str) -> None:
    placement = PlacementFactory(unit=unit, block_key=NoteBlock.key)
    ada.post(at("block-state", unit, placement.part.key), {"do": do})
    placement.refresh_from_db()
    assert placement.state == state
    ada.post(at("block-state", unit, placement.part.key), {"do": "reopen"})
    placement.refresh_from_db()
    assert placement.state == PlacementState.PLACED
    assert not Part.objects.get(pk=placement.part_id).retired_at


def test_imported_block_is_complete_once_it_says_why(ada: Client, unit: Unit) -> None:
    placement = PlacementFactory(unit=unit, block_key=NoteBlock.key, incomplete=True, outcome=None, why="")
    data = {"prompt": "Q", "outcome": "whole", "why": "Because."}
    ada.post(at("block", unit, placement.part.key), data)
    placement.refresh_from_db()
    assert (placement.incomplete, placement.why, NoteBlock.calls) == (False, "Because.", ["changed"])


@pytest.mark.parametrize("who", ["cleo", "jo", "ben", "dan", "lea", "eve"])
def test_verbs_are_refused_to_everybody_else(cast: Cast, unit: Unit, who: str) -> None:
    actor = getattr(cast, who)
    for verb in (services.publish_unit, services.retire_unit):
        with pytest.raises(Refused):
            verb(actor=actor, unit=unit)
    with pytest.raises(Refused):
        services.add_text(actor=actor, unit=unit, source="x")
    with pytest.raises(Refused):
        services.place_block(actor=actor, unit=unit, block_key=NoteBlock.key, config={}, whole_unit=True, why="x")


def test_course_settings_keep_promise_and_rename_with_redirect(ada: Client, cleo: Client, course: Course) -> None:
    before = course.get_absolute_url()
    data = {
        "title": "New",
        "slug": "new-name",
        "time_zone": "Europe/Berlin",
        "promise_days": 5,
        "weekly_hours": 2,
        "tools": 0,
    }
    ada.post(reverse("courses:studio-settings", args=[course.slug]), data)
    course = Course.objects.select_related("scope").get(pk=course.pk)
    assert (course.promise_days, course.tools_limit, course.scope.time_zone) == (5, 0, "Europe/Berlin")
    assert cleo.get(before).headers["Location"] == course.get_absolute_url()
