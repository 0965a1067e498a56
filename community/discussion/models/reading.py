"""How one person reads: what they kept for later, where their feeds are, which words they do not want to meet."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from community.discussion.models.posts import Post
from courses.models import Unit


class Saved(models.Model):
    """A post kept for later, with a reminder where one was wished for. `told_at` is when that went out."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="saved")
    since = models.DateTimeField(default=timezone.now)
    remind_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="saved_once")]
        indexes = [
            # The reminders that are due.
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False, told_at__isnull=True), name="saved_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} keeps {self.post_id}"


class Feed(models.Model):
    """The secret address under which one person's reader program asks for a unit; another token ends the old address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.user_id} reads unit {self.unit_id} elsewhere"


class ReadingHabit(models.Model):
    """What one person decided about their own reading, everywhere."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+", primary_key=True)
    words = models.JSONField(default=list, blank=True)
    """Posts with one of these are folded for this person."""

    def __str__(self) -> str:
        return f"how {self.user_id} reads"
