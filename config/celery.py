import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("colloquy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _tell(**kwargs: Any) -> None:
    """Leave a file that says so: `manage.py up` and a container's health check look for it."""
    from django.conf import settings  # noqa: PLC0415

    with suppress(OSError):
        (settings.DATA_DIR / "worker-ready").touch()
