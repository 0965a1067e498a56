from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.models import Space
from core.refs import new_ref
from mentoring.choices import ASK_LIMIT, RUNNING, PairState
from mentoring.models.asks import Ask
from mentoring.models.programmes import Offer, Programme, text_hash
from mentoring.querysets import MeetingQuerySet, PairQuerySet


class Pair(models.Model):
    """A mentor and a student who found each other. The agreement is the text that was shown to both, kept as it was."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pairs")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="pairs")
    ask = models.OneToOneField(Ask, on_delete=models.PROTECT, related_name="pair")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="mentoring_pair")
    state = models.CharField(max_length=8, choices=PairState, default=PairState.AGREED)
    agreement = models.TextField()
    rhythm = models.CharField(_("how often, how long"), max_length=120, blank=True)
    agreed_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "mentor", "student"], condition=Q(state__in=RUNNING), name="pair_running_once"
            ),
            models.CheckConstraint(condition=~Q(mentor=F("student")), name="pair_of_two"),
            models.CheckConstraint(
                condition=Q(state=PairState.ENDED, ended_at__isnull=False)
                | (~Q(state=PairState.ENDED) & Q(ended_at__isnull=True)),
                name="pair_ended_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "state"], name="pair_mentor"),
            models.Index(fields=["student", "state"], name="pair_student"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def agreement_hash(self) -> str:
        return text_hash(self.agreement)

    @property
    def people(self) -> tuple[int, int]:
        return self.mentor_id, self.student_id

    def other(self, user_id: int | None) -> User:
        return self.student if user_id == self.mentor_id else self.mentor


class Signature(models.Model):
    """Who signed which text, and when."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="signatures")
    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "who"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.who_id} signed {self.pair_id}"


class Meeting(models.Model):
    """A time that suits: proposed until one of the two picks it. The note is theirs, for both."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    picked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    picked_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("what you want to remember"), max_length=ASK_LIMIT, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "starts_at"], condition=Q(cancelled_at__isnull=True), name="meeting_time_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} at {self.starts_at:%Y-%m-%d %H:%M}"
