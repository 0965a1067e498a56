"""What stood there when it was reported: read once, kept for good, shown instead of the thing itself."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Scope
from ethics.models import Clause
from moderation.extensions import ContentKind, kinds
from moderation.models import Case, Evidence, Report
from moderation.services.audit import canonical


def take(*, report: Report, kind: ContentKind, content: Any) -> Evidence:
    """The snapshot as canonical JSON, with its SHA-256."""
    body = canonical({**asdict(kind.snapshot(content)), "kind": kind.key, "object_id": report.case.object_id})
    return Evidence.objects.create(report=report, body=body, sha256=hashlib.sha256(body.encode()).hexdigest())


def intact(evidence: Evidence) -> bool:
    return hashlib.sha256(evidence.body.encode()).hexdigest() == evidence.sha256


def latest(case: Case) -> dict[str, Any]:
    """The newest snapshot of a case."""
    evidence = Evidence.objects.filter(report__case=case).order_by("-pk").first()
    found: dict[str, Any] = json.loads(evidence.body) if evidence else {}
    return found


def last_edited(snapshot: dict[str, Any]) -> datetime | None:
    return parse_datetime(str(snapshot.get("edited_at") or ""))


def rules_for(case: Case) -> list[Clause]:
    """The clauses that a decision may cite: of the versions in force when the thing was last edited."""
    return rules_at(case.scope, last_edited(latest(case)) or case.opened_at)


def rules_of(kind: ContentKind, content: Any) -> list[Clause]:
    """The clauses that a report may name."""
    return rules_at(kind.scope(content), last_edited(asdict(kind.snapshot(content))) or timezone.now())


def rules_at(scope: Scope, moment: datetime) -> list[Clause]:
    """What was written before there were any rules is judged by those of today."""
    found = list(Clause.objects.in_force(scope, moment))
    return found or list(Clause.objects.in_force(scope, timezone.now()))


def address_of(case: Case) -> str:
    """Where the thing is; its author sees it there whatever its state."""
    content = content_of(case)
    return kinds[case.kind].url(content) if content is not None else "/"


def addresses_of(cases: Iterable[Case]) -> dict[int, str]:
    """Case id → where its thing is: one reading for each kind of content, not for each case."""
    of_kind: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        of_kind[case.kind].append(case)
    found = {}
    for key, mine in of_kind.items():
        kind = kinds.get(key)
        things = kind.get_many({case.object_id for case in mine}) if kind else {}
        for case in mine:
            found[case.pk] = kind.url(things[case.object_id]) if kind and case.object_id in things else "/"
    return found


def content_of(case: Case) -> Any | None:
    """The thing itself, or None where its owner has it no longer."""
    kind = kinds.get(case.kind)
    try:
        return kind.get(case.object_id) if kind else None
    except ObjectDoesNotExist:
        return None
