"""What a course is made of: chapters, units with their outcomes, and the parts of a unit."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.refs import new_ref
from courses.choices import PartKind, TextFormat, UnitState
from courses.models.course import Course, Source
from courses.querysets import PartQuerySet, UnitQuerySet


class Chapter(Source):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="chapters")
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "source_format", "source_id"], condition=~Q(source_id=""), name="chapter_source_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Unit(Source):
    """What people learn in one go. `heading` groups units inside a chapter; `position` runs through the whole course."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="units")
    chapter = models.ForeignKey(Chapter, on_delete=models.SET_NULL, null=True, blank=True, related_name="units")
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    slug = models.SlugField(max_length=100, allow_unicode=True)
    title = models.CharField(_("title"), max_length=200)
    lede = models.CharField(_("opening lines"), max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UnitState, default=UnitState.DRAFT)
    about = models.BooleanField(default=False)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("ends on"), null=True, blank=True)
    if_down = models.CharField(_("if this page is down"), max_length=500, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="unit_slug_once"),
            models.UniqueConstraint(fields=["course"], condition=Q(about=True), name="about_unit_once"),
            models.UniqueConstraint(
                fields=["course", "source_format", "source_id"], condition=~Q(source_id=""), name="unit_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:unit", args=[self.course.slug, self.slug])

    def is_published(self) -> bool:
        return self.state == UnitState.PUBLISHED

    def opens_later(self, today: date) -> bool:
        """Not before its own day, nor before the course starts; the unit about the course is there from the first day."""
        day = self.opening_day
        return day is not None and day > today

    @property
    def opening_day(self) -> date | None:
        start = None if self.about else self.course.starts_on
        return max((day for day in (self.opens_on, start) if day is not None), default=None)


class Outcome(models.Model):
    """What one can do after the unit."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(_("number"), max_length=12)
    text = models.CharField(_("after this unit you can"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="outcome_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Part(Source):
    """A unit is an ordered list of parts: text, or a placement. `key` is stable, for anchors and imports."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=PartKind, default=PartKind.TEXT)
    key = models.CharField(max_length=12, default=new_ref)
    title = models.CharField(_("heading"), max_length=200, blank=True)
    source = models.TextField(_("text"), blank=True)
    format = models.CharField(max_length=10, choices=TextFormat, default=TextFormat.MARKDOWN)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="part_key_once"),
            models.UniqueConstraint(
                fields=["unit", "source_format", "source_id"], condition=~Q(source_id=""), name="part_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"part {self.key}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its unit."""
        return f"p-{self.key}" if self.kind == PartKind.TEXT else f"b-{self.key}"
