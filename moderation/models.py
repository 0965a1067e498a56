"""Case by case: reports with their evidence, decisions with their reasons, appeals, and the chain of who did what."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from core.refs import new_ref
from ethics.models import Clause
from moderation.choices import (
    OPEN,
    TWO_PERSON,
    Act,
    AppealOutcome,
    AppealState,
    CaseState,
    DecisionState,
    Desk,
    Ground,
    LookOutcome,
    Outcome,
)
from moderation.querysets import AppealQuerySet, CaseQuerySet, DecisionQuerySet, LookQuerySet, ReportQuerySet


class Case(models.Model):
    """One piece of content that somebody reported. `kind` and `object_id` name it; its owner knows the rest."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="cases")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases_about")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.NEW)
    desk = models.CharField(max_length=6, choices=Desk, default=Desk.DESK)
    assigned = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], condition=Q(state__in=OPEN), name="case_one_open")
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(state__in=OPEN), name="case_oldest_open"),
            models.Index(fields=["kind", "object_id"], name="case_content"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Report(models.Model):
    """Somebody's reason to look at it. The same person reporting twice changes nothing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reports_made")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("in your own words"), max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once")]

    def __str__(self) -> str:
        return f"report on {self.case_id}"


class Evidence(models.Model):
    """What stood there when it was reported: canonical JSON and its SHA-256. Refused any change by a trigger."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="evidence")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]


class CaseNote(models.Model):
    """A word to the next person at the desk."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("what the next person should know"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note on {self.case_id}"


class Decision(models.Model):
    """What was decided under which clause, and the letter as it was sent. Never deleted: a trigger refuses it."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions_made")
    outcome = models.CharField(max_length=16, choices=Outcome)
    state = models.CharField(max_length=12, choices=DecisionState, default=DecisionState.IN_FORCE)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    reasons = models.TextField(_("reasons"), max_length=2000)
    quote = models.CharField(_("the words it is about"), max_length=300, blank=True)
    pause_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    letter = models.TextField(blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    confirm_by = models.DateTimeField(null=True, blank=True)
    confirmer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "decider"], name="decision_and_decider"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.NO_BREACH) | Q(clause__isnull=False), name="decision_cites_clause"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PAUSE, pause_days__gte=1, pause_days__lte=14)
                | (~Q(outcome=Outcome.PAUSE) & Q(pause_days__isnull=True)),
                name="decision_pause_days",
            ),
            models.CheckConstraint(
                condition=Q(confirmer__isnull=True) | ~Q(confirmer=F("decider")), name="decision_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.IN_FORCE, outcome__in=TWO_PERSON) | Q(confirmer__isnull=False),
                name="decision_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} in {self.case_id}"


class Appeal(models.Model):
    """The author asks somebody else to look. `first_decider` repeats the decision's, kept true by the database."""

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    first_decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    appellant = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appeals")
    ground = models.CharField(max_length=10, choices=Ground)
    words = models.TextField(_("what should the next person know?"), max_length=2000)
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.RECEIVED)
    desk = models.CharField(max_length=6, choices=Desk, default=Desk.DESK)
    waits_for_outsider = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    reading_since = models.DateTimeField(null=True, blank=True)
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=AppealOutcome, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | ~Q(decider=F("first_decider")), name="appeal_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | (Q(decider__isnull=False) & Q(decided_at__isnull=False)),
                name="appeal_outcome_has_decider",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Look(models.Model):
    """The author changed what was hidden and asks to have it shown again: once for each decision, without an appeal.

    `body` is what stood there when it was answered, canonical JSON with its SHA-256, as in evidence.
    """

    ref = models.CharField(max_length=8, unique=True, default=new_ref)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="look")
    desk = models.CharField(max_length=6, choices=Desk, default=Desk.DESK)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=LookOutcome, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True)
                | (~Q(outcome="") & Q(decider__isnull=False, answered_at__isnull=False)),
                name="look_outcome_has_decider",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(outcome=""), name="look_oldest_open")]

    def __str__(self) -> str:
        return self.ref


class AuditEntry(models.Model):
    """One act, chained by hash to the one before it. Neither changed nor deleted: a trigger refuses both."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="audit")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=16, choices=Act)
    detail = models.TextField(default="{}")
    at = models.DateTimeField(default=timezone.now)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["case", "actor"], name="audit_touched")]

    def __str__(self) -> str:
        return f"{self.act} {self.digest[:12]}"


class AuditHead(models.Model):
    """The end of the chain, one row: locked by whoever writes next."""

    digest = models.CharField(max_length=64)
    entries = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.digest[:12]
