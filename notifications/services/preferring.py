"""What people want by mail: by kind, when the digest comes, and the one click that lowers it."""

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.urls import reverse

from core.letters import absolute
from notifications.choices import DIGEST, Every, Level
from notifications.extensions import NoticeKind, notices
from notifications.models import DigestSchedule, Notice, Preference

if TYPE_CHECKING:
    from accounts.models import User

SALT = "notifications.stop"


@transaction.atomic
def prefer(*, actor: "User", levels: dict[str, Level]) -> None:
    """Keep how each kind comes; what already waits for its mail follows. What is firm is never switched off."""
    for key, level in levels.items():
        kind = notices.get(key)
        if kind is None or (kind.firm and level == Level.NEVER):
            continue
        Preference.objects.update_or_create(user=actor, kind=key, defaults={"level": level})
        waiting = Notice.objects.filter(recipient=actor, kind=key, read_at__isnull=True)
        waiting.filter(mail__state="waiting", mail__attempts=0).exclude(level=level).update(level=level, mail=None)
        if level == Level.DIGEST:
            schedule_of(actor)
        else:
            waiting.filter(mail__isnull=True, level=Level.DIGEST).update(level=Level.NEVER)


@transaction.atomic
def set_rhythm(
    *, actor: "User", every: Every, weekday: int, hour: int | None, quiet_from: time | None, quiet_until: time | None
) -> DigestSchedule:
    """When mail may come; the next digest is worked out anew."""
    schedule = schedule_of(actor)
    schedule.every, schedule.weekday, schedule.hour = every, weekday, hour
    schedule.quiet_from, schedule.quiet_until = quiet_from, quiet_until
    schedule.next_at = None
    schedule.save()
    return schedule


def schedule_of(user: "User") -> DigestSchedule:
    return DigestSchedule.objects.get_or_create(user=user)[0]


@dataclass(frozen=True, slots=True)
class Stop:
    """What a signed link in a mail asks for: this person wants less of this kind."""

    user_id: int
    kind: str

    @property
    def declared(self) -> NoticeKind | None:
        return notices.get(self.kind)


def stop_url(user_id: int, kind: str, base: str = "") -> str:
    token = signing.dumps([user_id, kind], salt=SALT)
    return absolute(reverse("notifications:stop", args=[token]), base)


def read_stop(token: str) -> Stop | None:
    """Who wants less of what; None when the link is not ours."""
    try:
        user_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stop(user_id=user_id, kind=kind)


@transaction.atomic
def stop(*, actor: "User", kind: str) -> None:
    """One step less: what came now comes in the digest, the digest comes no more."""
    if kind == DIGEST:
        schedule = schedule_of(actor)
        schedule.every, schedule.next_at = Every.NEVER, None
        schedule.save(update_fields=["every", "next_at"])
    else:
        prefer(actor=actor, levels={kind: Level.DIGEST})
