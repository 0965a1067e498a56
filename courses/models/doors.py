"""The ways into a course, and the traces a person leaves in it for themselves."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Scope, User
from core.models import LeasedRow
from courses.models.course import Course
from courses.models.units import Unit
from courses.querysets import InvitationMailQuerySet


class JoinLink(models.Model):
    """A door into a course: it expires, can be revoked, may ask for a mail domain or stop at a number of people."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="join_links")
    token = models.CharField(max_length=43, unique=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.LEARNER)
    group = models.ForeignKey(Scope, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    domain = models.CharField(_("only addresses at"), max_length=120, blank=True)
    places = models.PositiveIntegerField(_("at most so many people"), null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(_("works until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__isnull=True) | Q(used__lte=F("places")), name="join_link_places")
        ]

    def __str__(self) -> str:
        return f"join link {self.pk} of {self.course_id}"

    def get_absolute_url(self) -> str:
        return reverse("courses:join", args=[self.token])

    @property
    def is_over(self) -> bool:
        """Revoked, past its time, or full."""
        late = self.expires_at is not None and self.expires_at <= timezone.now()
        return bool(self.revoked_at) or late or (self.places is not None and self.used >= self.places)


class Invitation(models.Model):
    """An invitation by e-mail, for one address."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role, default=Role.LEARNER)
    token = models.CharField(max_length=43, unique=True)
    group = models.ForeignKey(Scope, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    number = models.CharField(max_length=80, blank=True)
    message = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "email"], name="invitation_once")]

    def __str__(self) -> str:
        return f"invitation of {self.email}"

    def get_absolute_url(self) -> str:
        return reverse("courses:invitation", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class InvitationMail(LeasedRow):
    """The letter of an invitation, written down before it is sent: its reader may have no account yet. `reason` is what
    the mail server said when it did not take it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    message_id = models.CharField(max_length=40, unique=True)
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")

    objects = InvitationMailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"letter {self.message_id}"


class UnitVisit(models.Model):
    """A person was in this unit: for «in progress» and «finished» in their own rail, seen by nobody else."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="visits")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="unit_visit_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.unit_id}"
