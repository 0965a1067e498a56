"""What time does: cases move on when nobody acts, and close when the time to appeal has passed."""

from django.db import transaction
from django.utils import timezone

from core.outbox import emit
from moderation import policies
from moderation.choices import OPEN, Act, AppealState, CaseState, Desk
from moderation.events import CaseMovedOn
from moderation.models import Appeal, Case, Look
from moderation.services import appeals, calendar, chain, looks
from moderation.services.audit import record
from moderation.services.cases import gave_up, locked
from moderation.services.looks import NEXT, PATIENCE


def watch() -> int:
    """Move on what waits too long or for nobody, close what is over; how many cases were touched."""
    moved = sum(move_on(case) for case in Case.objects.filter(state__in=OPEN).select_related("scope"))
    for appeal in Appeal.objects.filter(state=AppealState.RECEIVED):
        appeals.look_again(appeal)
    for look in Look.objects.waiting().select_related("decision__case"):
        moved += looks.move_on(look)
    return moved + close()


@transaction.atomic
def move_on(case: Case) -> bool:
    """To the next desk when nobody at this one may decide any more, or nobody did in time."""
    case = locked(case)
    if not case.is_open:
        return False
    late = case.due_at + PATIENCE < timezone.now()
    start = NEXT[Desk(case.desk)] if late else Desk(case.desk)
    without = [*gave_up(case), *_proposer(case)]
    desk = chain.desk_for(case.scope, policies.parties_of(case), beginning=start, without=without)
    if desk == case.desk:
        return False
    case.desk = desk
    case.due_at = calendar.after_working_days(timezone.now(), calendar.CONFIRMATION, case.scope)
    if case.state == CaseState.ASSIGNED:
        case.state, case.assigned, case.assigned_at = CaseState.NEW, None, None
    case.save(update_fields=["desk", "due_at", "state", "assigned", "assigned_at"])
    record(case=case, actor=None, act=Act.MOVED_ON, desk=desk)
    emit(CaseMovedOn(case_id=case.pk, desk=desk))
    return True


def _proposer(case: Case) -> list[int]:
    """While a case waits for a second person, the first one does not count as somebody who may decide."""
    return [case.assigned_id] if case.state == CaseState.PROPOSED and case.assigned_id else []


@transaction.atomic
def close() -> int:
    """Cases whose letter can no longer be appealed against."""
    over = Case.objects.filter(state=CaseState.DECIDED).exclude(decisions__appeal_until__gt=timezone.now())
    ids = list(over.values_list("pk", flat=True))
    for case in Case.objects.filter(pk__in=ids):
        record(case=case, actor=None, act=Act.CLOSED)
    return Case.objects.filter(pk__in=ids).update(state=CaseState.CLOSED, closed_at=timezone.now())
