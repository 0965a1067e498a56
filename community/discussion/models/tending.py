"""What staff did with threads, so that others can read it and it can be undone; and what they often answer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Act
from community.discussion.models.places import Thread
from courses.models import Course


class Tending(models.Model):
    """One act on one thread: who, what, when, why. `before` holds what an undo needs, ids only, never words.

    `other` is the thread that was split off, or merged into. `told` are the people whose words were touched.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tendings")
    other = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=12, choices=Act)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=list, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            # The log of a course, newest first.
            models.Index(fields=["course", "-at"], name="tending_log"),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.thread_id}"


class SavedReply(models.Model):
    """Words that a member of staff writes again and again: their own (`owner`), or shared by the team of a course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_replies")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=80)
    source = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=False, owner__isnull=True) | Q(course__isnull=True, owner__isnull=False),
                name="saved_reply_one_keeper",
            )
        ]

    def __str__(self) -> str:
        return self.title
