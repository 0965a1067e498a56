"""How far the students have come in the units: for their own rail, seen by nobody else."""

from datetime import datetime, timedelta
from functools import partial
from zlib import crc32

from accounts.models import User
from config.demo.loader import files
from config.demo.loader.stage import Stage
from courses.models import Unit
from courses.services import finish_unit, note_visit

HOURS_TO_COME = 60
HOURS_TO_FINISH = 70


def study(stage: Stage) -> None:
    """Each student opens each unit within some days, and says of the first three to five that they have finished them."""
    for person in files.people():
        if person["role"] != "learner" or "joined" in person:
            continue
        finishes = 3 + crc32(person["key"].encode()) % 3
        for number, unit in enumerate(files.units()):
            lot = crc32(f"{person['key']} {unit['key']}".encode())
            came = _hours(stage.clock.at(f"{unit['opens']} 08:00"), lot % HOURS_TO_COME)
            _plan(stage, came, partial(_open, stage, person["key"], unit["slug"]))
            if number < finishes:
                done = _hours(came, 2 + lot // 7 % HOURS_TO_FINISH)
                _plan(stage, done, partial(_finish, stage, person["key"], unit["slug"]))


def _hours(moment: datetime, hours: int) -> datetime:
    return moment + timedelta(hours=hours)


def _plan(stage: Stage, moment: datetime, act: partial[None]) -> None:
    if moment < stage.clock.now:
        stage.script.add(moment, act)


def _found(stage: Stage, person: str, slug: str) -> tuple[User, Unit]:
    return stage.people[person], stage.course.units.select_related("course__scope").get(slug=slug)


def _open(stage: Stage, person: str, slug: str) -> None:
    user, unit = _found(stage, person, slug)
    note_visit(user=user, unit=unit)


def _finish(stage: Stage, person: str, slug: str) -> None:
    user, unit = _found(stage, person, slug)
    finish_unit(actor=user, unit=unit)
