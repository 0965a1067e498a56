"""When staff promised to have answered."""

from datetime import datetime, timedelta

from courses.models import Course

WORKING_DAYS = 5


def promise(course: Course | None, at: datetime) -> datetime | None:
    """So many working days on, at the same time of day; None where nothing is promised."""
    days, due = course.promise_days if course is not None else 0, at
    if not days:
        return None
    while days > 0:
        due += timedelta(days=1)
        days -= 1 if due.weekday() < WORKING_DAYS else 0
    return due
