"""A decision as it takes effect: the owner of the content enacts it, accounts keep the standing."""

from datetime import timedelta

from django.utils import timezone

from accounts.choices import ScopeKind, StandingState
from accounts.models import Scope, Standing
from accounts.services import clear_standing, set_standing
from moderation.choices import HIDING, Outcome
from moderation.extensions import kinds
from moderation.models import Case, Decision
from moderation.services.evidence import content_of


def apply(case: Case, decision: Decision) -> None:
    """Hide, show, ask, pause: what the outcome says, once. What was hidden at once and is to be edited stays hidden till then."""
    if decision.outcome in HIDING:
        hide(case)
    elif decision.outcome == Outcome.NO_BREACH:
        show(case)
    content = content_of(case)
    if decision.outcome == Outcome.ASK_TO_EDIT and content is not None:
        kinds[case.kind].ask_to_edit(content)
    if decision.outcome == Outcome.PAUSE and case.author is not None:
        until = timezone.now() + timedelta(days=decision.pause_days or 0)
        set_standing(
            user=case.author,
            scope=place(case),
            state=StandingState.PAUSED,
            until=until,
            reason=f"decision {decision.ref}",
        )


def undo(case: Case, decision: Decision) -> None:
    """As if it had not been decided: the thing is back at its old place, the pause is over."""
    show(case)
    if decision.outcome == Outcome.PAUSE and case.author is not None:
        mine = Standing.objects.filter(user=case.author, scope=place(case), reason=f"decision {decision.ref}")
        if mine.exists():
            clear_standing(user=case.author, scope=place(case))


def hide(case: Case) -> None:
    if case.hidden_at is not None:
        return
    content = content_of(case)
    if content is not None:
        kinds[case.kind].hide(content)
    case.hidden_at = timezone.now()
    case.save(update_fields=["hidden_at"])


def show(case: Case) -> None:
    if case.hidden_at is None:
        return
    content = content_of(case)
    if content is not None:
        kinds[case.kind].restore(content)
    case.hidden_at = None
    case.save(update_fields=["hidden_at"])


def place(case: Case) -> Scope:
    """Where a pause holds: the course, also when the case is of one of its groups."""
    scope = case.scope
    return scope.parent if scope.kind == ScopeKind.GROUP and scope.parent else scope
