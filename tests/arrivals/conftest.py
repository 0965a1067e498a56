from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from courses.models import Course
from courses.services.imports import bring_in
from tests.arrivals.backups import CHAT, talking
from tests.conftest import Cast
from tests.factories.ethics import agreed


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("courses.services.imports.posts.BREATH", 0)
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Here everybody has agreed to the rules."""
    agreed(User.objects.all())
    return cast


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return talking(tmp_path / "backup", CHAT)


@pytest.fixture
def course(cast: Cast, path: Path) -> Course:
    """The backup, brought in by Ada."""
    course, _report = bring_in(path=path, into=cast.programme, actor=cast.ada)
    assert course is not None
    return course
