"""Who may read, write and publish rules; what an act still waits for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import Rights
from core.kept import At, Kept
from core.policy import Verdict, hidden, no, yes
from ethics.choices import PUBLISHED, NeedKind, VersionState
from ethics.extensions import gates
from ethics.models import Acceptance, Fulfilment, Need, Policy, PolicyVersion


@dataclass(frozen=True, slots=True)
class Standing:
    """One need in force, and whether this person met it. `before`: they agreed to an earlier version of the policy."""

    need_id: int
    version_id: int
    gate: str
    kind: str
    met: bool
    before: bool


def may_act(rights: Rights, gate_key: str, scope: Scope) -> Verdict:
    """May this person do what the gate guards, here and now? One query for the whole path, once for each request."""
    gate = gates[gate_key]
    if rights.user_id is None:
        return no(_("Please sign in first."), way_out=reverse("account_login"), way=_("Sign in"))
    unmet = [need for need in standing(rights, scope) if not need.met and need.gate in {"", gate.key}]
    if not unmet:
        return yes()
    return no(_reason(unmet), way_out=reverse("ethics:rules", args=[scope.pk]), way=_("Read the rules"))


def _reason(unmet: list[Standing]) -> str:
    if not any(need.kind == NeedKind.ACCEPTANCE for need in unmet):
        return str(_("There is a short checklist before this. It takes a minute, and it is asked once."))
    if any(need.before for need in unmet):
        return str(_("The rules have changed. Read what is new and agree to it, and you can go on. It is asked once."))
    return str(_("You have not agreed to the rules here yet. It takes a minute, and it is asked once."))


def standing(rights: Rights, scope: Scope) -> list[Standing]:
    """Every need along the path of this scope, with this person's own state: one query, kept with the rights."""
    key = ("ethics.standing", scope.pk)
    if key not in rights.memo:
        rights.memo[key] = _standing(rights, scope)
    return list(rights.memo[key])


def unmet_checklists(rights: Rights, scope: Scope) -> list[int]:
    """Ids of the checklists that still wait here."""
    return [need.need_id for need in standing(rights, scope) if need.kind == NeedKind.CHECKLIST and not need.met]


def _standing(rights: Rights, scope: Scope) -> list[Standing]:
    rows = NEEDS.rows(rights, scopes=scope.ancestor_ids)
    return [
        Standing(pk, version, gate, kind, agreed if kind == NeedKind.ACCEPTANCE else fulfilled, before)
        for pk, version, gate, kind, agreed, fulfilled, before in rows
    ]


def _needs(rights: Rights, at: At) -> "QuerySet[Need, Any]":
    mine = Acceptance.objects.filter(user=rights.user_id, version__policy=OuterRef("version__policy"))
    enough = Fulfilment.objects.filter(user=rights.user_id, need=OuterRef("pk"), share__gte=OuterRef("share"))
    return (
        Need.objects.along(at.set("scopes"))
        .annotate(
            agreed=Exists(mine.filter(version__number__gte=OuterRef("version__agree_from"))),
            before=Exists(mine),
            fulfilled=Exists(enough),
        )
        .values_list("pk", "version_id", "gate", "kind", "agreed", "fulfilled", "before")
    )


NEEDS = Kept(_needs)


def can_read(rights: Rights, policy: Policy) -> Verdict:
    return can_read_rules(rights, policy.scope)


def can_read_rules(rights: Rights, scope: Scope) -> Verdict:
    """Anybody reads the rules of the site; narrower ones are read by whoever has a place there, below or above."""
    above = not rights.flowing_scopes.isdisjoint(scope.ancestor_ids)
    return yes() if scope.kind == ScopeKind.SITE or scope.pk in rights.around or above else hidden()


def can_read_version(rights: Rights, version: PolicyVersion) -> Verdict:
    """What was, is or will be in force is read by all who read the policy; a draft by those who write it."""
    if version.state in PUBLISHED and can_read(rights, version.policy):
        return yes()
    return yes() if can_edit(rights, version.policy) else hidden()


def can_edit(rights: Rights, policy: Policy) -> Verdict:
    """The administrators of policies in this scope, or above it."""
    if rights.has(policy.scope, Role.POLICY_ADMIN):
        return yes()
    if can_read(rights, policy):
        return no(_("Only the policy administrators write these rules."))
    return hidden()


def can_open_studio(rights: Rights) -> Verdict:
    """Whoever administers policies somewhere; for everybody else there is no studio."""
    return yes() if rights.scopes_with(Role.POLICY_ADMIN) else hidden()


def can_start(rights: Rights, scope: Scope) -> Verdict:
    """Who may write rules of their own for a scope."""
    return yes() if rights.has(scope, Role.POLICY_ADMIN) else hidden()


def can_change_text(rights: Rights, version: PolicyVersion) -> Verdict:
    """Only a draft changes; what somebody read, approved or agreed to does not."""
    verdict = can_edit(rights, version.policy)
    if verdict and version.state != VersionState.DRAFT:
        return no(_("This version is no longer a draft. Take it back first, and you can change it."))
    return verdict


def can_approve(rights: Rights, version: PolicyVersion) -> Verdict:
    """Another administrator than its author reads a version before it can be scheduled."""
    verdict = can_edit(rights, version.policy)
    if not verdict:
        return verdict
    if version.state != VersionState.IN_REVIEW or version.approver_id:
        return no(_("This version is not waiting for a second reader."))
    if version.author_id == rights.user_id:
        return no(_("You wrote this version, so somebody else has to approve it."))
    return yes()


def can_schedule(rights: Rights, version: PolicyVersion) -> Verdict:
    verdict = can_edit(rights, version.policy)
    if not verdict:
        return verdict
    if version.state != VersionState.IN_REVIEW or (version.two_person and not version.approver_id):
        return no(_("A second administrator has to approve this version first."))
    return yes()


def can_withdraw(rights: Rights, version: PolicyVersion) -> Verdict:
    verdict = can_edit(rights, version.policy)
    if verdict and not (version.state in {VersionState.IN_REVIEW, VersionState.SCHEDULED} and version.is_open):
        return no(_("Only a version that is not in force yet can be taken back."))
    return verdict
