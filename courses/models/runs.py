"""The copy of a course to a new run, and what a person has to look at in it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from courses.choices import CopyState
from courses.models.course import Course
from courses.models.units import Part, Unit


class Copying(models.Model):
    """One copy: asked for by a person, made by a worker, once. `token` makes a second press harmless."""

    old = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="copies")
    course = models.ForeignKey(Course, on_delete=models.SET_NULL, null=True, blank=True, related_name="copied_from")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    state = models.CharField(max_length=10, choices=CopyState, default=CopyState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    alive_at = models.DateTimeField(default=timezone.now)
    report = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "token"], name="copying_once")]

    def __str__(self) -> str:
        return f"copy of {self.old_id}"

    def get_absolute_url(self) -> str:
        return reverse("courses:copying", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in {CopyState.WAITING, CopyState.RUNNING}


class RunCheck(models.Model):
    """One thing to look at in a copy; `kind` is what was declared of it, and says its words and its address.

    `what` quotes the course (a title, a piece of a sentence), `number` is the id of a row of the app that declared it.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="to_check")
    kind = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.BigIntegerField(null=True, blank=True)
    what = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "kind", "number"], condition=Q(number__isnull=False), name="run_check_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.course_id}"
