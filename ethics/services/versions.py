"""Publishing a version: a second reader, a date, and the moment it comes into force."""

from datetime import datetime, timedelta
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from core.policy import no
from ethics import policies
from ethics.choices import PUBLISHED, Step, VersionState
from ethics.events import (
    ReviewRequested,
    VersionApproved,
    VersionCameIntoForce,
    VersionScheduled,
    VersionSentBack,
)
from ethics.models import PolicyVersion, VersionStep
from ethics.services.differences import differences
from ethics.services.texts import text_hash

NOTICE = timedelta(days=5)


@transaction.atomic
def request_review(*, actor: User, version: PolicyVersion) -> PolicyVersion:
    """Ask for a second reader; from here on the text does not change."""
    version = _locked(version)
    policies.can_change_text(rights_of(actor), version).require()
    if not version.clauses.exists():
        no(_("There are no rules in this version yet.")).require()
    if not changes(version) and before(version) is not None:
        no(_("Nothing was changed yet.")).require()
    version.state, version.requested_at = VersionState.IN_REVIEW, timezone.now()
    version.author, version.text_hash = actor, text_hash(version)
    version.save(update_fields=["state", "requested_at", "author", "text_hash"])
    _note(version, actor, Step.REQUESTED)
    emit(ReviewRequested(version_id=version.pk, author_id=actor.pk))
    return version


@transaction.atomic
def approve(*, actor: User, version: PolicyVersion) -> PolicyVersion:
    """Another administrator has read it."""
    version = _locked(version)
    policies.can_approve(rights_of(actor), version).require()
    version.approver, version.approved_at = actor, timezone.now()
    version.save(update_fields=["approver", "approved_at"])
    _note(version, actor, Step.APPROVED)
    emit(VersionApproved(version_id=version.pk, reader_id=actor.pk))
    return version


@transaction.atomic
def send_back(*, actor: User, version: PolicyVersion, note: str) -> PolicyVersion:
    """Back to its author, with a word about what to change."""
    version = _locked(version)
    policies.can_approve(rights_of(actor), version).require()
    _reopen(version)
    _note(version, actor, Step.SENT_BACK, note)
    emit(VersionSentBack(version_id=version.pk, reader_id=actor.pk))
    return version


@transaction.atomic
def schedule(*, actor: User, version: PolicyVersion, starts_at: datetime, urgent_reason: str = "") -> PolicyVersion:
    """Fix the day it comes into force: at least five days ahead, or urgent and with a reason that all can read."""
    version = _locked(version)
    policies.can_schedule(rights_of(actor), version).require()
    now = timezone.now()
    if starts_at < now + NOTICE and not urgent_reason.strip():
        raise ValidationError(
            {"starts_at": _("People need five days' notice. Choose a later day, or say why it is urgent.")}
        )
    version.starts_at, version.state = max(starts_at, now), VersionState.SCHEDULED
    version.urgent_reason = urgent_reason.strip()
    old = before(version)
    version.agree_from = version.number if version.material or old is None else old.agree_from
    if old is not None:
        PolicyVersion.objects.filter(pk=old.pk).update(ends_at=version.starts_at)
    version.save(update_fields=["starts_at", "state", "urgent_reason", "agree_from"])
    _note(version, actor, Step.SCHEDULED, version.urgent_reason)
    emit(VersionScheduled(version_id=version.pk))
    return version


@transaction.atomic
def withdraw(*, actor: User, version: PolicyVersion) -> PolicyVersion:
    """Take it back before it is in force; what is in force now stays so, without an end."""
    version = _locked(version)
    policies.can_withdraw(rights_of(actor), version).require()
    old = before(version)
    if version.starts_at is not None and old is not None:
        PolicyVersion.objects.filter(pk=old.pk, ends_at=version.starts_at).update(ends_at=None)
    _reopen(version)
    _note(version, actor, Step.WITHDRAWN)
    return version


def begin() -> int:
    """Let the words of versions follow their times, and tell of those that began; how many changed.

    The times alone decide what is in force, so nothing waits for this.
    """
    changed = 0
    for version in PolicyVersion.objects.due():
        with transaction.atomic():
            rows = PolicyVersion.objects.filter(pk=version.pk, state=version.state)
            if version.state == VersionState.IN_FORCE:
                changed += rows.update(state=VersionState.SUPERSEDED)
            elif rows.update(state=VersionState.IN_FORCE):
                changed += 1
                emit(VersionCameIntoForce(version_id=version.pk))
    return changed


def before(version: PolicyVersion) -> PolicyVersion | None:
    """The published version that this one replaces; asked of the policy's own list where that was read before."""
    known: list[PolicyVersion] | None = getattr(version.policy, "published_versions", None)
    if known is not None:
        return max((each for each in known if each.number < version.number), key=attrgetter("number"), default=None)
    older = version.policy.versions.filter(number__lt=version.number, state__in=PUBLISHED)
    return older.order_by("-number").first()


def changes(version: PolicyVersion) -> int:
    """How many rules differ from the version it replaces; a new preamble counts as one."""
    old = before(version)
    rules = differences(old.clauses.all() if old else [], version.clauses.all())
    return sum(rule.kind != "same" for rule in rules) + bool(old and old.preamble != version.preamble)


def _reopen(version: PolicyVersion) -> None:
    version.state, version.approver, version.approved_at = VersionState.DRAFT, None, None
    version.starts_at, version.urgent_reason = None, ""
    version.save(update_fields=["state", "approver", "approved_at", "starts_at", "urgent_reason"])


def _note(version: PolicyVersion, actor: User, step: Step, note: str = "") -> None:
    VersionStep.objects.create(version=version, actor=actor, step=step, note=note.strip())


def _locked(version: PolicyVersion) -> PolicyVersion:
    return (
        PolicyVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("policy__scope")
        .get(pk=version.pk)
    )
