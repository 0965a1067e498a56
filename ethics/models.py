"""What the rules are: policies of a scope, their versions, the clauses of a version, who agreed to which text."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User
from ethics.choices import OPEN, PUBLISHED, NeedKind, Step, VersionState
from ethics.querysets import (
    AcceptanceQuerySet,
    ClauseQuerySet,
    NeedQuerySet,
    NudgeQuerySet,
    PolicyQuerySet,
    VersionQuerySet,
)


class Policy(models.Model):
    """The rules of a scope and of everything below it. A narrower policy adds to a wider one and takes nothing away."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="policies")
    slug = models.SlugField(_("short name in the address"), max_length=60, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """One text of a policy. It is in force from `starts_at` until `ends_at`, compared when read.

    `agree_from` is the oldest number whose agreement still counts: a change of wording asks nobody again.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    material = models.BooleanField(default=True)
    note = models.CharField(_("what changed, in one or two sentences"), max_length=500, blank=True)
    preamble = models.TextField(_("before the rules"), max_length=2000, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    two_person = models.BooleanField(default=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    urgent_reason = models.CharField(_("why it cannot wait five days"), max_length=300, blank=True)
    agree_from = models.PositiveIntegerField(default=1)
    text_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["policy"], condition=Q(state__in=OPEN), name="version_one_open"),
            models.CheckConstraint(
                condition=Q(two_person=False) | Q(approver__isnull=True) | ~Q(approver=F("author")),
                name="version_second_reader",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLISHED) | Q(two_person=False) | Q(approver__isnull=False),
                name="version_approved_before_force",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLISHED) | (Q(starts_at__isnull=False) & ~Q(text_hash="")),
                name="version_has_start_and_hash",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="version_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["policy", "starts_at"], name="version_times")]

    def __str__(self) -> str:
        return f"{self.policy_id} v{self.number}"

    @property
    def is_in_force(self) -> bool:
        now = timezone.now()
        return (
            self.state in PUBLISHED
            and self.starts_at is not None
            and self.starts_at <= now
            and (self.ends_at is None or self.ends_at > now)
        )

    @property
    def is_open(self) -> bool:
        return self.state in {VersionState.DRAFT, VersionState.IN_REVIEW} or (
            self.state == VersionState.SCHEDULED and not self.is_in_force
        )


class VersionStep(models.Model):
    """Who did what with a version, with their note; shown beside the draft."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="steps")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.step}"


class Clause(models.Model):
    """One rule of a version. `key` is stable over the versions, so that differences and counts can follow it."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    line = models.CharField(_("the rule in one line"), max_length=90)
    explanation = models.TextField(_("what it means"), max_length=2000)
    good = models.TextField(_("a good example"), max_length=500, blank=True)
    poor = models.TextField(_("a poor example"), max_length=500, blank=True)
    consequences = models.TextField(_("what may happen"), max_length=700, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="clause_key_once")]

    def __str__(self) -> str:
        return self.line


class Nudge(models.Model):
    """A pattern that asks the writer a question while they write; it never stops anybody.

    `touched` of `texts` are the counts of a dry run. `shown`, `heeded` and `ignored` count what writers did, without names.
    """

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="nudges")
    position = models.PositiveSmallIntegerField(default=1)
    pattern = models.CharField(_("pattern"), max_length=300)
    text = models.CharField(_("what it asks"), max_length=300)
    touched = models.PositiveIntegerField(null=True, blank=True)
    texts = models.PositiveIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    shown = models.PositiveIntegerField(default=0)
    heeded = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.pattern


class Need(models.Model):
    """What an act waits for under this version. An empty `gate` means every guarded act; `share` is in per cent."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="needs")
    gate = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=NeedKind)
    share = models.PositiveSmallIntegerField(default=100)
    lines = models.JSONField(default=list, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "gate", "kind"], name="need_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="need_share"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.gate or 'every act'}"


class Acceptance(models.Model):
    """A person agreed to a version, and this is the hash of the text that was on the screen."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acceptances")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acceptances")
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"{self.user_id} agreed to {self.version_id}"


class Fulfilment(models.Model):
    """A person met a need other than agreement: the share of scenarios answered well, or a whole checklist."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="fulfilments")
    share = models.PositiveSmallIntegerField(default=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "need"], name="fulfilment_once"),
            models.CheckConstraint(condition=Q(share__lte=100), name="fulfilment_share"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} met {self.need_id}"
