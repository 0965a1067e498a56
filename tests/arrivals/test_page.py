"""The educator's page does what the command does, by reload as well as with scripts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from community.discussion.models import Post
from courses.choices import ImportStage, ImportState
from courses.models import Course, Import, Part
from tests.arrivals.backups import CHAT, talking
from tests.conftest import Cast
from tests.courses.olx import packed, tar

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile("c.mbz", tar(path.parent / "c.mbz", packed(path)).read_bytes())


def test_trial_then_import_then_undo(
    ada: Client, cast: Cast, path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = ada.post("/studio/import/", {"file": upload(path), "parent": cast.programme.pk, "dry_run": "on"})
    page = ada.get(sent["Location"]).content.decode()
    assert "What would happen" in page
    assert "1 thread, 5 posts, 3 people" in page
    with django_capture_on_commit_callbacks(execute=True):
        sent = ada.post(f"{sent['Location']}carry-out/")
    page = ada.get(sent["Location"]).content.decode()
    assert "The course is here" in page
    assert "Undo this import" in page
    with django_capture_on_commit_callbacks(execute=True):
        ada.post(f"{sent['Location']}undo/")
    assert "This import was undone" in ada.get(sent["Location"]).content.decode()
    assert not Post.objects.exists()


def test_progress_is_told_and_the_import_can_be_stopped(ada: Client, course: Course, cast: Cast) -> None:
    record = Import.objects.create(
        actor=cast.ada, name="c", state=ImportState.RUNNING, stage=ImportStage.POSTS, done=250, total=900
    )
    page = ada.get(record.get_absolute_url()).content.decode()
    assert "Writing what people said: 250 of 900 posts" in page
    assert 'hx-trigger="load delay:2s"' in page
    ada.post(reverse("courses:import-undo", args=[record.pk]))
    record.refresh_from_db()
    assert record.state == ImportState.UNDOING


def test_undo_that_is_refused_says_why(ada: Client, course: Course, cast: Cast) -> None:
    record = Import.objects.get()
    Import.objects.create(course=course, state=ImportState.DONE)
    assert "Undo the newer import first" in ada.get(record.get_absolute_url()).content.decode()
    answer = ada.post(reverse("courses:import-undo", args=[record.pk]))
    assert answer.status_code == 403
    assert "Undo the newer import first" in answer.content.decode()


def test_posts_of_a_file_go_into_one_discussion(
    ada: Client, course: Course, path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    block = Part.objects.get(unit__course=course, source_format="moodle").placement
    other = CHAT.replace('id="1', 'id="7').replace("<parent>1", "<parent>7")
    file = upload(talking(path.parent / "other", other))
    with django_capture_on_commit_callbacks(execute=True):
        sent = ada.post(reverse("courses:studio-import", args=[course.slug]), {"file": file, "block": block.pk})
    assert Import.objects.latest("pk").state == ImportState.DONE
    assert Part.objects.filter(source_format="moodle", unit__course=course).count() == 1
    assert "The posts are here" in ada.get(sent["Location"]).content.decode()


@pytest.mark.parametrize("asked", ["../etc/passwd", "/etc/passwd", "backup/../../x", "link", "nothing", ".", "a\0b"])
def test_only_the_folder_of_courses_is_read(ada: Client, cast: Cast, path: Path, settings: Any, asked: str) -> None:
    settings.IMPORT_FOLDER = str(path.parent)
    (path.parent / "link").symlink_to("/etc")
    answer = ada.post("/studio/import/", {"path": asked, "parent": cast.programme.pk})
    assert answer.status_code == 422
    assert Import.objects.count() == 0


def test_without_a_folder_nobody_is_asked_for_a_path(ada: Client, cast: Cast, path: Path) -> None:
    assert "folder of courses" not in ada.get("/studio/import/").content.decode()
    answer = ada.post("/studio/import/", {"path": str(path), "parent": cast.programme.pk})
    assert answer.status_code == 422
    assert Import.objects.count() == 0
