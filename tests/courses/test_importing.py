"""Bringing a course in, again and again: nothing doubled, nothing of ours lost, nothing left behind."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.rights import rights_of
from core.models import OutboxEvent, StoredFile
from core.policy import Refused
from courses import services
from courses.choices import PlacementState, UnitState
from courses.models import Course, CourseFile, Part, Placement, Unit
from courses.services.imports import bring_in
from tests.conftest import Cast
from tests.courses.blocks import NoteBlock
from tests.courses.olx import COURSE, read, shared, write
from tests.courses.test_olx import PIXEL
from tests.factories.courses import PartFactory

pytestmark = pytest.mark.django_db
UNIT = """<html url_name="h1" display_name="One"><p>First <img src="/static/a.png" alt="A wound"/></p></html>
  <discussion url_name="d1" discussion_target="Which dressing?"/>
  <html url_name="h2" display_name="Two"><p>Second <a href="/jump_to_id/v1">here</a></p></html>"""


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def export(folder: Path, unit: str = UNIT, **files: str | bytes) -> Path:
    pointer = '<course url_name="2026" org="northmoor" course="WC1"/>'
    return write(
        folder, {"course.xml": pointer, "course/2026.xml": COURSE.format(unit), "static/a.png": PIXEL, **files}
    )


def bring(path: Path, **options: Any) -> tuple[Course, Any]:
    course, report = bring_in(path=path, **options)
    assert course is not None
    return course, report


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Course, Unit, Part, Placement, CourseFile, StoredFile))


def texts(course: Course) -> list[str]:
    parts = Part.objects.filter(unit__course=course).live().order_by("unit__position", "position")
    return [part.text or "block" for part in parts]


def test_course_is_written_whole(tmp_path: Path) -> None:
    course, report = bring(export(tmp_path))
    assert texts(course) == ["First", "block", "Second here"]
    assert (report.chapters, report.headings, report.units, report.blocks, report.files) == (1, 1, 1, 1, 1)
    assert (report.new, report.updated, report.kept, report.retired) == (3, 0, 0, 0)
    [unit] = course.units.all()
    assert (unit.title, unit.heading, unit.chapter.title, unit.state) == (
        "Look first",
        "Clean or not",
        "First week",
        "published",
    )
    assert course.published_at is None


def test_addresses_in_texts_lead_to_files_and_units_of_the_course(tmp_path: Path) -> None:
    course, _report = bring(export(tmp_path))
    first, second = Part.objects.filter(unit__course=course, kind="text").order_by("position")
    file = CourseFile.objects.get()
    assert f'<img src="{file.get_absolute_url()}" width="1" height="1" loading="lazy" alt="A wound">' in first.html
    assert f'href="{course.units.get().get_absolute_url()}"' in second.html
    assert "/-/" not in first.html + second.html


def test_discussion_becomes_an_open_block_that_still_has_to_say_why(tmp_path: Path) -> None:
    bring(export(tmp_path))
    placement = Placement.objects.get()
    assert (placement.block_key, placement.config) == (NoteBlock.key, {"prompt": "Which dressing?"})
    assert (placement.incomplete, placement.state) == (True, PlacementState.PLACED)
    assert NoteBlock.calls == ["placed", "imported"]


def test_second_import_doubles_nothing(tmp_path: Path) -> None:
    bring(export(tmp_path))
    before = counts()
    _course, report = bring(export(tmp_path))
    assert counts() == before
    assert (report.new, report.updated, report.unchanged) == (0, 0, 3)


def test_changed_text_and_order_are_updated(tmp_path: Path) -> None:
    bring(export(tmp_path))
    parts = UNIT.split("\n")
    course, report = bring(export(tmp_path, "".join([parts[2].replace("Second", "New"), parts[1], parts[0]])))
    assert texts(course) == ["New here", "block", "First"]
    assert (report.updated, report.unchanged) == (1, 2)


def test_what_staff_edited_is_kept_and_reported(tmp_path: Path, cast: Cast) -> None:
    course, _report = bring(export(tmp_path), into=cast.programme, actor=cast.ada)
    part = Part.objects.get(source_id="html/h1")
    services.change_text(actor=cast.ada, part=part, source="Ours", format="markdown", title="One")
    _course, report = bring(export(tmp_path, UNIT.replace("First", "Theirs")), into=cast.programme)
    assert texts(course)[0] == "Ours"
    assert (report.kept, report.kept_parts) == (1, [{"where": "Look first", "what": "One"}])


def test_parts_of_our_own_keep_their_place(tmp_path: Path) -> None:
    course, _report = bring(export(tmp_path))
    unit = course.units.get()
    PartFactory(unit=unit, position=1, text="ours")
    parts = UNIT.split("\n")
    bring(export(tmp_path, parts[0] + "<html url_name='h3'>Third</html>" + parts[2]))
    assert texts(course) == ["First", "ours", "Third", "Second here"]


def test_what_vanished_is_retired_and_comes_back(tmp_path: Path) -> None:
    course, _report = bring(export(tmp_path))
    _course, report = bring(export(tmp_path, UNIT.split("\n")[2]))
    assert texts(course) == ["Second here"]
    assert report.retired == 2
    assert Placement.objects.get().state == PlacementState.RETIRED
    assert NoteBlock.calls[-1] == "retired"
    bring(export(tmp_path))
    assert texts(course) == ["First", "block", "Second here"]
    assert Placement.objects.get().state == PlacementState.PLACED


def test_vanished_unit_is_retired_unless_something_of_ours_stands_in_it(tmp_path: Path) -> None:
    course, _report = bring(export(tmp_path))
    gone = COURSE.replace('url_name="v1"', 'url_name="v2"').format("<html>x</html>")
    bring(export(tmp_path, **{"course/2026.xml": gone}))
    old = course.units.get(source_id="vertical/v1")
    assert old.state == UnitState.RETIRED
    PartFactory(unit=old)
    old.state = UnitState.PUBLISHED
    old.save()
    _course, report = bring(export(tmp_path, **{"course/2026.xml": gone}))
    old.refresh_from_db()
    assert old.state == UnitState.PUBLISHED
    assert {"where": "Look first", "what": "Look first"} in report.kept_parts


def test_staff_only_units_arrive_as_drafts(tmp_path: Path) -> None:
    hidden = COURSE.replace("<chapter ", '<chapter visible_to_staff_only="true" ').format("<html>x</html>")
    course, _report = bring(export(tmp_path, **{"course/2026.xml": hidden}))
    assert course.units.get().state == UnitState.DRAFT


def test_another_export_takes_nothing_out(tmp_path: Path) -> None:
    course, _report = bring(export(tmp_path / "a"))
    other = export(
        tmp_path / "b",
        "<html url_name='z'>Other</html>",
        **{"course.xml": '<course url_name="2026" org="x" course="y"/>'},
    )
    bring(other, into=course.scope)
    assert "First" in texts(course)
    assert "Other" in texts(course)


def test_changed_file_keeps_its_address(tmp_path: Path) -> None:
    bring(export(tmp_path))
    before = CourseFile.objects.get()
    bring(export(tmp_path, **{"static/a.png": PIXEL + b" "}))
    after = CourseFile.objects.get()
    assert (after.pk, after.name) == (before.pk, before.name)
    assert after.stored_id != before.stored_id


def test_trial_changes_nothing_and_counts_the_same(tmp_path: Path, media: Path) -> None:
    before = counts()
    course, report = bring_in(path=export(tmp_path / "c"), dry_run=True)
    assert course is None
    assert counts() == before
    assert not media.exists() or not any(path.is_file() for path in media.rglob("*"))
    assert report.as_dict() | {"seconds": 0, "dry_run": False} == bring(export(tmp_path / "c"))[1].as_dict() | {
        "seconds": 0
    }
    assert not OutboxEvent.objects.filter(payload__import_id__isnull=True).exists()


def test_failed_write_leaves_nothing_behind(tmp_path: Path, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("courses.services.imports.parts.PartWriter.write", fail)
    before = counts()
    with pytest.raises(RuntimeError):
        bring_in(path=export(tmp_path / "c"))
    assert counts() == before
    assert not any(path.is_file() for path in media.rglob("*"))


def test_reading_and_storing_happen_before_the_transaction(tmp_path: Path) -> None:
    bring(export(tmp_path))
    with CaptureQueriesContext(connection) as captured:
        bring(export(tmp_path, UNIT.replace("First", "Other")))
    assert len(captured) < 60


def test_who_may_not_edit_may_not_import(tmp_path: Path, cast: Cast) -> None:
    course, _report = bring(export(tmp_path), into=cast.programme)
    for person, place in ((cast.cleo, cast.programme), (cast.cleo, course.scope), (cast.dan, cast.programme)):
        with pytest.raises(Refused):
            bring_in(path=export(tmp_path), actor=person, into=place)


def test_whoever_imports_a_new_course_teaches_it(tmp_path: Path, cast: Cast) -> None:
    course, _report = bring(export(tmp_path), actor=cast.ada, into=cast.programme)
    assert Role.EDUCATOR in rights_of(cast.ada).roles_in(course.scope)
    assert course.scope.parent == cast.programme


def test_real_course_is_written_twice_without_doubles(cast: Cast) -> None:
    path = shared("olx-dhis2-fundamentals")
    course, report = bring(path, into=cast.programme)
    before = counts()
    assert (report.chapters, report.headings, report.units, report.parts, report.files) == (5, 23, 45, 63, 6)
    assert course.units.filter(state=UnitState.PUBLISHED).count() == 45
    _course, again = bring(path, into=cast.programme)
    assert counts() == before
    assert (again.new, again.updated, again.unchanged) == (0, 0, 63)
    assert len(list(read(path).units)) == 45
