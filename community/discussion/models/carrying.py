"""Threads of an old run that are carried into a new one: whose words they are, and what each of them said."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Consent
from community.discussion.models.places import Thread
from courses.models import Course


class Carrying(models.Model):
    """The wish to carry one thread into one new run. `carried` is the copy, once there is one."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="carryings")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="carryings", db_index=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Staff no longer ask."""
    carried = models.OneToOneField(Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_by")
    carried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "thread"], name="carrying_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} to {self.course_id}"


class CarryConsent(models.Model):
    """What one person says of their posts in the thread; no answer is a no.

    `may_name`: they wrote under their name there. `stand_in` is the author of their copied posts: nobody who could sign
    in, and no trace of who it was where they wanted none.
    """

    carrying = models.ForeignKey(Carrying, on_delete=models.CASCADE, related_name="consents", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    may_name = models.BooleanField(default=True)
    together = models.BooleanField(default=False, db_default=False)
    """They wrote at an answer of several that was carried over: a no of theirs takes that back, too."""
    answer = models.CharField(max_length=10, choices=Consent, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    stand_in = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrying", "user"], name="carry_consent_once")]

    def __str__(self) -> str:
        return f"{self.answer or 'no answer'} of {self.user_id}"

    @property
    def agrees(self) -> bool:
        return self.answer in {Consent.NAMED, Consent.HIDDEN}
