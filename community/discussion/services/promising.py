"""When staff promised to have answered."""

from datetime import datetime, timedelta

from courses.models import Course

WORKING_DAYS = 5


def promise(course: Course | None, at: datetime) -> datetime | None:
    """When the staff of a course have answered; None where nothing is promised."""
    days = course.promise_days if course is not None else 0
    return working_days_on(at, days) if days else None


def working_days_on(at: datetime, days: int) -> datetime:
    """So many working days on, at the same time of day."""
    due = at
    while days > 0:
        due += timedelta(days=1)
        days -= 1 if due.weekday() < WORKING_DAYS else 0
    return due
