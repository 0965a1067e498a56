"""The outbox: an event is a row first, a task second.

`emit` writes the row in the caller's transaction. After commit the broker is rung; when it does not answer, or a worker dies,
`sweep` finds the row and hands it out again. A listener's effect and its delivery key are one transaction: heard exactly once.
"""

import logging
from datetime import timedelta

from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.events import Event, Listener, listeners_of, rebuild
from core.models import Delivery, OutboxEvent

logger = logging.getLogger(__name__)
GRACE = timedelta(seconds=10)
KEPT = timedelta(days=30)


def emit(event: Event) -> OutboxEvent:
    """Write the event beside the change it speaks of; outside a transaction that would be a lie, so it is refused."""
    if not connection.in_atomic_block:
        message = f"{event.name} must be emitted inside the transaction of its change."
        raise RuntimeError(message)
    row = OutboxEvent.objects.create(name=event.name, payload=event.payload(), retry_at=timezone.now() + GRACE)
    transaction.on_commit(lambda: ring("core.deliver", row.pk), robust=True)
    return row


def ring(task: str, *args: object) -> None:
    """Ask a worker to look; a broker that does not answer is no harm, for the sweeper looks too."""
    try:
        current_app.tasks[task].delay(*args)
    except OSError as error:
        logger.warning("The broker did not answer, the sweeper will: %s", error.__class__.__name__)
    except Exception as error:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("The broker did not take the message, the sweeper will: %s", error.__class__.__name__)


def bell_works() -> bool:
    """The broker takes messages now."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # noqa: BLE001 - every transport has errors of its own
        logger.warning("The broker does not answer: %s", type(error).__name__)
        return False
    return True


def handle(event_id: int) -> None:
    """Let every listener hear one event; hearing twice changes nothing."""
    row = OutboxEvent.objects.filter(pk=event_id, handled_at__isnull=True).first()
    if row is None:
        return
    event = rebuild(row.name, row.payload, row.pk)
    try:
        for key, listener in listeners_of(row.name) if event else ():
            assert event is not None
            _deliver(row, key, listener, event)
    except Exception:
        delay = min(2**row.attempts * 5, 300)
        OutboxEvent.objects.filter(pk=row.pk).update(
            attempts=row.attempts + 1, retry_at=timezone.now() + timedelta(seconds=delay)
        )
        logger.exception("A listener of %s failed; it will hear it again.", row.name)
        if current_app.conf.task_always_eager:
            raise
        return
    OutboxEvent.objects.filter(pk=row.pk).update(handled_at=timezone.now())


def _deliver(row: OutboxEvent, key: str, listener: Listener, event: Event) -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                Delivery.objects.create(event=row, listener=key)
        except IntegrityError:
            return
        listener(event)


def sweep(limit: int = 500) -> int:
    """Handle what nobody answered; the number of events looked at."""
    due = OutboxEvent.objects.filter(handled_at__isnull=True, retry_at__lte=timezone.now())
    ids = list(due.order_by("retry_at").values_list("pk", flat=True)[:limit])
    for event_id in ids:
        handle(event_id)
    return len(ids)


def tidy() -> None:
    """Events that everybody heard are kept for 30 days."""
    OutboxEvent.objects.filter(handled_at__lt=timezone.now() - KEPT).delete()
