from celery import shared_task

from moderation import services


@shared_task(name="moderation.watch")
def watch() -> None:
    services.watch()
