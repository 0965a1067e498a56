"""Working days, counted where the case is."""

import zoneinfo
from datetime import datetime, timedelta

from accounts.models import Scope

FRIDAY = 4
FIRST_DECISION, CONFIRMATION, APPEAL_ANSWER = 1, 2, 5
APPEAL_WINDOW = timedelta(days=14)


def after_working_days(moment: datetime, days: int, scope: Scope) -> datetime:
    """The same time of day so many working days later, in the time zone of the place."""
    there = moment.astimezone(zoneinfo.ZoneInfo(scope.time_zone))
    while days > 0:
        there += timedelta(days=1)
        days -= there.weekday() <= FRIDAY
    return there.astimezone(moment.tzinfo)
