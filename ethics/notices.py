"""Who is told of rules: readers before they change and when they do, administrators when a version needs them."""

from contextlib import suppress
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from core.moments import day
from ethics.choices import PUBLISHED, Step, VersionState
from ethics.events import (
    ReviewRequested,
    VersionApproved,
    VersionCameIntoForce,
    VersionScheduled,
    VersionSentBack,
)
from ethics.models import PolicyVersion
from ethics.policies import can_edit, can_read
from ethics.services.versions import before, changes
from notifications.extensions import DIGEST, NOW, Message, NoticeKind, Place, Rows, notices

_place = Place("version_id", PolicyVersion.objects.all, "policy__scope__path")
_version = Rows("version_id", lambda: PolicyVersion.objects.select_related("policy__scope"))
_stepped = Rows("version_id", lambda: PolicyVersion.objects.select_related("policy__scope").prefetch_related("steps"))
_compared = Rows(
    "version_id",
    lambda: PolicyVersion.objects.select_related("policy__scope").prefetch_related(
        "clauses",
        Prefetch(
            "policy__versions",
            PolicyVersion.objects.filter(state__in=PUBLISHED).prefetch_related("clauses"),
            to_attr="published_versions",
        ),
    ),
)


def _members(version: PolicyVersion) -> QuerySet[User]:
    """Everybody with a place where the policy holds."""
    inside = {"memberships__scope__path__startswith": version.policy.scope.path, "memberships__ended_at__isnull": True}
    return User.objects.active().filter(**inside).distinct()


def _administrators(version: PolicyVersion) -> QuerySet[User]:
    above = {"memberships__scope__in": version.policy.scope.ancestor_ids, "memberships__ended_at__isnull": True}
    return User.objects.active().filter(memberships__role=Role.POLICY_ADMIN, **above).distinct()


def _differences(version: PolicyVersion) -> str:
    old = before(version)
    if old is None:
        return reverse("ethics:policy", args=[version.policy.slug])
    return reverse("ethics:differences", args=[version.policy.slug, old.number, version.number])


def _changed(version: PolicyVersion) -> str:
    n = changes(version)
    return ngettext("%(n)s rule changed", "%(n)s rules changed", n) % {"n": n}


def _changing(version: PolicyVersion) -> str:
    n = changes(version)
    return ngettext("%(n)s rule changes", "%(n)s rules change", n) % {"n": n}


class AboutRules(NoticeKind):
    """For everybody who reads the rules."""

    level, icon, tone = DIGEST, "scroll", "policy"
    about = (_compared,)
    place = _place

    def recipients(self, event: Any) -> QuerySet[User]:
        return _members(_version(event))

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        with suppress(PolicyVersion.DoesNotExist):
            version = _compared(event)
            return self.timely(version) and bool(can_read(rights, version.policy))
        return False

    def timely(self, version: PolicyVersion) -> bool:
        raise NotImplementedError


@notices.register
class RulesWillChange(AboutRules):
    key, label, event = "ethics.scheduled", gettext_lazy("Rules that will change"), VersionScheduled

    def timely(self, version: PolicyVersion) -> bool:
        return version.state == VersionState.SCHEDULED and not version.is_in_force

    def message(self, user: User, event: Any) -> Message:
        version = _compared(event)
        assert version.starts_at is not None
        words = {"policy": version.policy.title, "day": day(version.starts_at), "changing": _changing(version)}
        asked = _("You will be asked once to agree.") if version.material else _("You will not be asked again.")
        body = " ".join(filter(None, [version.note, version.urgent_reason, asked]))
        return Message(_("From %(day)s: %(changing)s in “%(policy)s”") % words, body, _differences(version))


@notices.register
class RulesChanged(AboutRules):
    """Only for a change that asks for something; a change of wording was told when it was scheduled."""

    key, label, event = "ethics.in_force", gettext_lazy("Rules that have changed"), VersionCameIntoForce

    def recipients(self, event: Any) -> QuerySet[User]:
        version = _version(event)
        return _members(version) if version.material else User.objects.none()

    def timely(self, version: PolicyVersion) -> bool:
        return version.is_in_force

    def message(self, user: User, event: Any) -> Message:
        version = _compared(event)
        words = {"policy": version.policy.title, "changed": _changed(version)}
        body = _("You can read everything in the meantime; posting asks for your agreement once.")
        return Message(_("%(changed)s in “%(policy)s”") % words, body, _differences(version))


class ForAdministrators(NoticeKind):
    """A version needs somebody."""

    roles = (Role.POLICY_ADMIN, Role.SITE_ADMIN)
    level, icon, tone = NOW, "scroll", "policy"
    version: Rows[PolicyVersion] = _version
    place = _place
    about = (_version,)

    def recipients(self, event: Any) -> QuerySet[User]:
        version = self.version(event)
        return User.objects.filter(pk=version.author_id) if version.author_id else User.objects.none()

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        with suppress(PolicyVersion.DoesNotExist):
            return bool(can_edit(rights, self.version(event).policy))
        return False

    def message(self, user: User, event: Any) -> Message:
        version = self.version(event)
        words = {"policy": version.policy.title, "n": version.number}
        return Message(
            self.subject(words), self.body(version), reverse("ethics:studio-draft", args=[version.policy.slug])
        )

    def subject(self, words: dict[str, Any]) -> str:
        raise NotImplementedError

    def body(self, version: PolicyVersion) -> str:
        return version.note


@notices.register
class SecondReader(ForAdministrators):
    key, label, event = "ethics.review", gettext_lazy("A version of the rules to read"), ReviewRequested

    def recipients(self, event: Any) -> QuerySet[User]:
        return _administrators(self.version(event)).exclude(pk=event.author_id)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        if not super().still_allowed(rights, event):
            return False
        version = self.version(event)
        return version.state == VersionState.IN_REVIEW and version.approver_id is None

    def subject(self, words: dict[str, Any]) -> str:
        return _("Version %(n)s of “%(policy)s” waits for a second reader") % words


@notices.register
class Approved(ForAdministrators):
    key, label, event = "ethics.approved", gettext_lazy("My version of the rules was approved"), VersionApproved

    def subject(self, words: dict[str, Any]) -> str:
        return _("Version %(n)s of “%(policy)s” was approved") % words

    def body(self, version: PolicyVersion) -> str:
        return _("Choose the day on which it comes into force.")


@notices.register
class SentBack(ForAdministrators):
    key, label, event = "ethics.sent_back", gettext_lazy("My version of the rules was sent back"), VersionSentBack
    version, about = _stepped, (_stepped,)

    def subject(self, words: dict[str, Any]) -> str:
        return _("Version %(n)s of “%(policy)s” was sent back") % words

    def body(self, version: PolicyVersion) -> str:
        notes = [step.note for step in version.steps.all() if step.step == Step.SENT_BACK]
        return notes[-1] if notes else ""
