"""The rules of a place as one screen: the union along its path, with what is new for this person marked."""

from dataclasses import dataclass

from django.forms.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Scope
from accounts.rights import Rights
from ethics.models import Acceptance, Clause, Need, Policy, PolicyVersion
from ethics.policies import standing, unmet_checklists
from ethics.services.differences import Difference, differences

AGREE = gettext_lazy("I agree")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One policy on the screen: its version in force, and what this person has not agreed to yet."""

    policy: Policy
    version: PolicyVersion
    rules: list[Difference]
    agreed: bool
    before: int | None

    @property
    def fresh(self) -> list[Difference]:
        """What is new since the version this person agreed to; everything when there was none."""
        return self.rules if self.before is None else [rule for rule in self.rules if rule.kind != "same"]

    @property
    def lead(self) -> str:
        """ "2 rules changed" for those who agreed before."""
        if self.agreed or self.before is None:
            return ""
        count = len(self.fresh)
        return ngettext("%(count)s rule changed", "%(count)s rules changed", count) % {"count": count}


@dataclass(frozen=True, kw_only=True)
class RulesPanel:
    """What stands above a unit, or fills `/rules/<scope>/`, until this person agreed: reading comes first."""

    scope: Scope
    sections: list[Section]
    checklists: list[Need]
    next: str
    folded: bool
    go: str | Promise

    template = "ethics/_rules_panel.html"

    @classmethod
    def build(
        cls,
        *,
        rights: Rights,
        scope: Scope,
        next: str = "",  # noqa: A002  (the name of the form field)
        folded: bool = False,
        go: str | Promise = AGREE,
    ) -> "RulesPanel | None":
        """None when nothing stands in the way: one query then (shared with `may_act`), three more otherwise."""
        waiting = {need.version_id for need in standing(rights, scope) if not need.met}
        if rights.user_id is None or not waiting:
            return None
        sections = sections_of(rights, scope, only=waiting)
        return cls(
            scope=scope, sections=sections, checklists=_checklists(rights, scope), next=next, folded=folded, go=go
        )

    @property
    def changed(self) -> int:
        """How many rules are new to somebody who agreed before; 0 when everything is."""
        return sum(len(section.fresh) for section in self.sections if section.before is not None)

    @property
    def title(self) -> str:
        if self.changed and all(section.before is not None for section in self.sections):
            return ngettext("%(count)s rule changed", "%(count)s rules changed", self.changed) % {"count": self.changed}
        return _("Before you write here: the rules, on one screen")

    @property
    def shown(self) -> str:
        """Which texts are on the screen, so that agreement is to these and to no others."""
        return " ".join(f"{section.version.pk}:{section.version.text_hash}" for section in self.sections)

    @property
    def url(self) -> str:
        return reverse("ethics:rules", args=[self.scope.pk])


@dataclass(frozen=True, kw_only=True)
class RulesPage:
    """`/rules/<scope>/`: every rule that holds here, and the panel while something waits for agreement."""

    template = "ethics/rules.html"
    scope: Scope
    sections: list[Section]
    panel: RulesPanel | None
    next: str
    form: BaseForm | None = None

    @classmethod
    def build(cls, *, rights: Rights, scope: Scope, next: str, form: BaseForm | None = None) -> "RulesPage":  # noqa: A002
        go = gettext_lazy("I agree, take me back") if next else AGREE
        panel = RulesPanel.build(rights=rights, scope=scope, next=next, go=go)
        sections = [section for section in sections_of(rights, scope) if panel is None or section.agreed]
        return cls(scope=scope, sections=sections, panel=panel, next=next, form=form)


def sections_of(rights: Rights, scope: Scope, *, only: set[int] | None = None) -> list[Section]:
    """The policies along the path with their rules in force, compared with what this person agreed to: three queries."""
    found = Clause.objects.in_force(scope)
    clauses: dict[PolicyVersion, list[Clause]] = {}
    for clause in found if only is None else found.filter(version__in=only):
        clauses.setdefault(clause.version, []).append(clause)
    policies = [version.policy_id for version in clauses]
    agreed: dict[int, PolicyVersion] = {}
    mine = Acceptance.objects.filter(user=rights.user_id, version__policy__in=policies).select_related("version")
    for acceptance in mine.order_by("version__number") if rights.user_id else ():
        agreed[acceptance.version.policy_id] = acceptance.version
    older = {version.pk for version in agreed.values()} - {version.pk for version in clauses}
    old: dict[int, list[Clause]] = {}
    for clause in Clause.objects.filter(version__in=older) if older else ():
        old.setdefault(clause.version_id, []).append(clause)
    return [_section(version, rules, agreed.get(version.policy_id), old) for version, rules in clauses.items()]


def _section(
    version: PolicyVersion, rules: list[Clause], agreed: PolicyVersion | None, old: dict[int, list[Clause]]
) -> Section:
    known = rules if agreed is None or agreed.pk == version.pk else old.get(agreed.pk, [])
    return Section(
        policy=version.policy,
        version=version,
        rules=differences(known, rules),
        agreed=agreed is not None and agreed.number >= version.agree_from,
        before=agreed.number if agreed else None,
    )


def _checklists(rights: Rights, scope: Scope) -> list[Need]:
    waiting = unmet_checklists(rights, scope)
    return list(Need.objects.filter(pk__in=waiting)) if waiting else []


def later_cookie(scope_id: int) -> str:
    """The cookie that folds the rules of a place for half a day."""
    return f"rules-later-{scope_id}"
