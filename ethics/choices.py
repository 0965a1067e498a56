from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    """The life of a version. Whether it is in force is told by its times, not by this word."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("With a second reader")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Replaced")


OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.SCHEDULED)
"""A policy has at most one version in one of these states."""
PUBLISHED = (VersionState.SCHEDULED, VersionState.IN_FORCE, VersionState.SUPERSEDED)
"""Versions that are, will be or were in force."""


class NeedKind(TextChoices):
    """What an act can wait for."""

    ACCEPTANCE = "acceptance", _("Agreement to the rules")
    SCENARIO = "scenario", _("A share of the scenarios answered well")
    CHECKLIST = "checklist", _("Every line of a checklist ticked")


class Step(TextChoices):
    """What people did with a version on its way."""

    COPIED = "copied", _("Started from the version in force")
    REQUESTED = "requested", _("Asked for a second reader")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    SCHEDULED = "scheduled", _("Scheduled")
    WITHDRAWN = "withdrawn", _("Taken back")
