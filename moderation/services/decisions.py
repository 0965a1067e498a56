from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from ethics.models import Clause
from moderation import policies
from moderation.choices import OPEN, TWO_PERSON, Act, CaseState, DecisionState, Desk, Outcome
from moderation.events import DecisionDropped, DecisionProposed, DecisionSent
from moderation.models import Case, CaseNote, Decision
from moderation.services import calendar, chain, effects, evidence, letters
from moderation.services.audit import record
from moderation.services.cases import claim, gave_up, locked


class Finding(TypedDict, total=False):
    """What a person at the desk fills in."""

    outcome: str
    clause: Clause | None
    reasons: str
    quote: str
    pause_days: int | None


def check(case: Case, **finding: Unpack[Finding]) -> None:
    """A breach names the rule, words that stand in the evidence, and a pause of 1 to 14 days where it pauses."""
    outcome, clause = finding["outcome"], finding.get("clause")
    problems: dict[str, str] = {}
    if outcome != Outcome.NO_BREACH and clause is None:
        problems["clause"] = _("Please say which rule it breaks.")
    if clause is not None and clause.pk not in {each.pk for each in evidence.rules_for(case)}:
        problems["clause"] = _("That rule was not in force when this was last edited.")
    if not finding.get("reasons", "").strip():
        problems["reasons"] = _("Please give the reason in a sentence. The author will read it.")
    quote = finding.get("quote", "").strip()
    if quote and _flat(quote) not in _flat(str(evidence.latest(case).get("text", ""))):
        problems["quote"] = _("These words do not stand in the text. Please copy them as they are.")
    if outcome == Outcome.PAUSE and not 1 <= (finding.get("pause_days") or 0) <= 14:  # noqa: PLR2004
        problems["pause_days"] = _("A pause is from 1 to 14 days.")
    if problems:
        raise ValidationError(problems)


def draft(*, decider: User, case: Case, **finding: Unpack[Finding]) -> Decision:
    """The decision as it would be, unsaved, with its letter: what the preview shows is what is sent."""
    now, outcome = timezone.now(), finding["outcome"]
    proposed = outcome in TWO_PERSON
    second = proposed or acts_first(decider, case)
    decision = Decision(
        case=case,
        decider=decider,
        outcome=outcome,
        state=DecisionState.PROPOSED if proposed else DecisionState.IN_FORCE,
        clause=None if outcome == Outcome.NO_BREACH else finding.get("clause"),
        reasons=finding["reasons"].strip(),
        quote="" if outcome == Outcome.NO_BREACH else finding.get("quote", "").strip(),
        pause_days=finding.get("pause_days") if outcome == Outcome.PAUSE else None,
        decided_at=now,
        confirm_by=calendar.after_working_days(now, calendar.CONFIRMATION, case.scope) if second else None,
        in_force_at=None if proposed else now,
        appeal_until=None if outcome == Outcome.NO_BREACH else now + calendar.APPEAL_WINDOW,
    )
    if outcome != Outcome.NO_BREACH or case.hidden_at is not None:
        decision.letter = letters.compose(case, decision).kept()
    return decision


def acts_first(person: User, case: Case) -> bool:
    """Course staff where there are few moderators: what they decide is confirmed by somebody else."""
    return case.desk == Desk.STAFF and not rights_of(person).has(case.scope, Role.MODERATOR)


@transaction.atomic
def decide(*, actor: User, case: Case, **finding: Unpack[Finding]) -> Decision:
    """Decide, or propose what takes two people. Sending the same decision twice changes nothing."""
    case = locked(case)
    mine = case.decisions.filter(decider=actor).exclude(state=DecisionState.DROPPED).last()
    if mine is not None and (case.state not in OPEN or case.state == CaseState.PROPOSED):
        return mine
    policies.can_decide(rights_of(actor), case).require()
    check(case, **finding)
    claim(case, actor)
    decision = draft(decider=actor, case=case, **finding)
    decision.save()
    act = Act.PROPOSED if decision.state == DecisionState.PROPOSED else Act.DECIDED
    record(case=case, actor=actor, act=act, decision=decision.ref, outcome=decision.outcome)
    if decision.state == DecisionState.IN_FORCE:
        effects.apply(case, decision)
        emit(DecisionSent(decision_id=decision.pk, case_id=case.pk))
    if decision.confirm_by is None:
        _settle(case, decision)
    else:
        _ask_second(case, decision)
    return decision


@transaction.atomic
def confirm(*, actor: User, decision: Decision) -> Decision:
    """A second person agrees: what was proposed takes effect, what was in force stays."""
    case = locked(decision.case)
    decision = Decision.objects.select_related("case", "clause").get(pk=decision.pk)
    policies.can_confirm(rights_of(actor), decision).require()
    decision.confirmer, decision.confirmed_at = actor, timezone.now()
    record(case=case, actor=actor, act=Act.CONFIRMED, decision=decision.ref)
    if decision.state == DecisionState.PROPOSED:
        decision.state, decision.in_force_at = DecisionState.IN_FORCE, timezone.now()
        decision.decided_at = decision.in_force_at
        decision.appeal_until = decision.in_force_at + calendar.APPEAL_WINDOW
        decision.letter = letters.compose(case, decision).kept()
        effects.apply(case, decision)
        emit(DecisionSent(decision_id=decision.pk, case_id=case.pk))
    decision.save()
    _settle(case, decision)
    return decision


@transaction.atomic
def decline(*, actor: User, decision: Decision, note: str) -> Case:
    """A second person sees it otherwise: the decision is dropped, undone where it was in force, and they decide."""
    case = locked(decision.case)
    decision = Decision.objects.select_related("case").get(pk=decision.pk)
    policies.can_confirm(rights_of(actor), decision).require()
    was_in_force = decision.state == DecisionState.IN_FORCE
    if was_in_force:
        effects.undo(case, decision)
    decision.state, decision.appeal_until = DecisionState.DROPPED, None
    decision.save(update_fields=["state", "appeal_until"])
    CaseNote.objects.create(case=case, author=actor, text=note)
    record(case=case, actor=actor, act=Act.NOT_CONFIRMED, decision=decision.ref)
    case.state, case.assigned, case.assigned_at = CaseState.ASSIGNED, actor, timezone.now()
    case.save(update_fields=["state", "assigned", "assigned_at"])
    emit(DecisionDropped(decision_id=decision.pk, case_id=case.pk, was_in_force=was_in_force))
    return case


def _ask_second(case: Case, decision: Decision) -> None:
    """The case waits for another person; where nobody else is at this desk it goes to the next one."""
    case.state = CaseState.PROPOSED
    case.desk = chain.desk_for(
        case.scope,
        policies.parties_of(case),
        beginning=Desk(case.desk),
        without=[decision.decider_id, *gave_up(case)],
    )
    case.due_at = decision.confirm_by or case.due_at
    case.save(update_fields=["state", "desk", "due_at"])
    emit(DecisionProposed(decision_id=decision.pk, case_id=case.pk))


def _settle(case: Case, decision: Decision) -> None:
    over = decision.appeal_until is None
    case.state = CaseState.CLOSED if over else CaseState.DECIDED
    case.decided_at = timezone.now()
    case.closed_at = case.decided_at if over else None
    case.save(update_fields=["state", "decided_at", "closed_at"])


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
