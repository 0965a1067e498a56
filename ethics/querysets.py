from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from core.kept import now
from ethics.choices import PUBLISHED, VersionState

if TYPE_CHECKING:
    from accounts.models import Scope
    from accounts.rights import Rights
    from ethics.models import Acceptance, Clause, Need, Nudge, Policy, PolicyVersion


def force(moment: datetime, prefix: str = "") -> Q:
    """In force at this moment, told by the times alone, so that nothing has to run for a version to begin."""
    return Q(**{f"{prefix}state__in": PUBLISHED, f"{prefix}starts_at__lte": moment}) & (
        Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": moment})
    )


def readable(rights: "Rights", prefix: str = "") -> Q:
    """Anybody reads the rules of the site; narrower ones are read by whoever has a place there, below or above."""
    seen = Q(**{f"{prefix}scope__kind": ScopeKind.SITE}) | Q(**{f"{prefix}scope__in": rights.around})
    return seen | Q(**{f"{prefix}scope__path__under": rights.flowing_paths})


def edited(rights: "Rights", prefix: str = "") -> Q:
    """Policies of the scopes where this person administers policies, and of those below."""
    return Q(**{f"{prefix}scope__path__under": rights.paths_with(Role.POLICY_ADMIN)})


class PolicyQuerySet(QuerySet["Policy"]):
    def visible_to(self, rights: "Rights") -> Self:
        """The same answer as policies.can_read, for many policies at once."""
        return self.filter(readable(rights))

    def edited_by(self, rights: "Rights") -> Self:
        """The same answer as policies.can_edit, for many policies at once."""
        return self.filter(edited(rights))


class VersionQuerySet(QuerySet["PolicyVersion"]):
    def in_force(self, at: datetime | None = None) -> Self:
        return self.filter(force(at or timezone.now()))

    def along(self, scope: "Scope") -> Self:
        """Of the policies of this scope and of every scope above it, the widest first."""
        return self.filter(policy__scope__in=scope.ancestor_ids).order_by("policy__scope__depth", "policy")

    def visible_to(self, rights: "Rights") -> Self:
        """What is, was or will be in force, for whoever reads the policy; drafts for those who write them."""
        published = readable(rights, "policy__") & Q(state__in=PUBLISHED)
        return self.filter(published | edited(rights, "policy__"))

    def waiting_for(self, rights: "Rights") -> Self:
        """Versions that this person may read as the second one: the same answer as policies.can_approve."""
        asked = Q(state=VersionState.IN_REVIEW, approver__isnull=True)
        return self.filter(edited(rights, "policy__"), asked).exclude(author=rights.user_id)

    def due(self) -> Self:
        """Versions whose time has come, or gone, and whose word does not say so yet."""
        now = timezone.now()
        return self.filter(
            Q(state=VersionState.SCHEDULED, starts_at__lte=now) | Q(state=VersionState.IN_FORCE, ends_at__lte=now)
        )


class ClauseQuerySet(QuerySet["Clause"]):
    def in_force(self, scope: "Scope", at: datetime | None = None) -> Self:
        """Every rule that holds in this scope: the union along its path, the widest policy first."""
        return (
            self.filter(force(at or timezone.now(), "version__"), version__policy__scope__in=scope.ancestor_ids)
            .select_related("version__policy")
            .order_by("version__policy__scope__depth", "version__policy", "position", "pk")
        )


class NudgeQuerySet(QuerySet["Nudge"]):
    def in_force(self, scope: "Scope") -> Self:
        return self.along(scope.ancestor_ids)

    def along(self, scopes: Collection[int]) -> Self:
        found = self.filter(force(now(), "clause__version__"), clause__version__policy__scope__in=scopes)
        return found.select_related("clause")


class NeedQuerySet(QuerySet["Need"]):
    def in_force(self, scope: "Scope") -> Self:
        """What acts wait for in this scope: the union along its path."""
        return self.along(scope.ancestor_ids)

    def along(self, scopes: Collection[int]) -> Self:
        found = self.filter(force(now(), "version__"), version__policy__scope__in=scopes)
        return found.order_by("version__policy__scope__depth", "version", "pk")


class AcceptanceQuerySet(QuerySet["Acceptance"]):
    def visible_to(self, rights: "Rights") -> Self:
        """One's own. Administrators see counts, never names."""
        return self.filter(user=rights.user_id) if rights.user_id else self.none()
