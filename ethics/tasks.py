from celery import shared_task

from ethics import services


@shared_task(name="ethics.begin")
def begin() -> None:
    services.begin()
