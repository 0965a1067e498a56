"""The whole in its order. One transaction: either the demonstration is there, or nothing of it is."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.choices import ScopeKind
from accounts.models import Scope
from config.demo.loader import (
    again,
    cases,
    company,
    files,
    learners,
    lessons,
    mentors,
    places,
    postbox,
    readers,
    rules,
    talk,
    thanks,
    tools,
)
from config.demo.loader.clock import Clock
from config.demo.loader.script import no_doorbells
from config.demo.loader.stage import Stage

MARK = "demo_loaded_at"
BEGINS = "-24 09:00"
"""The day before the course opens: the school is set up in one go."""

Say = Callable[[str], object]


def loaded_at() -> datetime | None:
    """When this installation got its demonstration, if it has one."""
    for settings in Scope.objects.filter(kind=ScopeKind.INSTITUTION).values_list("settings", flat=True):
        if MARK in settings:
            return parse_datetime(settings[MARK])
    return None


def load_demo(say: Say, *, now: datetime | None = None) -> bool:
    """Load it once; False when it is there already."""
    if loaded_at() is not None:
        return False
    zone = ZoneInfo(files.read("institution")["institution"]["time_zone"])
    stage = Stage(clock=Clock(now=now or timezone.now(), zone=zone))
    with no_doorbells(), transaction.atomic():
        _write_plot(stage)
        say(f"Three weeks at {files.read('institution')['institution']['name']}:")
        stage.script.play(_progress(say))
        thanks.thank(stage)
        readers.catch_up(stage)
        school = stage.scopes["institution"]
        school.settings = school.settings | {MARK: stage.clock.now.isoformat()}
        school.save(update_fields=["settings"])
    return True


def _write_plot(stage: Stage) -> None:
    for act in (rules.in_force, places.build, lessons.found, mentors.open_round, lessons.write, rules.agree):
        stage.when(BEGINS, partial(act, stage))
    learners.study(stage)
    talk.converse(stage)
    tools.use(stage)
    again.prepare(stage)
    company.introduce(stage)
    mentors.pair_up(stage)
    cases.report(stage)
    rules.redraft(stage)
    postbox.collect(stage)


def _progress(say: Say) -> Callable[[int, int], None]:
    """A line for each quarter of the acts."""

    def tell(done: int, acts: int) -> None:
        quarter = max(acts // 4, 1)
        if done % quarter == 0 or done == acts:
            say(f"  {done} of {acts} things have happened")

    return tell
