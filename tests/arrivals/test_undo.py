"""An import can be taken out again, all of it and nothing else, until somebody did something with it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.choices import Role, UserState
from accounts.models import Scope, User
from accounts.services import grant
from community.discussion.models import Origin, Persona, Post, Space, Thread
from community.discussion.services import reply
from community.discussion.services.tally import check_discussions
from core.models import SearchDocument, StoredFile
from core.policy import Refused
from courses import services
from courses.choices import ImportStage, ImportState
from courses.models import Chapter, Course, CourseFile, Import, Part, Placement, Unit
from courses.services.imports import bring_in, carry_out, expect_import, resume_imports, run_import, undo_import
from courses.services.imports.undoing import can_undo
from tests.arrivals.backups import CHAT, discussion, post, talking
from tests.conftest import Cast
from tests.courses.olx import packed, tar
from tests.courses.test_importing import export

pytestmark = pytest.mark.django_db
COUNTED = (Course, Scope, Chapter, Unit, Part, Placement, CourseFile, StoredFile, Space, Thread, Post, Persona, Origin)


def counts() -> dict[str, int]:
    people = {"people": User.objects.count(), "found": SearchDocument.objects.count()}
    return {model.__name__: model.objects.count() for model in COUNTED} | people


def undone(cast: Cast, record: Import, capture: Any) -> Import:
    with capture(execute=True):
        undo_import(actor=cast.ada, record=record)
    record.refresh_from_db()
    return record


def test_course_that_came_is_gone_with_everything_in_it(
    cast: Cast, path: Path, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before = counts()
    for place in (path, export(tmp_path / "olx")):
        bring_in(path=place, into=cast.programme, actor=cast.ada)
        record = undone(cast, Import.objects.latest("pk"), django_capture_on_commit_callbacks)
        assert (record.state, record.course, record.report["undo_kept"]) == (ImportState.UNDONE, None, [])
        assert counts() == before


def test_update_that_came_is_taken_back(
    course: Course, cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before = counts()
    later = CHAT.replace("</posts>", post(20, 13, 1_700_001_000, "<p>Thank you.</p>") + "</posts>")
    second = discussion(2, post(30, 0, 1_700_002_000, "<p>And gauze?</p>"), name="Gauze")
    bring_in(path=talking(tmp_path / "later", later, second), into=course.scope, actor=cast.ada)
    record = undone(cast, Import.objects.latest("pk"), django_capture_on_commit_callbacks)
    assert record.state == ImportState.UNDONE
    assert counts() == before
    assert list(check_discussions(mend=False)) == []


def test_changed_text_becomes_what_it_was(cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    course, _ = bring_in(path=export(tmp_path / "a"), into=cast.programme, actor=cast.ada)
    assert course is not None
    unit = (tmp_path / "a/course/2026.xml").read_text()
    (tmp_path / "a/course/2026.xml").write_text(unit.replace("First", "Other").replace("Second", "Another"))
    bring_in(path=tmp_path / "a", into=course.scope, actor=cast.ada)
    assert Part.objects.filter(unit__course=course, text="Other").exists()
    undone(cast, Import.objects.latest("pk"), django_capture_on_commit_callbacks)
    texts = Part.objects.filter(unit__course=course, kind="text").order_by("position").values_list("text", flat=True)
    assert list(texts) == ["First", "Second here"]


def test_what_staff_edited_is_kept_and_named(
    course: Course, cast: Cast, path: Path, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    olx, _ = bring_in(path=export(tmp_path / "olx"), into=cast.programme, actor=cast.ada)
    part = Part.objects.get(source_id="html/h1")
    services.change_text(actor=cast.ada, part=part, source="Ours", format="markdown", title="One")
    record = undone(cast, Import.objects.get(course=olx), django_capture_on_commit_callbacks)
    assert record.report["undo_kept"] == [
        "Look first: One",
        "Look first: the unit itself",
    ]
    assert list(Part.objects.filter(unit__course=olx, unit__about=False).values_list("source", flat=True)) == ["Ours"]


def answered(cast: Cast, course: Course) -> None:
    grant(user=cast.cleo, scope=course.scope, role=Role.LEARNER)
    reply(actor=cast.cleo, thread=Thread.objects.get(course=course), source="And hydrogel?")


def claimed(cast: Cast, course: Course) -> None:
    User.objects.filter(name="Ida Berg").update(state=UserState.ACTIVE)


def imported_again(cast: Cast, course: Course) -> None:
    Import.objects.create(course=course, state=ImportState.DONE)


@pytest.mark.parametrize(
    ("act", "words"),
    [(answered, "has written in"), (claimed, "are theirs"), (imported_again, "imported again")],
)
def test_undo_is_refused_with_its_own_sentence(course: Course, cast: Cast, act: Any, words: str) -> None:
    record, before = Import.objects.get(), Post.objects.count()
    act(cast, course)
    with pytest.raises(Refused, match=words):
        undo_import(actor=cast.ada, record=record)
    assert Post.objects.count() >= before


def test_undo_is_for_those_who_edit_the_course(course: Course, cast: Cast) -> None:
    for person in (cast.cleo, cast.jo, cast.eve):
        with pytest.raises(Refused):
            undo_import(actor=person, record=Import.objects.get())
    assert can_undo(Import.objects.get())


def waiting(cast: Cast, path: Path) -> Import:
    packed_up = tar(path.parent / "c.mbz", packed(path))
    with packed_up.open("rb") as stream:
        return expect_import(actor=cast.ada, stream=stream, name="c.mbz", scope=cast.programme)


def test_worker_killed_between_posts_is_followed_by_another(
    cast: Cast, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = waiting(cast, path)
    monkeypatch.setattr("community.discussion.services.arriving.preparing.PIECE", 2)
    with monkeypatch.context() as killed:
        killed.setattr("courses.services.imports.bringing.take_out", lambda record: None)
        killed.setattr("courses.services.imports.posts._tell", _die_after(2))
        with pytest.raises(KeyboardInterrupt):
            run_import(record.pk)
    record.refresh_from_db()
    assert (record.state, record.stage, Post.objects.count()) == (ImportState.RUNNING, ImportStage.POSTS, 4)
    run_import(record.pk)
    assert Post.objects.count() == 4, "a worker that was heard of just now is left alone"
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=3))
    assert resume_imports() == 1
    run_import(record.pk)
    record.refresh_from_db()
    assert (record.state, Post.objects.count(), record.report["new"]) == (ImportState.DONE, 5, 1)
    assert list(check_discussions(mend=False)) == []


def _die_after(pieces: int) -> Any:
    told = []

    def die(*args: object) -> None:
        told.append(1)
        if len(told) == pieces:
            raise KeyboardInterrupt

    return die


def test_import_that_kills_every_worker_is_given_up_with_nothing_left(
    cast: Cast, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()
    record = waiting(cast, path)
    with monkeypatch.context() as killed:
        killed.setattr("courses.services.imports.bringing.take_out", lambda record: None)
        killed.setattr("courses.services.imports.posts._tell", _die_after(1))
        with pytest.raises(KeyboardInterrupt):
            run_import(record.pk)
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=3), attempts=3)
    run_import(record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.REFUSED
    assert "interrupted three times" in record.error
    assert counts() == before


def test_import_stopped_half_way_leaves_nothing(cast: Cast, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()
    record = waiting(cast, path)
    monkeypatch.setattr("community.discussion.services.arriving.preparing.PIECE", 2)
    monkeypatch.setattr(
        "courses.services.imports.posts._tell", lambda *args: undo_import(actor=cast.ada, record=record)
    )
    run_import(record.pk)
    record.refresh_from_db()
    assert (record.state, counts()) == (ImportState.UNDONE, before)


def test_failure_half_way_leaves_nothing(cast: Cast, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()

    def fail(*args: object) -> None:
        raise OSError

    monkeypatch.setattr("courses.services.imports.posts._tell", fail)
    with pytest.raises(OSError):  # noqa: PT011
        bring_in(path=path, into=cast.programme, actor=cast.ada)
    assert counts() == before


def test_trial_from_the_server_can_be_carried_out(
    cast: Cast, path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.IMPORT_FOLDER = str(path.parent)
    with django_capture_on_commit_callbacks(execute=True):
        trial = expect_import(actor=cast.ada, path="backup", name="backup", scope=cast.programme, dry_run=True)
    trial.refresh_from_db()
    assert (trial.state, trial.report["posts"]) == (ImportState.DONE, 5)
    with django_capture_on_commit_callbacks(execute=True):
        record = carry_out(actor=cast.ada, record=trial)
    record.refresh_from_db()
    assert (record.state, Post.objects.count()) == (ImportState.DONE, 5)
