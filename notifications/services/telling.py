"""An event becomes notices, and those that are for now become mails: a few statements, however many people there are."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import DateTimeField
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from accounts.models import PersonBlock, User
from core.bulk import insert_select
from core.letters import host
from notifications.choices import Level
from notifications.models import (
    QUIET_FROM,
    QUIET_UNTIL,
    DigestSchedule,
    Happening,
    Mail,
    Notice,
    Preference,
)

if TYPE_CHECKING:
    from core.events import Event
    from notifications.extensions import NoticeKind

FOLDING = timedelta(minutes=10)
JOIN_THE_OPEN_ONE = 'ON CONFLICT (recipient_id, fold) WHERE "open" DO UPDATE SET folded = {table}.folded + 1'


@transaction.atomic
def tell(*, kind: "NoticeKind", event: "Event") -> int:
    """Write one notice for each recipient, and the mails that carry them; telling twice adds nothing."""
    if event.row_id is None:
        message = f"{event.name} was never written down, so nobody can be told of it."
        raise RuntimeError(message)
    now = timezone.now()
    path = [int(part) for part in kind.place(event).split("/") if part]
    facts = {"name": event.name, "payload": event.payload(), "at": now, "scope_id": path[-1] if path else None}
    happening, _ = Happening.objects.get_or_create(pk=event.row_id, defaults=facts)
    fold = f"{kind.key}:{kind.fold(event)}"[:120]
    told = _notices(kind, event, happening, fold, path[1] if len(path) > 1 else None)
    if told:
        mine = Notice.objects.filter(event=happening, kind=kind.key, mail__isnull=True)
        _mails(mine.filter(level=Level.NOW), kind, fold, now)
        _schedules(mine.filter(level=Level.DIGEST))
    return told


def _notices(kind: "NoticeKind", event: "Event", happening: Happening, fold: str, institution_id: int | None) -> int:
    wanted = Preference.objects.filter(user=OuterRef("pk"), kind=kind.key).values("level")[:1]
    return insert_select(
        Notice,
        _recipients(kind, event),
        {
            "event": happening.pk,
            "kind": kind.key,
            "recipient": F("pk"),
            "category": kind.category,
            "level": Coalesce(Subquery(wanted), Value(kind.level)),
            "fold": fold,
            "at": happening.at,
            "institution_id": institution_id,
        },
    )


def _recipients(kind: "NoticeKind", event: "Event") -> QuerySet[User]:
    """Whom the kind means, without those who have no account (any more) and those on either side of a block."""
    people = User.objects.active().filter(pk__in=kind.recipients(event).order_by().values("pk"))
    if actor := kind.actor(event):
        blocks = PersonBlock.objects.filter(Q(blocker=actor) | Q(blocked=actor))
        people = people.exclude(pk__in=blocks.filter(blocker=actor).values("blocked"))
        people = people.exclude(pk__in=blocks.filter(blocked=actor).values("blocker"))
    return people


def _mails(notices: QuerySet[Notice], kind: "NoticeKind", fold: str, now: datetime) -> None:
    """A mail for each of these notices, or a place in the one that is waiting; not sooner than 10 minutes after the last.

    In the order of the people, so that two tellings of one thread never wait for each other's rows in a ring.
    """
    due = now + kind.due_after
    mailed = Mail.objects.filter(recipient=OuterRef("recipient"), fold=fold, due_at__gt=due - FOLDING)
    after = ExpressionWrapper(F("due_at") + FOLDING, output_field=DateTimeField())
    later = mailed.order_by("-due_at").annotate(later=after).values("later")[:1]
    insert_select(
        Mail,
        notices.exclude(recipient__email__isnull=True).exclude(recipient__email="").order_by("recipient"),
        {
            "recipient": F("recipient"),
            "kind": kind.key,
            "fold": fold,
            "open": True,
            "folded": 0,
            "message_id": _message_ids(),
            "reason": "",
            "created_at": now,
            "state": Mail.State.WAITING,
            "due_at": Coalesce(Subquery(later), Value(due, output_field=DateTimeField())),
            "attempts": 0,
        },
        conflict=JOIN_THE_OPEN_ONE.format(table=connection.ops.quote_name(Mail._meta.db_table)),
    )
    waiting = Mail.objects.filter(recipient=OuterRef("recipient"), fold=fold, open=True).values("pk")[:1]
    notices.update(mail=Subquery(waiting))


def _message_ids() -> Concat:
    """Made here once for all, different for each person, and not to be guessed."""
    return Concat(
        Value(f"<{secrets.token_hex(8)}."),
        Cast("recipient", CharField()),
        Value(f"@{host()}>"),
        output_field=CharField(),
    )


def _schedules(notices: QuerySet[Notice]) -> None:
    """Whoever waits for a digest has a row that says when; its time is worked out by the task."""
    insert_select(
        DigestSchedule,
        notices.exclude(Exists(DigestSchedule.objects.filter(user=OuterRef("recipient")))),
        {"user": F("recipient"), "every": "", "weekday": 6, "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL},
    )
