"""Rules without surprises. The starter policy of six rules is in force in every test database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Scope, User
from accounts.services import site
from ethics.choices import NeedKind, VersionState
from ethics.models import Acceptance, Clause, Need, Policy, PolicyVersion
from ethics.services import plant_starter, text_hash


class PolicyFactory(DjangoModelFactory[Policy]):
    """An empty policy of the site, or of `scope`."""

    class Meta:
        model = Policy

    scope = factory.LazyFunction(site)
    slug = factory.Sequence(lambda n: f"policy-{n}")
    title = factory.Sequence(lambda n: f"Policy {n}")


class VersionFactory(DjangoModelFactory[PolicyVersion]):
    """A draft; `published` makes one that is in force."""

    class Meta:
        model = PolicyVersion

    policy = factory.SubFactory(PolicyFactory)
    number = factory.Sequence(lambda n: n + 1)


class ClauseFactory(DjangoModelFactory[Clause]):
    class Meta:
        model = Clause

    version = factory.SubFactory(VersionFactory)
    key = factory.Sequence(lambda n: f"rule-{n}")
    position = factory.Sequence(lambda n: n + 1)
    line = factory.Sequence(lambda n: f"Rule {n} in one line.")
    explanation = "What it means, in plain words."


def published(scope: Scope, *, rules: int = 2, starts_at: datetime | None = None) -> PolicyVersion:
    """A policy of this scope with one version in force that asks for agreement before every act."""
    version = VersionFactory(policy__scope=scope, number=1, two_person=False)
    for place in range(rules):
        ClauseFactory(version=version, position=place + 1)
    Need.objects.create(version=version, kind=NeedKind.ACCEPTANCE)
    version.text_hash = text_hash(version)
    version.state = VersionState.IN_FORCE
    version.starts_at = starts_at or timezone.now() - timedelta(days=30)
    version.save()
    return version


def replaced(
    version: PolicyVersion, *, line: str = "A rule that was reworded.", material: bool = True
) -> PolicyVersion:
    """The next version of the same policy, in force since just now, with its first rule reworded."""
    now = timezone.now()
    PolicyVersion.objects.filter(pk=version.pk).update(state=VersionState.SUPERSEDED, ends_at=now)
    number = version.number + 1
    new = VersionFactory(policy=version.policy, number=number, two_person=False, material=material)
    for clause in version.clauses.all():
        words = {"key": clause.key, "position": clause.position, "explanation": clause.explanation}
        ClauseFactory(version=new, line=line if clause.position == 1 else clause.line, **words)
    Need.objects.create(version=new, kind=NeedKind.ACCEPTANCE)
    new.agree_from = number if material else version.agree_from
    new.text_hash, new.state, new.starts_at = text_hash(new), VersionState.IN_FORCE, now
    new.save()
    return new


def agreed(people: Iterable[User], *, scope: Scope | None = None) -> None:
    """These people agreed to the rules in force here (those of the site when no scope is named)."""
    versions = list(PolicyVersion.objects.along(scope or site()).in_force()) or [plant_starter().versions.get()]
    rows = [
        Acceptance(user=person, version=version, text_hash=version.text_hash)
        for person in people
        for version in versions
    ]
    Acceptance.objects.bulk_create(rows, ignore_conflicts=True)
