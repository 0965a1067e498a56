from django.db import models
from django.utils import timezone

from accounts.models import User
from mentoring.models.programmes import Offer, Programme


class Seeker(models.Model):
    """A student who looks for a mentor in one round: asked once what they look for. Its row is what asks are counted under."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="seekers")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    missing = models.CharField(max_length=600, blank=True)
    missing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "student"], name="seeker_once")]

    def __str__(self) -> str:
        return f"{self.student_id} looks in {self.programme_id}"


class Wish(models.Model):
    """One thing that would do, in order: any of `values` meets it. The first counts double."""

    seeker = models.ForeignKey(Seeker, on_delete=models.CASCADE, related_name="wishes")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    values = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["seeker", "position"], name="wish_position_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.values}"


class SetAside(models.Model):
    """«Not for me»: only the student knows, and may take it back."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="set_asides")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "student"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.student_id} set {self.offer_id} aside"
