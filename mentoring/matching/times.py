"""When people have time, as words ("evenings"), and the dates on which those words fall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

WEEKDAYS, WEEKEND, EVERY_DAY = frozenset(range(5)), frozenset({5, 6}), frozenset(range(7))
HOURS: dict[str, tuple[frozenset[int], time]] = {
    "early": (WEEKDAYS, time(7, 30)),
    "lunch": (WEEKDAYS, time(12, 30)),
    "afternoons": (WEEKDAYS, time(15, 0)),
    "evenings": (WEEKDAYS, time(19, 0)),
    "weekend-mornings": (WEEKEND, time(10, 0)),
    "weekend": (WEEKEND, time(14, 30)),
    "nights": (EVERY_DAY, time(22, 0)),
}
LAST_RESORT = frozenset({"lunch"})


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day and the hour at which a meeting would begin, in the place's own time."""

    day: date
    at: time


def near(wished: Iterable[str], has: frozenset[str]) -> tuple[str, ...]:
    """Other hours of the same days that are free: another time of a working day, or of the weekend."""
    days = {HOURS[word][0] for word in wished if word in HOURS}
    return tuple(word for word in HOURS if word in has and HOURS[word][0] in days)


def slot_days(words: Iterable[str], start: date, span: int) -> Iterator[Slot]:
    """Every date in the span on which one of these times falls, in order."""
    hours = [HOURS[word] for word in words if word in HOURS]
    for offset in range(span):
        day = start + timedelta(days=offset)
        yield from (Slot(day=day, at=at) for at in sorted(at for days, at in hours if day.weekday() in days))


def next_slots(mine: Iterable[str], yours: Iterable[str], *, start: date, count: int = 3, span: int = 28) -> list[Slot]:
    """The next times that suit both, each on a day of its own; if none does, those of the first person."""
    mine = frozenset(mine) & HOURS.keys()
    words = (mine & frozenset(yours)) or mine or LAST_RESORT
    by_day: dict[date, Slot] = {}
    for slot in slot_days(words, start, span):
        by_day.setdefault(slot.day, slot)
    return list(by_day.values())[:count]
