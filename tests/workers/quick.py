"""A process of the house with shorter waits: `python -m tests.workers.quick worker|web PORT|prepare`.

The same settings and code as in life; only the waits for an undo, for a lease and between two looks of the sweeper are
seconds instead of minutes, so that a test can see a lease run out.
"""

import logging
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from config.celery import app  # noqa: E402
from core import outbox  # noqa: E402
from notifications.extensions import notices  # noqa: E402
from notifications.services import sending, telling  # noqa: E402

LEASE_SECONDS = 4


def hurry() -> None:
    outbox.GRACE = timedelta(seconds=1)
    sending.LEASE = LEASE_SECONDS
    telling.FOLDING = timedelta(seconds=2)
    for kind in notices:
        kind.due_after = timedelta(0)
    for name in ("sweep-outbox", "send-due-mail"):
        app.conf.beat_schedule[name]["schedule"] = 0.5


def worker() -> None:
    pool = ["--pool", "prefork", "--concurrency", "2"] if settings.REDIS_URL else ["--pool", "solo"]
    app.worker_main(["worker", "-B", *pool, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"])


def web(port: str) -> None:
    import uvicorn  # noqa: PLC0415

    uvicorn.run("config.asgi:application", port=int(port), log_level=logging.ERROR, lifespan="off", ws="none")


if __name__ == "__main__":
    hurry()
    if sys.argv[1] == "prepare":
        call_command("createcachetable", database="cache", verbosity=0)
    elif sys.argv[1] == "worker":
        worker()
    else:
        web(sys.argv[2])
