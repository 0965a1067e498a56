import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("colloquy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _tell(**kwargs: Any) -> None:
    """Leave a file that says so: `manage.py up` looks for it."""
    from django.conf import settings  # noqa: PLC0415

    with suppress(OSError):
        (settings.DATA_DIR / "worker-ready").touch()


@heartbeat_sent.connect
def _live(**kwargs: Any) -> None:
    """Every two seconds while the broker is heard: the sign that a container's health check looks for."""
    from django.conf import settings  # noqa: PLC0415

    if settings.ALIVE_FILE:
        with suppress(OSError):
            Path(settings.ALIVE_FILE).touch()
