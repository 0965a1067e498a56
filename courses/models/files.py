"""The files of a course, and the imports that brought it."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Scope, User
from core.models import StoredFile
from courses.choices import ImportStage, ImportState
from courses.models.course import Course, Source
from courses.querysets import CourseFileQuerySet, ImportQuerySet


class CourseFile(Source):
    """A file of a course's texts, served under the course's policy."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField(default=timezone.now)

    objects = CourseFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "name"], name="course_file_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("courses:file", args=[self.course.slug, self.pk, self.name])


class Import(models.Model):
    """One import and its report, kept and shown."""

    course = models.ForeignKey(Course, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    name = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=20, blank=True)
    dry_run = models.BooleanField(default=False)
    upload = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=500, blank=True)
    """A place on the server that the settings allow, for what is too large to upload."""
    block = models.ForeignKey(
        "courses.Placement", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    """Where posts go that are read into one discussion."""
    stage = models.CharField(max_length=10, choices=ImportStage, default=ImportStage.READING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    alive_at = models.DateTimeField(default=timezone.now)
    """The worker was last heard of."""
    journal = models.JSONField(default=dict, blank=True)
    """What was made and what was changed, for the undo (courses.services.imports.journal)."""
    report = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"import of {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("courses:import", args=[self.pk])
