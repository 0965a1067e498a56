"""A policy as people read it: the text in force, older ones, and what changed between two."""

from dataclasses import dataclass
from typing import Self

from accounts.rights import Rights
from ethics.choices import PUBLISHED
from ethics.models import Acceptance, Policy, PolicyVersion
from ethics.policies import can_edit
from ethics.services.differences import Difference, Run, differences, words


@dataclass(frozen=True, kw_only=True)
class PoliciesPage:
    """`/policies/`: every policy that this person reads."""

    template = "ethics/policies.html"
    policies: list[Policy]

    @classmethod
    def build(cls, *, rights: Rights) -> Self:
        rows = Policy.objects.visible_to(rights).filter(versions__state__in=PUBLISHED).distinct()
        return cls(policies=list(rows.select_related("scope").order_by("scope__depth", "title")))


@dataclass(frozen=True, kw_only=True)
class PolicyPage:
    """`/policies/<policy>/` and `/policies/<policy>/v/3/`."""

    template = "ethics/policy.html"
    policy: Policy
    version: PolicyVersion
    rules: list[Difference]
    versions: list[PolicyVersion]
    agreed: Acceptance | None
    may_edit: bool

    @classmethod
    def build(cls, *, rights: Rights, version: PolicyVersion) -> Self:
        policy = version.policy
        clauses = list(version.clauses.all())
        mine = Acceptance.objects.visible_to(rights).filter(version=version).first()
        return cls(
            policy=policy,
            version=version,
            rules=differences(clauses, clauses),
            versions=list(policy.versions.filter(state__in=PUBLISHED).order_by("-number")[:30]),
            agreed=mine,
            may_edit=bool(can_edit(rights, policy)),
        )

    @property
    def older(self) -> PolicyVersion | None:
        """The one before this, to compare with."""
        return next((each for each in self.versions if each.number < self.version.number), None)


@dataclass(frozen=True, kw_only=True)
class DifferencesPage:
    """`/policies/<policy>/v/3-to-4/`: rule by rule, word by word."""

    template = "ethics/differences.html"
    policy: Policy
    old: PolicyVersion
    new: PolicyVersion
    rules: list[Difference]
    preamble: list[Run]

    @classmethod
    def build(cls, *, old: PolicyVersion, new: PolicyVersion) -> Self:
        rules = differences(old.clauses.all(), new.clauses.all())
        preamble = words(old.preamble, new.preamble) if old.preamble != new.preamble else []
        return cls(policy=new.policy, old=old, new=new, rules=rules, preamble=preamble)

    @property
    def changed(self) -> list[Difference]:
        return [rule for rule in self.rules if rule.kind != "same"]
