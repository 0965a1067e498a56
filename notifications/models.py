"""What people are told: one notice for each person and event, the mails that carry them, and when digests are due."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import LeasedRow
from notifications.choices import Category, Every, Level
from notifications.querysets import DigestScheduleQuerySet, MailQuerySet, NoticeQuerySet

UNKNOWN, NOWHERE = 0, -1
"""Institutions of a notice: not worked out yet, and gone with what it spoke of."""
QUIET_FROM, QUIET_UNTIL = time(21), time(7)


class Happening(models.Model):
    """An event that somebody was told of, kept for as long as they have the notice: the outbox forgets after 30 days.

    Its id is the outbox row's, so that telling twice finds the first telling. `scope_id` is where it happened.
    """

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    scope_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Mail(LeasedRow):
    """One mail, written down before it is sent; its Message-ID never changes, so a repeat is seen to be one.

    As long as it is `open`, further notices of the same `fold` (kind and thread) join it instead of making another.
    `reason` is what the mail server said when it did not take it.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=60)
    fold = models.CharField(max_length=120)
    open = models.BooleanField(default=True)
    folded = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "fold"], condition=Q(open=True), name="mail_open_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["recipient", "kind", "-done_at"], name="mail_archive"),
            models.Index(fields=["recipient", "fold", "-due_at"], name="mail_last_of_fold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class Notice(models.Model):
    """One person is told of one event. It has no words of its own: they are made from the event when somebody looks.

    `institution_id` is the scope of the institution where it happened; none for what is above the institutions. What is
    not known (yet) is on no institution's host.
    """

    event = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    category = models.CharField(max_length=12, choices=Category)
    level = models.CharField(max_length=8, choices=Level)
    fold = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    institution_id = models.BigIntegerField(null=True, blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices", db_index=False
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "kind", "recipient"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["recipient", "category", "-id"], name="notice_inbox"),
            models.Index(fields=["id"], condition=Q(institution_id=UNKNOWN), name="notice_to_place"),
            # Ten thousand rows may come at once, most without a mail: each index is another place to write them.
            models.Index(fields=["mail"], condition=Q(mail__isnull=False), name="notice_of_a_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class Preference(models.Model):
    """How one person wants one kind by mail; without a row the kind's own default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=Level)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.level} for {self.user_id}"


class DigestSchedule(models.Model):
    """When this person's mail may come: the digest's day and hour and the quiet hours, all in their own local time.

    `next_at` is worked out again after each digest and at each change; empty means that it has to be.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_schedule")
    every = models.CharField(max_length=8, choices=Every, default=Every.USUAL, blank=True)
    weekday = models.PositiveSmallIntegerField(default=6)
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True, default=QUIET_FROM)
    quiet_until = models.TimeField(null=True, blank=True, default=QUIET_UNTIL)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = DigestScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_weekday"),
            models.CheckConstraint(condition=Q(hour__isnull=True) | Q(hour__lte=23), name="digest_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.every or 'usual'} for {self.user_id}"
