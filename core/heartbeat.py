"""A sign of life of what runs beside the pages: beat asked, and a worker did it."""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger(__name__)
KEY = "core.heartbeat"
KEPT = int(timedelta(days=7).total_seconds())
MISSED = timedelta(seconds=60)
"""Beat rings every five seconds; a minute without it is no accident."""


def tick() -> None:
    """Leave the sign. A cache that does not answer keeps no work from being done."""
    try:
        cache.set(KEY, timezone.now(), KEPT)
    except Exception as error:  # noqa: BLE001 - every cache has errors of its own
        logger.warning("The sign of life could not be left: %s", type(error).__name__)


def last() -> datetime | None:
    """When beat and a worker were last seen together; None when never, or when the cache does not say."""
    try:
        seen = cache.get(KEY)
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("The sign of life could not be read: %s", type(error).__name__)
        return None
    return seen if isinstance(seen, datetime) else None


def missed() -> bool:
    """Nobody has worked beside the pages for a minute."""
    seen = last()
    return seen is None or timezone.now() - seen > MISSED
