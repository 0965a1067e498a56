"""The policy studio: policies, the draft with what it would do, approvals, agreements by version."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.rights import Rights
from core.menus import Group, Item, Menu
from core.policy import Verdict
from ethics.choices import OPEN, VersionState
from ethics.forms import DraftForm, ScheduleForm, SendBackForm, StartForm
from ethics.models import Clause, Nudge, Policy, PolicyVersion, VersionStep
from ethics.policies import can_approve, can_change_text, can_schedule, can_withdraw
from ethics.services.differences import Difference, differences
from ethics.services.reading import reading_age
from ethics.services.versions import before


def menu(rights: Rights, current: str = "") -> Menu:
    """The rail of the studio: one line for each policy that this person writes."""
    policies = Policy.objects.edited_by(rights).order_by("scope__depth", "title")
    items = [
        Item(
            label=policy.title,
            url=reverse("ethics:studio-policy", args=[policy.slug]),
            icon="scroll",
            current=policy.slug == current,
        )
        for policy in policies
    ]
    everything = Item(label=_("All policies"), url=reverse("ethics:studio"), icon="list", current=not current)
    return Menu(title=_("Policy studio"), url=reverse("ethics:studio"), groups=[Group(items=[everything, *items])])


FEW = 5


@dataclass(frozen=True, kw_only=True)
class StudioPage:
    """`/studio/policies/`."""

    template = "ethics/studio.html"
    menu: Menu
    policies: list[Policy]
    form: StartForm

    @classmethod
    def build(cls, *, rights: Rights, form: StartForm | None = None) -> Self:
        rows = Policy.objects.edited_by(rights).select_related("scope").prefetch_related("versions")
        policies = list(rows.order_by("scope__depth", "title"))
        return cls(menu=menu(rights), policies=policies, form=form or StartForm(places=places(rights)))


def places(rights: Rights) -> list[Scope]:
    """Where this person may write rules: the scopes they administer and those below."""
    roots = Scope.objects.filter(pk__in=rights.scopes_with(Role.POLICY_ADMIN))
    found: dict[int, Scope] = {}
    for root in roots:
        found |= {scope.pk: scope for scope in Scope.objects.below(root).exclude(kind="group").order_by("path")[:300]}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list, with how many people agreed to it."""

    version: PolicyVersion
    agreements: int


@dataclass(frozen=True, kw_only=True)
class StudioPolicyPage:
    """`/studio/policies/<policy>/`: its versions, and agreements as counts."""

    template = "ethics/studio_policy.html"
    menu: Menu
    policy: Policy
    rows: list[Row]
    people: int

    @classmethod
    def build(cls, *, rights: Rights, policy: Policy) -> Self:
        counts = dict(policy.versions.annotate(n=Count("acceptances")).values_list("pk", "n"))
        inside = User.objects.active().filter(
            memberships__scope__path__startswith=policy.scope.path, memberships__ended_at__isnull=True
        )
        return cls(
            menu=menu(rights, policy.slug),
            policy=policy,
            rows=[Row(version, counts[version.pk]) for version in policy.versions.order_by("-number")],
            people=inside.distinct().count(),
        )

    @property
    def open(self) -> PolicyVersion | None:
        return next((row.version for row in self.rows if row.version.state in OPEN), None)


@dataclass(frozen=True, slots=True)
class DraftNudge:
    """A nudge of the draft, and what writers did when the same pattern asked them, in all versions so far."""

    nudge: Nudge
    shown: int
    heeded: int


@dataclass(frozen=True, kw_only=True)
class DraftRule:
    """One rule of the draft, with what the side panel says of it."""

    difference: Difference
    age: int | None
    nudges: list["DraftNudge"]

    @property
    def clause(self) -> Clause:
        return self.difference.clause


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """`/studio/policies/<policy>/draft/`: the rules, what they would do, and the next step on the way."""

    template = "ethics/studio_draft.html"
    menu: Menu
    policy: Policy
    version: PolicyVersion
    old: PolicyVersion | None
    rules: list[DraftRule]
    gone: list[Difference]
    steps: list[VersionStep]
    may_change: Verdict
    may_approve: Verdict
    may_schedule: Verdict
    may_withdraw: Verdict
    form: DraftForm
    schedule_form: ScheduleForm
    back_form: SendBackForm

    @classmethod
    def build(cls, *, rights: Rights, version: PolicyVersion, **forms: Any) -> Self:
        old = before(version)
        clauses = list(version.clauses.prefetch_related("nudges"))
        found = differences(old.clauses.all() if old else [], clauses)
        said = answers_so_far(version.policy)
        return cls(
            menu=menu(rights, version.policy.slug),
            policy=version.policy,
            version=version,
            old=old,
            rules=[_rule(each, said) for each in found if each.new is not None],
            gone=[each for each in found if each.kind == "removed"],
            steps=list(version.steps.select_related("actor")),
            may_change=can_change_text(rights, version),
            may_approve=can_approve(rights, version),
            may_schedule=can_schedule(rights, version),
            may_withdraw=can_withdraw(rights, version),
            form=forms.get("form") or DraftForm.of(version),
            schedule_form=forms.get("schedule_form") or ScheduleForm.fresh(),
            back_form=forms.get("back_form") or SendBackForm(),
        )

    @property
    def changed(self) -> list[Difference]:
        """What people will be shown as new."""
        return [rule.difference for rule in self.rules if rule.difference.kind != "same"] + self.gone

    @property
    def stage(self) -> int:
        """Which of the four steps it is at: writing, second reader, date, in force."""
        if self.version.is_in_force:
            return 3
        if self.version.state == VersionState.SCHEDULED:
            return 3
        if self.version.state == VersionState.IN_REVIEW:
            return 2 if self.may_schedule or self.version.approver_id else 1
        return 0


def answers_so_far(policy: Policy) -> dict[tuple[str, str], tuple[int, int]]:
    """(rule, pattern) → how often it was shown and how often heeded. Fewer than five are not told: nobody is singled out."""
    rows = Nudge.objects.filter(clause__version__policy=policy).values_list("clause__key", "pattern")
    counted = rows.annotate(all=Sum("shown"), heeded=Sum("heeded")).filter(all__gte=FEW).order_by()
    return {(key, pattern): (shown, heeded) for key, pattern, shown, heeded in counted}


def _rule(difference: Difference, said: dict[tuple[str, str], tuple[int, int]]) -> DraftRule:
    clause = difference.clause
    return DraftRule(
        difference=difference,
        age=reading_age(f"{clause.line} {clause.explanation}"),
        nudges=[DraftNudge(nudge, *said.get((clause.key, nudge.pattern), (0, 0))) for nudge in clause.nudges.all()],
    )


@dataclass(frozen=True, kw_only=True)
class RulePage:
    """`/studio/policies/<policy>/draft/rules/<key>/`: one rule."""

    template = "ethics/studio_rule.html"
    menu: Menu
    policy: Policy
    clause: Clause | None
    form: Any
    age: int | None

    @classmethod
    def build(cls, *, rights: Rights, policy: Policy, clause: Clause | None, form: Any) -> Self:
        age = reading_age(f"{clause.line} {clause.explanation}") if clause else None
        return cls(menu=menu(rights, policy.slug), policy=policy, clause=clause, form=form, age=age)
