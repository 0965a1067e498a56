from celery import shared_task

from core import heartbeat, outbox


@shared_task(name="core.deliver")
def deliver(event_id: int) -> None:
    outbox.handle(event_id)


@shared_task(name="core.sweep")
def sweep() -> None:
    heartbeat.tick()
    outbox.sweep()


@shared_task(name="core.tidy")
def tidy() -> None:
    outbox.tidy()
