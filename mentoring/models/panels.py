from django.db import models
from django.utils import timezone

from community.models import Space
from courses.models import Placement
from mentoring.models.programmes import Offer, Programme


class Panel(models.Model):
    """The mentors of one block in one unit, and the space where they are asked."""

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="mentor_panel")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="panels")
    space = models.OneToOneField(Space, on_delete=models.PROTECT, null=True, blank=True, related_name="mentor_panel")

    def __str__(self) -> str:
        return f"panel in {self.placement_id}"


class PanelSeat(models.Model):
    """One mentor on one panel; they may step down."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="seats")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "offer"], name="panel_seat_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} on {self.panel_id}"
