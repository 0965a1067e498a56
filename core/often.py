"""How often one person may ask for what costs more than a page."""

import time

from django.core.cache import cache


def too_often(who: str, *, most: int, seconds: int = 60) -> bool:
    """Whether `who` (an act and a person) comes more than `most` times in this window of so many seconds."""
    key = f"often:{who}:{int(time.time() // seconds)}"
    cache.add(key, 0, 2 * seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # thrown out in between
        return False
