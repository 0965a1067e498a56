"""What runs beside the pages: which queue a task waits in, and what the clock asks for and when (seconds)."""

from datetime import timedelta
from typing import Any

from kombu.entity import Queue

QUEUES = [Queue(name) for name in ("colloquy", "mail", "slow")]  # type: ignore[no-untyped-call]
# What waits for other people's servers, and what takes minutes, keeps no doorbell waiting. A worker without --queues hears all.
ROUTES = {
    "notifications.*": {"queue": "mail"},
    "courses.send_invitation": {"queue": "mail"},
    "courses.turn_days": {"queue": "colloquy"},
    "courses.*": {"queue": "slow"},
    "people.suggest_week": {"queue": "slow"},
    "community.check_files": {"queue": "slow"},
    "community.sweep_files": {"queue": "slow"},
    "core.tidy": {"queue": "slow"},
}

SOON = {"expires": 20}
"""What is rung every few seconds is not kept for a worker that was away: the next ring does as well."""
SCHEDULE: dict[str, Any] = {
    "sweep-outbox": {"task": "core.sweep", "schedule": 5.0, "options": SOON},
    "send-due-mail": {"task": "notifications.send_due", "schedule": 5.0, "options": SOON},
    "send-due-digests": {"task": "notifications.digest_due", "schedule": 60.0},
    "place-old-notices": {"task": "notifications.place_old", "schedule": 30.0, "options": SOON},
    "begin-rules": {"task": "ethics.begin", "schedule": 60.0},
    "watch-cases": {"task": "moderation.watch", "schedule": 900.0},
    "resume-courses": {"task": "courses.resume", "schedule": 60.0},
    "turn-days": {"task": "courses.turn_days", "schedule": 30.0, "options": SOON},
    "remind-readers": {"task": "community.remind", "schedule": 60.0, "options": SOON},
    "publish-announcements": {"task": "community.publish", "schedule": 30.0, "options": SOON},
    "check-files": {"task": "community.check_files", "schedule": 10.0, "options": SOON},
    "sweep-files": {"task": "community.sweep_files", "schedule": 3600.0},
    "lapse-asks": {"task": "mentoring.lapse_asks", "schedule": 300.0},
    "suggest-people": {"task": "people.suggest_week", "schedule": 600.0},
    "tidy-outbox": {"task": "core.tidy", "schedule": timedelta(hours=6).total_seconds()},
}
