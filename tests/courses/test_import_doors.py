"""The two doors of an import: the command on the server, and the page of an educator."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from core.models import StoredFile
from core.policy import Refused
from courses.choices import ImportState
from courses.models import Course, Import
from courses.services.imports import carry_out, expect_import
from tests.conftest import Cast
from tests.courses.olx import packed, tar
from tests.courses.test_importing import export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def run_command(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_course", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_command_prints_its_report(tmp_path: Path, cast: Cast) -> None:
    path = tar(tmp_path / "c.tar.gz", packed(export(tmp_path / "c")))
    code, out, _err = run_command(str(path), "--json", "--into", "Nursing", "--teacher", cast.ada.email, "--publish")
    report = json.loads(out)
    assert code == 0
    assert {"format", "title", "chapters", "units", "blocks", "files", "left_out", "seconds"} <= report.keys()
    course = Course.objects.get(slug=report["course"])
    assert course.published_at
    assert Import.objects.get().report == report


@pytest.mark.parametrize(
    ("arguments", "where"), [([], "A draft, at /studio/c/{}/"), (["--publish"], "At /c/{}/"), (["--dry-run"], "Nothing was changed (dry run).")]
)  # fmt: skip
def test_command_says_where_the_course_is_found(tmp_path: Path, cast: Cast, arguments: list[str], where: str) -> None:
    _code, out, _err = run_command(str(export(tmp_path)), "--into", "Nursing", *arguments)
    slug = Course.objects.exclude(scope=cast.course_scope).values_list("slug", flat=True).first()
    assert out.splitlines()[-1] == where.format(slug)


def test_command_groups_what_was_left_out_and_keeps_every_line(tmp_path: Path) -> None:
    unit = "".join(f'<problem url_name="p{number}" display_name="Question {number}"/>' for number in range(5))
    unit += '<poll url_name="x" display_name="Vote"/><html>Words</html>'
    files = {f"problem/p{number}.xml": f'<problem display_name="Question {number}"/>' for number in range(5)}
    code, out, _err = run_command(str(export(tmp_path, unit, **files, **{"poll/x.xml": "<poll/>"})))
    assert code == 0
    lines = out.splitlines()
    begin = lines.index("Left out (7; --json names each):")
    assert lines[begin + 1].startswith("  5 x Exercises that mark themselves")
    examples = [line.split(": ", 1)[-1] for line in lines[begin + 2 : begin + 6]]
    assert examples == ["Exercise: Question 0", "Exercise: Question 1", "Exercise: Question 2", "      and 2 more"]
    assert len(Import.objects.get().report["left_out"]) == 7


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--dry-run"]])
@pytest.mark.parametrize("content", [b"nonsense", b"\x1f\x8bbroken"])
def test_command_refuses_with_one_sentence(tmp_path: Path, content: bytes, arguments: list[str]) -> None:
    (tmp_path / "c").write_bytes(content)
    code, _out, err = run_command(str(tmp_path / "c"), *arguments)
    assert code == 1
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert Import.objects.count() == 0


def test_command_names_a_place_it_does_not_know(tmp_path: Path) -> None:
    code, _out, err = run_command(str(export(tmp_path)), "--into", "Nowhere")
    assert (code, err) == (1, "There is no place called “Nowhere”.\n")


def test_upload_is_read_by_a_worker_and_then_gone(
    tmp_path: Path, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    path = tar(tmp_path / "c.tar.gz", packed(export(tmp_path / "c")))
    with path.open("rb") as stream, django_capture_on_commit_callbacks(execute=True):
        record = expect_import(actor=cast.ada, stream=stream, name="c.tar.gz", scope=cast.programme)
    record.refresh_from_db()
    assert (record.state, record.upload, record.report["units"]) == (ImportState.DONE, None, 1)
    assert record.course is not None
    assert StoredFile.objects.count() == 1
    assert default_storage.exists(StoredFile.objects.get().key)


def test_refused_upload_says_why_and_is_gone(cast: Cast, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record = expect_import(actor=cast.ada, stream=BytesIO(b"no course"), name="x.zip", scope=cast.programme)
    record.refresh_from_db()
    assert record.state == ImportState.REFUSED
    assert "neither a folder nor an archive" in record.error
    assert StoredFile.objects.count() == 0
    assert not any(path.is_file() for path in media.rglob("*"))


def test_trial_upload_can_be_carried_out(tmp_path: Path, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    path = tar(tmp_path / "c.tar.gz", packed(export(tmp_path / "c")))
    with path.open("rb") as stream, django_capture_on_commit_callbacks(execute=True):
        trial = expect_import(actor=cast.ada, stream=stream, name="c.tar.gz", scope=cast.programme, dry_run=True)
    trial.refresh_from_db()
    assert (trial.state, trial.course) == (ImportState.DONE, None)
    with django_capture_on_commit_callbacks(execute=True):
        record = carry_out(actor=cast.ada, record=trial)
    record.refresh_from_db()
    assert record.course is not None
    with pytest.raises(Refused):
        carry_out(actor=cast.ada, record=trial)
