from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from ethics.models import Clause
from moderation import policies
from moderation.choices import OPEN, Act, CaseState, Desk
from moderation.events import ContentReported, HiddenAtOnce
from moderation.extensions import ContentKind, kinds
from moderation.models import Case, Report
from moderation.services import calendar, chain, evidence
from moderation.services.audit import record


@transaction.atomic
def report(*, actor: User, kind: str, object_id: int, clause: Clause | None, words: str = "") -> Report:
    """Say that something may break a rule: the one open case of this content, with what stands there now as evidence.

    The same person reporting the same thing twice changes nothing.
    """
    owner = kinds[kind]
    content = owner.get(object_id)
    policies.can_report(rights_of(actor), owner, content).require()
    case = _open_case(owner, object_id, content)
    if known := Report.objects.filter(case=case, reporter=actor).first():
        return known
    row = Report.objects.create(case=case, reporter=actor, clause=clause, words=words.strip())
    evidence.take(report=row, kind=owner, content=content)
    record(case=case, actor=actor, act=Act.REPORTED, report=row.pk, clause=clause.key if clause else None)
    _route(case)
    emit(ContentReported(case_id=case.pk, report_id=row.pk))
    return row


@transaction.atomic
def hide_at_once(*, actor: User, kind: str, object_id: int, clause: Clause | None, words: str = "") -> Case:
    """Course staff take it out of sight and report it in one act; somebody else reviews that, and it can be undone."""
    owner = kinds[kind]
    content = owner.get(object_id)
    policies.can_hide_at_once(rights_of(actor), owner, content).require()
    case = report(actor=actor, kind=kind, object_id=object_id, clause=clause, words=words).case
    if case.hidden_at is None:
        owner.hide(content)
        case.hidden_at = timezone.now()
        case.save(update_fields=["hidden_at"])
        record(case=case, actor=actor, act=Act.HIDDEN_AT_ONCE)
        emit(HiddenAtOnce(case_id=case.pk))
    return case


def _open_case(owner: ContentKind, object_id: int, content: Any) -> Case:
    """The open case of this content, made when there is none; the constraint decides between two at once."""
    case = Case.objects.filter(kind=owner.key, object_id=object_id, state__in=OPEN).first()
    if case is not None:
        return case
    scope, now = owner.scope(content), timezone.now()
    due = calendar.after_working_days(now, calendar.FIRST_DECISION, scope)
    return Case.objects.create(
        kind=owner.key, object_id=object_id, scope=scope, author=owner.author(content), opened_at=now, due_at=due
    )


def _route(case: Case) -> None:
    """Send the case to the nearest desk at which somebody may decide it; a new reporter may be the one who sat there."""
    parties = policies.parties_of(case)
    started = case.reports.count() > 1
    desk = chain.desk_for(case.scope, parties, beginning=Desk(case.desk) if started else None)
    gone = case.assigned_id in parties if case.assigned_id else False
    if desk != case.desk or gone:
        case.desk = desk
        if gone:
            case.assigned, case.assigned_at, case.state = None, None, CaseState.NEW
        case.save(update_fields=["desk", "assigned", "assigned_at", "state"])
