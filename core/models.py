"""What every app leans on: the outbox, leased rows, stored files, search documents. No domain words."""

from datetime import timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OutboxEvent(models.Model):
    """An event, written in the transaction of the change it speaks of. The broker only rings the bell."""

    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    emitted_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["retry_at"], condition=Q(handled_at__isnull=True), name="outbox_waiting"),
            models.Index(fields=["handled_at"], name="outbox_handled"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """The key of «this listener heard this event», written with the listener's own effect."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "listener"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.listener} heard {self.event_id}"


L = TypeVar("L", bound="LeasedRow")


class LeasedQuerySet(models.QuerySet[L]):
    def due(self) -> Self:
        """Rows that wait for a worker: their time has come, and no living lease holds them."""
        now = timezone.now()
        return self.filter(state=LeasedRow.State.WAITING, due_at__lte=now).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        )

    def claim(self, pk: int, *, seconds: int = 120, **also: object) -> bool:
        """Take one due row for so many seconds (and set `also`); False when somebody else has it or it is done."""
        lease = timezone.now() + timedelta(seconds=seconds)
        return bool(self.due().filter(pk=pk).update(leased_until=lease, attempts=F("attempts") + 1, **also))


class LeasedRow(models.Model):
    """An effect outside the database (a mail): done at least once, repeated at most once for each death of a worker."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DROPPED = "dropped"
        FAILED = "failed"

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class StoredFile(models.Model):
    """The bytes of an upload, once for each content. It has no address: its owners attach it and serve it themselves."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.mime} {self.sha256[:12]}"


class SearchDocument(models.Model):
    """One thing that can be found, with the audience that may find it. Filled by listeners, emptied with the hiding."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    audience_id = models.BigIntegerField()
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]
        indexes = [models.Index(fields=["audience_id", "kind"], name="search_document_audience")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
