"""Local times of day as moments: right where clocks go forward or back, and where nobody chose a time zone that exists."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def next_local(now: datetime, zone: ZoneInfo, at: time, weekday: int | None = None) -> datetime:
    """The first moment after `now` when the clock there shows this time (on that weekday, Monday is 0).

    A time that the clocks jump over counts as the moment after the jump; one that comes twice counts once, the first time.
    """
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if moment > now and (weekday is None or day.weekday() == weekday):
            return moment
        day += timedelta(days=1)


def end_of_quiet(now: datetime, zone: ZoneInfo, start: time | None, end: time | None) -> datetime | None:
    """When the quiet hours that hold now are over; None when it is not quiet. They may span midnight."""
    if start is None or end is None or start == end:
        return None
    here = now.astimezone(zone).time()
    quiet = start <= here < end if start < end else here >= start or here < end
    return next_local(now, zone, end) if quiet else None


def start_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment of the day that it is there."""
    return datetime.combine(now.astimezone(zone).date(), time.min, tzinfo=zone).astimezone(UTC)
