"""Who wrote without their name, and which staff looked."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from community.discussion.models.places import Thread
from community.discussion.querysets import UnveilingQuerySet


class Unveiling(models.Model):
    """One member of staff opened the names of one thread, where they are under a veil: a line of the log."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="unveilings", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = UnveilingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "by"], name="unveiling_once")]
        indexes = [models.Index(fields=["-at"], name="unveiling_latest")]

    def __str__(self) -> str:
        return f"{self.by_id} opened the names of {self.thread_id}"
