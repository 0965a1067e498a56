"""Looking at posts before others read them: the ones that wait, and the people for whom that was agreed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Looked, WhyHeld
from community.discussion.models.posts import Post
from community.discussion.querysets.approving import ApprovalQuerySet, FirstLookQuerySet
from courses.models import Course


class Approval(models.Model):
    """One post that a member of staff looks at first. Without this row a held post is held by somebody else.

    `sent_at` is when its author sent it, which counts for them; others read it from `decided_at` on. `words` is what was
    said when it was returned.
    """

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="approval")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(max_length=10, choices=WhyHeld)
    reviewer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=Looked, default=Looked.WAITING)
    sent_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        indexes = [
            # What waits in a course, the oldest promise first.
            models.Index(fields=["course", "due_at"], condition=~Q(state=Looked.APPROVED), name="approval_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.post_id}"

    @property
    def is_returned(self) -> bool:
        return self.state == Looked.RETURNED


class FirstLook(models.Model):
    """Staff look first at what one person writes in a course, until a day. The person knows, and knows why."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    until = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = FirstLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"], condition=Q(ended_at__isnull=True), name="first_look_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id} until {self.until}"
