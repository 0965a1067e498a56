"""Lists of people that were read, what each roster said, and who went by their own wish."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Scope, User
from core.models import StoredFile
from courses.choices import RecordKind, RosterKind, RosterState
from courses.models.course import Course, Series, Term
from courses.querysets import RosterQuerySet, RosterRecordQuerySet


class Roster(models.Model):
    """One list of people for one place: read, looked at, carried out. `done` of `total` lines are behind us."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=RosterKind, default=RosterKind.PEOPLE)
    state = models.CharField(max_length=10, choices=RosterState, default=RosterState.WAITING)
    name = models.CharField(max_length=255, blank=True)
    upload = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"list of people {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courses:roster", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state not in {RosterState.READ, RosterState.DONE, RosterState.REFUSED}


class RosterRecord(models.Model):
    """What the roster of a place said of one thing: the identity under which the next roster finds it again.

    A person has `user` once there is an account whose verified address it is; until then their enrolments wait. An
    enrolment or a duty has `user` while it gives a place to somebody: from `begins_on` until `ends_on`, that day not
    included. A duty's `of_class` is the organisation it is held in.
    """

    root = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="roster_records")
    kind = models.CharField(max_length=10, choices=RecordKind)
    sourced_id = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    number = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    place = models.ForeignKey(Scope, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Scope, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="enrolments")
    of_class = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="enrolled")
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    terms = models.JSONField(default=list, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RosterRecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "kind", "sourced_id"], name="roster_record_once")]
        indexes = [
            models.Index(
                fields=["email"],
                condition=Q(kind=RecordKind.USER, user__isnull=True, ended_at__isnull=True),
                name="roster_waiting_for_address",
            ),
            models.Index(
                fields=["begins_on"],
                condition=Q(kind=RecordKind.ENROLMENT, user__isnull=True, begins_on__isnull=False),
                name="roster_beginning",
            ),
            models.Index(
                fields=["ends_on"], condition=Q(user__isnull=False, ends_on__isnull=False), name="roster_ending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sourced_id}"


class Departure(models.Model):
    """A person left the course by themselves; what they were, so that they can come back."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="departures")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    groups = models.ManyToManyField(Scope, blank=True, related_name="+")
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "user"], name="departure_once")]

    def __str__(self) -> str:
        return f"{self.user_id} left {self.course_id}"
