from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hours import end_of_quiet, next_local, zone_of

ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Asia/Tehran",
        "UTC",
        "Pacific/Chatham",
    ]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
HOURS, WEEKDAYS = st.integers(0, 23), st.integers(0, 6)
LONDON = ZoneInfo("Europe/London")


@given(now=MOMENTS, zone=ZONES, hour=HOURS, weekday=WEEKDAYS)
def test_weekly_time_is_the_next_one_and_shows_on_the_clock_there(
    now: datetime, zone: str, hour: int, weekday: int
) -> None:
    there = ZoneInfo(zone)
    moment = next_local(now, there, time(hour), weekday)
    local = moment.astimezone(there)
    assert timedelta(0) < moment - now <= timedelta(days=7, hours=1)
    assert local.weekday() == weekday
    assert local.hour - hour in {0, 1}
    if local.hour != hour or local.minute:
        assert _jumped_over(datetime.combine(local.date(), time(hour), tzinfo=there))


def _jumped_over(local: datetime) -> bool:
    """The clocks never showed this."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)


@given(now=MOMENTS, zone=ZONES, hour=HOURS, weekday=WEEKDAYS)
def test_the_one_after_is_a_week_later_and_an_hour_more_or_less_at_most(
    now: datetime, zone: str, hour: int, weekday: int
) -> None:
    first = next_local(now, ZoneInfo(zone), time(hour), weekday)
    second = next_local(first, ZoneInfo(zone), time(hour), weekday)
    assert abs(second - first - timedelta(days=7)) <= timedelta(hours=1)


@given(now=MOMENTS, zone=ZONES, hour=HOURS)
def test_daily_time_comes_within_a_day(now: datetime, zone: str, hour: int) -> None:
    assert timedelta(0) < next_local(now, ZoneInfo(zone), time(hour)) - now <= timedelta(hours=25)


def test_hour_that_is_jumped_over_counts_as_the_one_after() -> None:
    moment = next_local(datetime(2026, 3, 28, 12, tzinfo=UTC), LONDON, time(1), 6)
    assert moment == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment.astimezone(LONDON).hour == 2


def test_hour_that_comes_twice_counts_once() -> None:
    first = next_local(datetime(2026, 10, 24, 12, tzinfo=UTC), LONDON, time(1))
    assert first == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert next_local(first, LONDON, time(1)) == datetime(2026, 10, 26, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "quiet"), [("20:59", False), ("21:00", True), ("23:30", True), ("06:59", True), ("07:00", False)]
)
def test_quiet_hours_span_midnight(clock: str, quiet: bool) -> None:
    now = datetime.combine(datetime(2026, 11, 22, tzinfo=UTC), time.fromisoformat(clock), tzinfo=LONDON)
    end = end_of_quiet(now, LONDON, time(21), time(7))
    assert (end is not None) == quiet
    if end:
        assert end.astimezone(LONDON).time() == time(7)


@given(now=MOMENTS, zone=ZONES, start=HOURS, end=HOURS)
def test_when_quiet_hours_end_it_is_not_quiet(now: datetime, zone: str, start: int, end: int) -> None:
    there = ZoneInfo(zone)
    over = end_of_quiet(now, there, time(start), time(end))
    if over is not None:
        assert over > now
        assert end_of_quiet(over, there, time(start), time(end)) is None or _jumped_over(
            datetime.combine(over.astimezone(there).date(), time(end), tzinfo=there)
        )


@pytest.mark.parametrize(("start", "end"), [(None, time(7)), (time(21), None), (time(8), time(8))])
def test_without_both_ends_it_is_never_quiet(start: time | None, end: time | None) -> None:
    assert end_of_quiet(datetime(2026, 1, 1, 3, tzinfo=UTC), LONDON, start, end) is None


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Europe"])
def test_zone_that_does_not_exist_is_utc(name: str) -> None:
    assert zone_of(name) == ZoneInfo("UTC")
