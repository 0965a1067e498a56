"""A process of the house with shorter waits: `python -m tests.workers.quick worker|second|web PORT|fragile PORT|prepare`.

The same settings and code as in life; only the waits for an undo, for a lease and between two looks of the sweeper are
seconds instead of minutes, so that a test can see a lease run out. `second` is another worker with a beat of its own;
`fragile` is a web process that dies by its own hand where a change is committed and no bell has rung yet; `five` hands
the newest events out five times at once, and has the mail sent five times at once.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from config.celery import app  # noqa: E402
from core import outbox  # noqa: E402
from core.models import OutboxEvent  # noqa: E402
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


def worker(name: str) -> None:
    pool = ["--pool", "prefork", "--concurrency", "2"] if settings.REDIS_URL else ["--pool", "solo"]
    own = ["-n", f"{name}-{os.getpid()}@%h", "-s", str(settings.DATA_DIR / f"beat-{name}")]
    app.worker_main(["worker", "-B", *own, *pool, "--loglevel", "WARNING", "--without-gossip", "--without-mingle"])


def fragile() -> None:
    """The process is gone after the commit and before the bell."""
    outbox.ring = lambda task, *args: os.kill(os.getpid(), signal.SIGKILL)


def five(number: int = 20) -> None:
    """By the broker, and by five threads that start together."""
    newest = list(OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True)[:number])
    for pk in newest * 5:
        outbox.ring("core.deliver", pk)
    together = threading.Barrier(5)

    def run(work: Callable[[], object]) -> None:
        together.wait()
        work()

    def everything() -> None:
        for pk in newest:
            outbox.handle(pk)
        sending.send_due()

    threads = [threading.Thread(target=run, args=[everything]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def web(port: str) -> None:
    import uvicorn  # noqa: PLC0415

    uvicorn.run("config.asgi:application", port=int(port), log_level=logging.ERROR, lifespan="off", ws="none")


if __name__ == "__main__":
    hurry()
    part = sys.argv[1]
    if part == "prepare":
        call_command("createcachetable", database="cache", verbosity=0)
    elif part in {"worker", "second"}:
        worker(part)
    elif part == "five":
        five()
    else:
        if part == "fragile":
            fragile()
        web(sys.argv[2])
