"""Who wrote without their name, and which staff looked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Consent
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


class Airing(models.Model):
    """Staff asked whether a private question may be shown to the others, and what its author said: a line of its log."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="airings")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Consent, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread"], condition=Q(answer=""), name="airing_open_once")]

    def __str__(self) -> str:
        return f"{self.asked_by_id} asks to show {self.thread_id}"
