"""What somebody has begun to write and nobody else sees."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from community.discussion.models.places import Thread
from courses.models import Placement


class Draft(models.Model):
    """One unfinished text of a person for each place and use: an answer in a thread, or something new in a block.

    `use` is "" in the composer of the place; what is written there on a page of its own (`STAFF_ONLY`, `TOGETHER`, the edit
    of a post) never mixes with it.

    `version` counts the savings: a page that shows an older one does not write over a newer one from another device.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    use = models.CharField(max_length=26, blank=True, default="", db_default="")
    title = models.CharField(max_length=200, blank=True)
    source = models.TextField()
    kind = models.CharField(max_length=14, blank=True)
    anonymous = models.BooleanField(default=False)
    reply_to = models.BigIntegerField(null=True, blank=True)
    """The post that is answered; of a shared answer the version from which its writer set out."""
    files = models.JSONField(default=list, blank=True)
    """What `PostFile.shown` says of the files that are ready for it, in the order in which they came."""
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thread", "use"], name="draft_thread_use_once"),
            models.UniqueConstraint(fields=["user", "placement", "use"], name="draft_placement_use_once"),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, placement__isnull=True)
                | Q(thread__isnull=True, placement__isnull=False),
                name="draft_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.user_id} in {self.thread_id or self.placement_id}"
