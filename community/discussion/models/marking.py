"""Marks that a person gave for what somebody wrote in a block: drafts until they are released together."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.models import Placement


class Release(models.Model):
    """One showing of marks to those they are of."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"release {self.pk} in {self.placement_id}"


class Mark(models.Model):
    """What stands in `given` and `comment` is its graders' draft; its student reads the `released` twins alone.

    `given` holds the words as they were when it was given, so that a block that is changed changes no mark.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="marks", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    given = models.JSONField()
    comment = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField(default=timezone.now)
    released_given = models.JSONField(null=True, blank=True)
    released_comment = models.TextField(blank=True)
    released_with = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="marks")
    waits = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "user"], name="mark_once")]
        indexes = [models.Index(fields=["placement"], condition=Q(waits=True), name="mark_waits")]

    def __str__(self) -> str:
        return f"mark of {self.user_id} in {self.placement_id}"


class MarkEntry(models.Model):
    """Every saving of a mark: who gave what, and when."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="entries")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    given = models.JSONField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by_id} gave mark {self.mark_id}"
