"""The digest: everything that can wait, in one mail, at a time the person chose, by the clock where they are."""

import secrets
from datetime import datetime, time

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.choices import STAFF
from accounts.models import Institution, Membership, Scope, User
from accounts.rights import rights_of
from core.bulk import insert_select
from core.hours import next_local, zone_of
from core.letters import host
from notifications.choices import DIGEST, Every
from notifications.models import QUIET_FROM, QUIET_UNTIL, DigestSchedule, Mail, Notice
from notifications.services.composing import asked_of
from notifications.services.houses import apart, fold_of, inside, of_house, without

WEEKLY_HOUR, DAILY_HOUR = 17, 7
BATCH = 500


def digest_due(limit: int = BATCH) -> int:
    """Work out the times that are not known, then gather the digests whose time has come; how many were gathered."""
    plan(limit)
    due = DigestSchedule.objects.due().select_related("user").order_by("next_at")[:limit]
    rows = list(due)
    teaching = _teaching([row.user_id for row in rows])
    hosted = bool(rows) and Institution.objects.filter(host__gt="").exists()
    return sum(gather(row, teaches=row.user_id in teaching, hosted=hosted) for row in rows)


def plan(limit: int = BATCH) -> None:
    rows = list(DigestSchedule.objects.unplanned().select_related("user").order_by("pk")[:limit])
    teaching, now = _teaching([row.user_id for row in rows]), timezone.now()
    for row in rows:
        row.next_at = next_time(row, now=now, teaches=row.user_id in teaching)
    DigestSchedule.objects.bulk_update(rows, ["next_at"])


def next_time(schedule: DigestSchedule, *, now: datetime, teaches: bool) -> datetime | None:
    """The next moment for this person's digest; None when they want none."""
    every = schedule.every or (Every.DAILY if teaches else Every.WEEKLY)
    if every == Every.NEVER:
        return None
    daily = every == Every.DAILY
    hour = schedule.hour if schedule.hour is not None else DAILY_HOUR if daily else WEEKLY_HOUR
    weekday = None if daily else schedule.weekday
    return next_local(now, zone_of(schedule.user.time_zone), time(hour), weekday)


@transaction.atomic
def gather(schedule: DigestSchedule, *, teaches: bool, hosted: bool) -> bool:
    """Move the schedule on, and put what waits into one mail (one from each institution `hosted` apart); a quiet week
    sends nothing. Once for each time that comes."""
    upcoming = next_time(schedule, now=timezone.now(), teaches=teaches)
    if not DigestSchedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=upcoming):
        return False
    others = apart(rights_of(schedule.user)) if hosted else []
    gathered = [_gather(schedule, house, others, teaches=teaches) for house in [*others, None]]
    return any(gathered)


def _gather(schedule: DigestSchedule, house: Scope | None, others: list[Scope], *, teaches: bool) -> bool:
    """What one institution tells (or the site, of all that have no digest of their own)."""
    waiting = of_house(Notice.objects.for_next_digest(schedule.user), house, others)
    if not (waiting.exists() or (teaches and _is_asked(schedule.user, house, others))):
        return False
    waiting.update(mail=_open_digest(schedule, fold_of(house)))
    return True


def _is_asked(user: User, house: Scope | None, others: list[Scope]) -> bool:
    with inside(house):
        found = asked_of(rights_of(user))
    return any(house is not None or without(part, others) for part in found)


def _open_digest(schedule: DigestSchedule, fold: str) -> Mail:
    """The digest that has not gone out yet, locked so that it does not while notices join it; else a new one."""
    mine = Mail.objects.select_for_update(no_key=True).filter(recipient=schedule.user, fold=fold, open=True)
    message_id = f"<{secrets.token_hex(12)}.{DIGEST}@{host()}>"
    return mine.first() or Mail.objects.create(recipient=schedule.user, fold=fold, kind=DIGEST, message_id=message_id)


def expect(people: QuerySet[User]) -> int:
    """These people have a digest to come; its time is worked out by the task. How many had none."""
    columns = {"user": F("pk"), "every": "", "weekday": 6, "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
    return insert_select(DigestSchedule, people.filter(digest_schedule__isnull=True), columns)


@transaction.atomic
def replan(user_id: int) -> None:
    """Something changed that decides when the digest comes; what is due already stays due."""
    DigestSchedule.objects.filter(user=user_id, next_at__gt=timezone.now()).update(next_at=None)


def _teaching(people: list[int]) -> set[int]:
    """Who of them teaches anywhere: their digest comes daily unless they say otherwise."""
    staff = Membership.objects.live().filter(user__in=people, role__in=STAFF)
    return set(staff.values_list("user_id", flat=True))
