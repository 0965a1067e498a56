"""A course: one run, where it lives, and the addresses it had."""

import zoneinfo
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from courses.querysets import CourseQuerySet


class Source(models.Model):
    """Who a row came from: the identity under which an import finds it again."""

    source_format = models.CharField(max_length=20, blank=True)
    source_id = models.CharField(max_length=255, blank=True)

    class Meta:
        abstract = True


class Series(models.Model):
    """The runs of one course over the years."""

    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A semester or school year of an institution, as its roster names it."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="terms")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Course(Source):
    """One run of a course; it points at its own scope."""

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="course")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="runs")
    term = models.ForeignKey(Term, on_delete=models.SET_NULL, null=True, blank=True, related_name="courses")
    slug = models.SlugField(_("short name in the address"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("in one or two sentences"), max_length=600, blank=True)
    language = models.CharField(max_length=12, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["source_format", "source_id"], name="course_source")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:course", args=[self.slug])

    @property
    def today(self) -> date:
        """The day it is where the course is taught."""
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(self.scope.time_zone))

    @property
    def is_over(self) -> bool:
        """Ended by its staff, or past its last day where it is taught. Compared when read: nothing has to run for it."""
        return self.archived_at is not None or (self.ends_on is not None and self.ends_on < self.today)

    @property
    def begins_later(self) -> bool:
        return self.starts_on is not None and self.starts_on > self.today

    def first_unit(self) -> Any:
        """The first unit that a newcomer can read today, if there is one."""
        if self.begins_later:
            return None
        published = self.units.filter(state="published", about=False)
        begun = published.filter(models.Q(opens_on__isnull=True) | models.Q(opens_on__lte=self.today))
        return begun.order_by("position", "pk").first()

    @property
    def tools_limit(self) -> int:
        """How many tools this course keeps to; 0 means that nobody counts."""
        return int(self.settings.get("tools", 3))

    @property
    def promise_days(self) -> int:
        """Within how many working days staff answer; 0 when nothing is promised."""
        return int(self.settings.get("promise_days", 2))

    def setting(self, key: str, default: Any = None) -> Any:
        return self.settings.get(key, default)


class OldSlug(models.Model):
    """An address that once was; it redirects."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="old_slugs")
    unit = models.ForeignKey("Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="old_slugs")
    slug = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["slug"], name="old_slug")]

    def __str__(self) -> str:
        return self.slug
