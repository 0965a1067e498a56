from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from moderation import policies
from moderation.choices import Act, AppealOutcome, AppealState, CaseState, DecisionState, Desk, Ground, Outcome
from moderation.events import AppealDecided, AppealReceived
from moderation.models import Appeal, AuditEntry, Case, Decision
from moderation.services import calendar, chain, effects, letters
from moderation.services.audit import record
from moderation.services.cases import locked

LIGHTER = (Outcome.ASK_TO_EDIT, Outcome.HIDE)
"""What a decision can be changed to on appeal: what one person may decide."""


@transaction.atomic
def appeal(*, actor: User, decision: Decision, ground: Ground, words: str) -> Appeal:
    """Ask somebody else to look. Where nobody independent is left it waits, visibly, for one who is named."""
    case = locked(decision.case)
    decision = Decision.objects.select_related("case", "decider").get(pk=decision.pk)
    if known := Appeal.objects.filter(decision=decision, appellant=actor).first():
        return known
    policies.can_appeal(rights_of(actor), decision).require()
    now = timezone.now()
    desk, somebody = _where(case)
    row = Appeal.objects.create(
        ref=decision.ref,
        decision=decision,
        first_decider=decision.decider,
        appellant=actor,
        ground=ground,
        words=words.strip(),
        desk=desk,
        waits_for_outsider=not somebody,
        received_at=now,
        due_at=calendar.after_working_days(now, calendar.APPEAL_ANSWER, case.scope),
    )
    case.state = CaseState.APPEALED
    case.save(update_fields=["state"])
    record(case=case, actor=actor, act=Act.APPEALED, decision=decision.ref, ground=ground)
    emit(AppealReceived(appeal_id=row.pk))
    return row


@transaction.atomic
def begin_reading(*, actor: User, appeal: Appeal) -> Appeal:
    """Take the appeal; the author sees that somebody reads it."""
    appeal = _locked(appeal)
    policies.can_decide_appeal(rights_of(actor), appeal).require()
    if appeal.decider_id is None:
        appeal.decider, appeal.state, appeal.reading_since = actor, AppealState.READING, timezone.now()
        appeal.save(update_fields=["decider", "state", "reading_since"])
        record(case=appeal.decision.case, actor=actor, act=Act.APPEAL_TAKEN, appeal=appeal.ref)
    return appeal


@transaction.atomic
def decide_appeal(
    *, actor: User, appeal: Appeal, outcome: AppealOutcome, answer: str, lighter: str | None = None
) -> Appeal:
    """Uphold, change to something lighter, or overturn: then it is back at its old place, with no mark, uncounted."""
    appeal = begin_reading(actor=actor, appeal=appeal)
    case = locked(appeal.decision.case)
    if not answer.strip():
        raise ValidationError({"answer": _("Please answer in a sentence. The author will read it.")})
    if outcome == AppealOutcome.CHANGED and lighter not in LIGHTER:
        raise ValidationError({"lighter": _("Please say what it is changed to.")})
    appeal.state, appeal.outcome, appeal.answer = AppealState.DECIDED, outcome, answer.strip()
    appeal.decided_at = timezone.now()
    appeal.save(update_fields=["state", "outcome", "answer", "decided_at"])
    record(case=case, actor=actor, act=Act.APPEAL_DECIDED, appeal=appeal.ref, outcome=outcome)
    if outcome != AppealOutcome.UPHELD:
        _overrule(case, appeal, lighter if outcome == AppealOutcome.CHANGED else None)
    case.state, case.closed_at = CaseState.CLOSED, timezone.now()
    case.save(update_fields=["state", "closed_at"])
    emit(AppealDecided(appeal_id=appeal.pk, outcome=outcome))
    return appeal


def _overrule(case: Case, appeal: Appeal, lighter: str | None) -> None:
    old = appeal.decision
    effects.undo(case, old)
    old.state = DecisionState.CHANGED if lighter else DecisionState.OVERTURNED
    old.save(update_fields=["state"])
    if lighter is None:
        return
    assert appeal.decider is not None
    new = Decision(
        case=case,
        decider=appeal.decider,
        outcome=lighter,
        clause=old.clause,
        quote=old.quote,
        reasons=appeal.answer,
        in_force_at=appeal.decided_at,
    )
    new.letter = letters.compose(case, new).kept()
    new.save()
    effects.apply(case, new)


def _where(case: Case) -> tuple[Desk, bool]:
    """The nearest desk with somebody independent, and whether there is anybody at all."""
    parties, hands = policies.parties_of(case), AuditEntry.objects.filter(case=case, actor__isnull=False)
    without = [actor for actor in hands.values_list("actor", flat=True) if actor is not None]
    desk = chain.desk_for(case.scope, parties, beginning=Desk.DESK, without=without)
    return desk, chain.somebody(desk, case.scope, parties, without)


@transaction.atomic
def look_again(appeal: Appeal) -> None:
    """Somebody may have been named since: send the appeal to them."""
    appeal = _locked(appeal)
    desk, somebody = _where(appeal.decision.case)
    if (desk, not somebody) != (appeal.desk, appeal.waits_for_outsider):
        appeal.desk, appeal.waits_for_outsider = desk, not somebody
        appeal.save(update_fields=["desk", "waits_for_outsider"])
        if somebody:
            emit(AppealReceived(appeal_id=appeal.pk))


def _locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("decision__case__scope", "decision__case__author", "decision__clause", "decider").get(
        pk=appeal.pk
    )
