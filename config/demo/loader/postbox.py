"""Mail and digests of the three weeks: gathered at their hours, and taken as sent up to yesterday.

Nothing of it is sent for real but what is not a day old: the worker does that as soon as it runs.
"""

from datetime import timedelta

from django.db.models import F

from config.demo.loader.stage import Stage
from notifications.models import Mail
from notifications.services import digest_due

FIRST_DAY = -23
HOURS = ("07:30", "17:30")
FRESH = timedelta(days=1)


def collect(stage: Stage) -> None:
    """A postman twice a day."""
    for day in range(FIRST_DAY, 1):
        for hour in HOURS:
            if stage.clock.at(f"{day} {hour}") < stage.clock.now - FRESH:
                stage.when(f"{day} {hour}", _round)


def _round() -> None:
    digest_due()
    Mail.objects.due().update(state=Mail.State.DONE, open=False, attempts=1, done_at=F("due_at"))
