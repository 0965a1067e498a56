"""What runs beside the pages is asked for by somebody: by the clock, or by a line of code."""

from config.background import SCHEDULE
from config.celery import app
from tests.architecture.sources import APPS, modules


def test_every_task_is_asked_for() -> None:
    """A task that nothing rings and no clock knows would never run, without a word."""
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    by_clock = {entry["task"] for entry in SCHEDULE.values()}
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules(*APPS) if path.stem != "tasks")
    assert by_clock <= ours
    assert {name for name in ours - by_clock if f'"{name}"' not in code} == set()
