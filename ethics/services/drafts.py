"""Writing a version: copy the one in force, edit, add, remove and move its rules."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from core.policy import no
from ethics import policies
from ethics.choices import OPEN, PUBLISHED, NeedKind, Step
from ethics.models import Clause, Need, Nudge, Policy, PolicyVersion, VersionStep
from ethics.services.versions import begin
from ethics.validators import check_pattern

WORDS = ("line", "explanation", "good", "poor", "consequences")
TWO_PEOPLE = "policy_two_people"


class Rule(TypedDict, total=False):
    """What a rule says."""

    line: str
    explanation: str
    good: str
    poor: str
    consequences: str


@transaction.atomic
def start_policy(*, actor: User, scope: Scope, title: str, summary: str = "") -> Policy:
    """Rules of one's own for a narrower place: they add to the wider ones and take nothing away."""
    policies.can_start(rights_of(actor), scope).require()
    base = slugify(title, allow_unicode=True)[:50] or "rules"
    taken = set(Policy.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = next(name for name in _numbered(base) if name not in taken)
    policy = Policy.objects.create(scope=scope, slug=slug, title=title, summary=summary)
    version = PolicyVersion.objects.create(policy=policy, number=1, author=actor, two_person=two_people(scope))
    Need.objects.create(version=version, kind=NeedKind.ACCEPTANCE)
    return policy


@transaction.atomic
def copy_to_new_version(*, actor: User, policy: Policy) -> PolicyVersion:
    """A draft that begins as the newest published text, rule by rule."""
    policies.can_edit(rights_of(actor), policy).require()
    begin()
    policy = Policy.objects.select_for_update(no_key=True).get(pk=policy.pk)
    if policy.versions.filter(state__in=OPEN).exists():
        no(_("There is a version on its way already. Finish it, or take it back first.")).require()
    old = policy.versions.filter(state__in=PUBLISHED).order_by("-number").first()
    number = (policy.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    new = PolicyVersion.objects.create(
        policy=policy,
        number=number,
        author=actor,
        preamble=old.preamble if old else "",
        two_person=two_people(policy.scope),
    )
    _copy(old, new)
    VersionStep.objects.create(version=new, actor=actor, step=Step.COPIED)
    return new


def _copy(old: PolicyVersion | None, new: PolicyVersion) -> None:
    needs = list(old.needs.all()) if old else [Need(kind=NeedKind.ACCEPTANCE)]
    Need.objects.bulk_create(
        Need(version=new, gate=need.gate, kind=need.kind, share=need.share, lines=need.lines) for need in needs
    )
    for clause in old.clauses.prefetch_related("nudges") if old else ():
        words = {name: getattr(clause, name) for name in WORDS}
        copy = Clause.objects.create(version=new, key=clause.key, position=clause.position, **words)
        Nudge.objects.bulk_create(
            Nudge(clause=copy, position=nudge.position, pattern=nudge.pattern, text=nudge.text)
            for nudge in clause.nudges.all()
        )


@transaction.atomic
def edit_version(*, actor: User, version: PolicyVersion, note: str, preamble: str, material: bool) -> PolicyVersion:
    version = _draft(actor, version)
    version.note, version.preamble, version.material = note.strip(), preamble.strip(), material
    version.save(update_fields=["note", "preamble", "material"])
    return version


@transaction.atomic
def add_clause(
    *, actor: User, version: PolicyVersion, nudges: Sequence[tuple[str, str]] = (), **rule: Unpack[Rule]
) -> Clause:
    """A rule at the end; its key comes from its first words and stays with it."""
    version = _draft(actor, version)
    taken = {"new", *Clause.objects.filter(version__policy=version.policy).values_list("key", flat=True)}
    base = slugify(rule.get("line", ""))[:40].strip("-") or "rule"
    key = next(name for name in _numbered(base) if name not in taken)
    clause = Clause.objects.create(version=version, key=key, position=version.clauses.count() + 1, **rule)
    _set_nudges(clause, nudges)
    return clause


@transaction.atomic
def edit_clause(*, actor: User, clause: Clause, nudges: Sequence[tuple[str, str]], **rule: Unpack[Rule]) -> Clause:
    _draft(actor, clause.version)
    for name, words in rule.items():
        setattr(clause, name, str(words).strip())
    clause.save(update_fields=[*rule])
    _set_nudges(clause, nudges)
    return clause


@transaction.atomic
def remove_clause(*, actor: User, clause: Clause) -> None:
    version = _draft(actor, clause.version)
    clause.delete()
    _renumber(version, list(version.clauses.all()))


@transaction.atomic
def move_clause(*, actor: User, clause: Clause, by: int) -> None:
    """Up (-1) or down (1); at the edge nothing happens."""
    version = _draft(actor, clause.version)
    rules = list(version.clauses.all())
    place = next(index for index, rule in enumerate(rules) if rule.pk == clause.pk)
    target = max(0, min(len(rules) - 1, place + by))
    rules.insert(target, rules.pop(place))
    _renumber(version, rules)


@transaction.atomic
def discard(*, actor: User, version: PolicyVersion) -> None:
    """Throw a draft away; what was ever scheduled or in force stays."""
    _draft(actor, version).delete()


def two_people(scope: Scope) -> bool:
    """Is publishing here done by two people? The nearest scope that says so decides; yes where none does."""
    said = [above.settings.get(TWO_PEOPLE) for above in Scope.objects.path_of(scope)]
    return next((bool(word) for word in reversed(said) if word is not None), True)


def _draft(actor: User, version: PolicyVersion) -> PolicyVersion:
    locked = (
        PolicyVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("policy__scope")
        .get(pk=version.pk)
    )
    policies.can_change_text(rights_of(actor), locked).require()
    return locked


def _set_nudges(clause: Clause, nudges: Sequence[tuple[str, str]]) -> None:
    for pattern, _text in nudges:
        check_pattern(pattern)
    if len(nudges) > 5:  # noqa: PLR2004
        raise ValidationError(_("A rule asks at most five questions."))
    clause.nudges.all().delete()
    Nudge.objects.bulk_create(
        Nudge(clause=clause, position=place, pattern=pattern, text=text)
        for place, (pattern, text) in enumerate(nudges, start=1)
    )


def _renumber(version: PolicyVersion, rules: list[Clause]) -> None:
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    Clause.objects.bulk_update(rules, ["position"])


def _numbered(base: str) -> "list[str]":
    return [base, *(f"{base}-{number}" for number in range(2, 100))]
