"""Is it working, since when, and what is late: for everybody, in plain words, and without a word about anybody."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import heartbeat
from core.extensions import Pulse, pulses

logger = logging.getLogger(__name__)
KEY, SINCE = "core.status", "core.status.since"
SECONDS = 15
"""However many people ask, it is looked at four times a minute."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the house: on time, or since when it is not. `since` of a part on time is when it was last late."""

    key: str
    label: str | Promise
    late: bool
    since: datetime | None
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Status:
    """All parts, and when they were looked at."""

    parts: list[Part]
    at: datetime

    @property
    def late(self) -> list[Part]:
        return [part for part in self.parts if part.late]


def look() -> Status:
    """What was seen in the last seconds, or what is seen now."""
    found = _cached(KEY)
    if isinstance(found, dict):
        return _told(found)
    late = _late_parts()
    seen: dict[str, object] = {"at": timezone.now(), "late": late, "since": _since(late)}
    _keep(KEY, seen, SECONDS)
    return _told(seen)


def _late_parts() -> dict[str, datetime | None]:
    """Key → since when it is late (None where nobody knows); parts that are on time are not in it."""
    found: dict[str, datetime | None] = {}
    for pulse in sorted(pulses, key=lambda each: each.order):
        try:
            if (since := pulse.late_since()) is not None:
                found[pulse.key] = since
        except DatabaseError as error:
            logger.warning("The state of %s could not be seen: %s", pulse.key, type(error).__name__)
            found[pulse.key] = None
    return found


def _since(late: dict[str, datetime | None]) -> dict[str, datetime]:
    """When each part that is on time was last seen late; kept beside, for as long as the cache keeps it."""
    known = _cached(SINCE)
    since = dict(known) if isinstance(known, dict) else {}
    if late:
        since.update(dict.fromkeys(late, timezone.now()))
        _keep(SINCE, since, None)
    return since


def _told(seen: dict[str, object]) -> Status:
    late, since, at = seen["late"], seen["since"], seen["at"]
    assert isinstance(late, dict)
    assert isinstance(since, dict)
    assert isinstance(at, datetime)
    parts = [
        Part(
            key=pulse.key,
            label=pulse.label,
            late=pulse.key in late,
            since=late[pulse.key] if pulse.key in late else since.get(pulse.key),
            words=pulse.when_late if pulse.key in late else pulse.when_well,
        )
        for pulse in sorted(pulses, key=lambda each: each.order)
    ]
    return Status(parts=parts, at=at)


def _cached(key: str) -> object:
    try:
        return cache.get(key)
    except Exception as error:  # noqa: BLE001 - every cache has errors of its own
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return None


def _keep(key: str, value: object, seconds: int | None) -> None:
    try:
        cache.set(key, value, seconds)
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("The cache does not answer: %s", type(error).__name__)


@pulses.register
class PagesPulse(Pulse):
    """Pages are there when this one is; what they need is the database."""

    key, label, order = "core.pages", _("Pages"), 10
    when_well = _("You can read and write.")
    when_late = _("The data cannot be reached. Most pages do not open.")

    def late_since(self) -> datetime | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return None


@pulses.register
class WorkPulse(Pulse):
    """Beat and a worker were seen in the last minute."""

    key, label, order = "core.work", _("Work in the background"), 20
    when_well = _("Search, notices and imports keep up.")
    when_late = _("Nothing works beside the pages. What you write is kept; notices, mail and imports come later.")

    def late_since(self) -> datetime | None:
        if not heartbeat.missed():
            return None
        return heartbeat.last() or timezone.now()
