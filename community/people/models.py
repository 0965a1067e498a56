"""Who would like company for what, whom they were suggested, hellos, connections. Shown to nobody but the two."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from community.people.choices import OWN_LINE, SUGGESTIONS_A_WEEK, Fact, HelloState
from community.people.querysets import ConnectionQuerySet, HelloQuerySet, IntroductionQuerySet, SuggestionQuerySet
from core.refs import new_ref
from courses.models import Placement


class Introduction(models.Model):
    """The answer to one question in one course, given voluntarily; or that it was skipped, which is remembered for the run."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="introductions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="introductions")
    text = models.CharField(_("in your own words"), max_length=300, blank=True)
    reach = models.CharField(_("how to reach you"), max_length=OWN_LINE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "person"], name="introduction_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.scope_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is not None and self.withdrawn_at is None


class GivenFact(models.Model):
    """One thing that somebody said about themselves, as it is compared (`value`) and as they said it (`label`)."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="facts")
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+", db_index=False)
    fact = models.CharField(max_length=12, choices=Fact)
    value = models.CharField(max_length=120)
    label = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "fact", "value"], name="given_fact_once")]
        indexes = [models.Index(fields=["scope", "fact", "value"], name="given_fact_shared")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.label}"


class Suggestion(models.Model):
    """One of at most three people in a week (`place`: the database counts). The reasons are what both had said by then."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="suggestions")
    week = models.DateField()
    place = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["to", "scope", "week", "place"], name="suggestion_place_once"),
            models.UniqueConstraint(fields=["to", "about", "week"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(place__lt=SUGGESTIONS_A_WEEK), name="suggestion_three_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.about_id} to {self.to_id}"


class Hello(models.Model):
    """One prewritten line and one of one's own. A decline changes nothing for its sender until it would have lapsed."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    placement = models.ForeignKey(Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    line = models.CharField(max_length=300)
    text = models.CharField(_("a line of your own"), max_length=OWN_LINE, blank=True)
    state = models.CharField(max_length=10, choices=HelloState, default=HelloState.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = HelloQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "sender", "receiver"], name="hello_once"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="hello_to_another"),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="hello_receiver"),
            models.Index(fields=["sender", "-sent_at"], name="hello_sender"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_waiting(self) -> bool:
        return self.state == HelloState.SENT and self.due_at > timezone.now()

    @property
    def shown_to_sender(self) -> HelloState:
        """Declined and unanswered look the same: sent until the day it lapses, no answer after that."""
        if self.state == HelloState.ACCEPTED:
            return HelloState.ACCEPTED
        return HelloState.SENT if self.due_at > timezone.now() else HelloState.LAPSED


class Connection(models.Model):
    """Two people of one course who said hello and yes. Either may end it, and nobody is told."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    hello = models.OneToOneField(Hello, on_delete=models.SET_NULL, null=True, blank=True, related_name="connection")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "low", "high"], condition=Q(ended_at__isnull=True), name="connection_once"
            ),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="connection_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} and {self.high_id}"

    @property
    def people(self) -> tuple[int, int]:
        return self.low_id, self.high_id

    def other(self, user_id: int | None) -> User:
        return self.high if user_id == self.low_id else self.low
