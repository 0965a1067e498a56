"""The chain of who did what: every entry carries the hash of the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.choices import Act
from moderation.models import AuditEntry, AuditHead, Case

BEGINNING = "0" * 64
HEAD = 1


@transaction.atomic
def record(*, actor: User | None, case: Case | None, act: Act, **detail: Any) -> AuditEntry:
    """Write one act at the end of the chain; the row of its head is locked, so the chain never forks."""
    AuditHead.objects.get_or_create(pk=HEAD, defaults={"digest": BEGINNING})
    head = AuditHead.objects.select_for_update(no_key=True).get(pk=HEAD)
    at, text = timezone.now(), canonical(detail)
    case_id, actor_id = case.pk if case else None, actor.pk if actor else None
    digest = digest_of(head.digest, [case_id, actor_id, str(act), text], at)
    entry = AuditEntry.objects.create(
        case=case, actor=actor, act=act, detail=text, at=at, previous=head.digest, digest=digest
    )
    head.digest, head.entries = digest, head.entries + 1
    head.save(update_fields=["digest", "entries"])
    return entry


def verify() -> tuple[int, int | None]:
    """How many entries the chain has, and the id of the first one that does not fit (None when all do)."""
    previous, count = BEGINNING, 0
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=1000):
        expected = digest_of(previous, [entry.case_id, entry.actor_id, entry.act, entry.detail], entry.at)
        if entry.previous != previous or entry.digest != expected:
            return count, entry.pk
        previous, count = entry.digest, count + 1
    head = AuditHead.objects.filter(pk=HEAD).first()
    whole = head is None or (head.entries, head.digest) == (count, previous)
    return count, None if whole else 0


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(previous: str, entry: list[Any], at: datetime) -> str:
    return hashlib.sha256(canonical([previous, *entry, at.astimezone(UTC).isoformat()]).encode()).hexdigest()
