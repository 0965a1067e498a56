"""One use of a tool in one unit."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.choices import PlacementState
from courses.models.units import Outcome, Part, Unit
from courses.querysets import PlacementQuerySet


class Placement(models.Model):
    """One use of a tool in one unit. It says which outcome it serves and why it is here, or it came incomplete from an import."""

    part = models.OneToOneField(Part, on_delete=models.PROTECT, related_name="placement")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    block_key = models.CharField(max_length=60)
    config = models.JSONField(default=dict, blank=True)
    outcome = models.ForeignKey(Outcome, on_delete=models.SET_NULL, null=True, blank=True, related_name="placements")
    whole_unit = models.BooleanField(default=False)
    why = models.CharField(_("why this is here, in one sentence"), max_length=200, blank=True)
    later_until = models.DateField(null=True, blank=True)
    incomplete = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=PlacementState, default=PlacementState.DRAFT)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(incomplete=True)
                | Q(state__in=[PlacementState.DRAFT, PlacementState.RETIRED])
                | (~Q(why="") & (Q(outcome__isnull=False) | Q(whole_unit=True)))
                | Q(later_until__isnull=False),
                name="placement_says_why",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                name="placement_opens_before_it_closes",
            ),
        ]
        indexes = [models.Index(fields=["unit", "block_key"], name="placement_unit")]

    def __str__(self) -> str:
        return f"{self.block_key} in {self.unit_id}"

    def get_absolute_url(self) -> str:
        """Its own address; in the unit it stands at `unit_url`."""
        return reverse("courses:block", args=[self.unit.course.slug, self.unit.slug, self.part.key])

    @property
    def unit_url(self) -> str:
        return f"{self.unit.get_absolute_url()}#{self.part.anchor}"

    def takes_part_on(self, today: date) -> bool:
        """People may write in it on this day: it is open, and inside its dates."""
        begun = self.opens_on is None or self.opens_on <= today
        return self.state == PlacementState.PLACED and begun and not self.is_over(today)

    def is_over(self, today: date) -> bool:
        """Closed by a person, or by its date: the last instant of that day where the course is taught."""
        by_date = self.closes_on is not None and self.closes_on < today
        return self.state in {PlacementState.CLOSED, PlacementState.RETIRED} or by_date
