from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refs import new_ref
from courses.models import Placement
from mentoring.choices import ASK_LIMIT, OPEN, AskState, Reason
from mentoring.models.programmes import Offer, Programme
from mentoring.querysets import AskQuerySet


class Ask(models.Model):
    """A student asks a mentor. «Due» is compared when read: an ask that nobody answered is over, whatever ran."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="asks")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="asks")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(_("what you would like help with"), max_length=ASK_LIMIT)
    state = models.CharField(max_length=14, choices=AskState, default=AskState.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    answer = models.CharField(max_length=ASK_LIMIT, blank=True)
    suggests = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "student"], condition=Q(state__in=OPEN), name="ask_open_once_for_each_mentor"
            ),
            models.CheckConstraint(condition=~Q(mentor=F("student")), name="ask_of_another"),
        ]
        indexes = [
            models.Index(fields=["mentor", "-sent_at"], name="ask_mentor"),
            models.Index(fields=["student", "-sent_at"], name="ask_student"),
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN), name="ask_due"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        return self.state in OPEN and self.due_at > timezone.now()

    @property
    def standing(self) -> AskState:
        """The state as of now: past its day an open ask has lapsed, whether or not the sweep has been."""
        return AskState.LAPSED if self.state in OPEN and not self.is_open else AskState(self.state)

    def other(self, user_id: int | None) -> User:
        return self.student if user_id == self.mentor_id else self.mentor
