"""Telling the processes that hold open pages to look: a bell without words. Who misses it looks again within seconds."""

import logging
import time
from functools import cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
BELL = "colloquy:live"
QUIET = 5.0
_silent_until = 0.0


def ring_streams() -> None:
    """Something was committed that an open page may want to know. Never raises, and waits for nobody."""
    global _silent_until  # noqa: PLW0603
    if not settings.REDIS_URL or time.monotonic() < _silent_until:
        return
    try:
        _server().publish(BELL, "")
    except (redis.RedisError, OSError) as error:
        _silent_until = time.monotonic() + QUIET
        logger.warning("Open pages could not be rung, they look by themselves: %s", type(error).__name__)


@cache
def _server() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
