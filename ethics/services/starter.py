import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Scope
from accounts.services import site
from ethics.choices import NeedKind, VersionState
from ethics.models import Clause, Need, Nudge, Policy, PolicyVersion
from ethics.services.texts import text_hash

STARTER = Path(__file__).resolve().parent.parent / "starter_policy.toml"


@transaction.atomic
def plant_starter(*, scope: Scope | None = None) -> Policy:
    """Rules are in force from the first minute: the starter policy on the site. Planting twice changes nothing."""
    where = scope or site()
    if policy := Policy.objects.filter(scope=where).first():
        return policy
    text = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    policy = Policy.objects.create(scope=where, slug=text["slug"], title=text["title"], summary=text["summary"])
    version = PolicyVersion.objects.create(
        policy=policy, number=1, preamble=text["preamble"].strip(), two_person=False, author=None
    )
    for position, clause in enumerate(text["clause"], start=1):
        _clause(version, position, clause)
    Need.objects.create(version=version, kind=NeedKind.ACCEPTANCE)
    version.text_hash = text_hash(version)
    version.state, version.starts_at = VersionState.IN_FORCE, timezone.now()
    version.save(update_fields=["text_hash", "state", "starts_at"])
    return policy


def _clause(version: PolicyVersion, position: int, text: dict[str, Any]) -> None:
    words = {name: text.get(name, "").strip() for name in ("line", "explanation", "good", "poor", "consequences")}
    clause = Clause.objects.create(version=version, key=text["key"], position=position, **words)
    Nudge.objects.bulk_create(
        Nudge(clause=clause, position=place, pattern=nudge["pattern"], text=nudge["text"])
        for place, nudge in enumerate(text.get("nudge", ()), start=1)
    )
