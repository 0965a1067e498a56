"""When things happened in the demonstration: days from today, and a way to act as if it were then."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone

AGO = re.compile(r"ago (\d+)m")
DAY = re.compile(r"\{\{day:(-?\d+)\}\}")


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads "-21 19:42" (days from today, clock time at the school), "ago 95m" and "{{day:3}}" in a text."""

    now: datetime
    zone: ZoneInfo

    def day(self, offset: int) -> date:
        return timezone.localdate(self.now, self.zone) + timedelta(days=offset)

    def at(self, words: str) -> datetime:
        if match := AGO.fullmatch(words):
            return self.now - timedelta(minutes=int(match.group(1)))
        days, clock = words.split()
        return datetime.combine(self.day(int(days)), time.fromisoformat(clock.zfill(5)), self.zone)

    def words(self, text: str) -> str:
        """A text with its days written out: "Thursday 3 December"."""
        return DAY.sub(lambda match: dateformat.format(self.day(int(match.group(1))), "l j F"), text)


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Act as if it were `moment`: everything that asks `django.utils.timezone` for the time gets it.

    Fields whose default is `timezone.now` hold that very function, so its source of time is changed, not the function.
    """

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    with swapped(timezone, "datetime", Then):
        yield


@contextmanager
def swapped(owner: object, name: str, value: object) -> Iterator[None]:
    """Another value for as long as the block runs."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
