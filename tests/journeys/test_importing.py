"""An educator brings what they have: tries it, looks at what would be left out, imports it, reads it, takes it out again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Course, Import
from tests.arrivals.backups import CHAT, talking
from tests.conftest import Cast
from tests.courses.olx import packed, tar
from tests.harness.browser import PHONE, OpenPage, assert_no_sideways_scroll, axe

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A Moodle backup of one unit with a forum that people wrote in, and a quiz that cannot come."""
    folder = talking(tmp_path / "backup", CHAT)
    index = folder / "moodle_backup.xml"
    quiz = "<activity><moduleid>9</moduleid><sectionid>5</sectionid><modulename>quiz</modulename><title>Test yourself</title><directory>activities/quiz_9</directory></activity>"
    index.write_text(index.read_text().replace("</activities>", f"{quiz}</activities>"))
    return tar(tmp_path / "nursing.mbz", packed(folder))


def tries(page: Page, backup: Path) -> None:
    page.goto("/studio/")
    page.get_by_role("link", name="Import a course").first.click()
    page.get_by_label("File").set_input_files(backup)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1, name="What would happen")).to_be_visible()
    expect(page.get_by_text("1 thread, 5 posts, 3 people")).to_be_visible()
    expect(page.get_by_text("Quiz: Test yourself")).to_be_visible()


def imports(page: Page) -> None:
    page.get_by_role("button", name="Import it now").click()
    expect(page.get_by_role("heading", level=1, name="The course is here")).to_be_visible()


def reads(page: Page) -> None:
    page.get_by_role("link", name="See the course").click()
    page.get_by_role("link", name="Week 1").last.click()
    expect(page.get_by_text("Which dressing?").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_educator_brings_a_course_and_takes_it_out(
    open_page: OpenPage, cast: Cast, backup: Path, scripts: bool
) -> None:
    page = open_page(cast.ada, viewport=PHONE, scripts=scripts)
    tries(page, backup)
    assert not Course.objects.filter(title="Nursing").exists()
    imports(page)
    report = page.url
    reads(page)
    page.goto(report)
    assert_no_sideways_scroll(page)
    if scripts:
        axe(page)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1, name="This import was undone")).to_be_visible()
    assert not Course.objects.filter(title="Nursing").exists()
    assert Import.objects.filter(dry_run=False).count() == 1
