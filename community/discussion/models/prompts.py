"""What staff agreed with one person about a prompt."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from courses.models import Placement


class Later(models.Model):
    """A later date for one person in one block: each of its dates that comes earlier is this one for them."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="later", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "user"], name="later_once")]

    def __str__(self) -> str:
        return f"{self.user_id} has until {self.until} in {self.placement_id}"
