"""A second look at what was hidden: its author changed it, and the deciding side says whether it can be shown again."""

import hashlib
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from moderation import policies
from moderation.choices import Act, Desk, LookOutcome
from moderation.events import LookAnswered, LookAsked
from moderation.extensions import kinds
from moderation.models import Case, Decision, Look
from moderation.services import calendar, chain, effects, evidence
from moderation.services.audit import canonical, record
from moderation.services.cases import gave_up, locked

PATIENCE = timedelta(days=1)
NEXT = {Desk.STAFF: Desk.LEAD, Desk.DESK: Desk.LEAD, Desk.LEAD: Desk.SITE, Desk.SITE: Desk.SITE}


@transaction.atomic
def ask_again(*, actor: User, decision: Decision) -> Look:
    """It was changed: ask the deciding side to look once more. Asking twice is asking once."""
    case = locked(decision.case)
    if known := Look.objects.filter(decision=decision, outcome="", decision__case__author=actor).first():
        return known
    decision = Decision.objects.select_related("case").get(pk=decision.pk)
    policies.can_ask_again(rights_of(actor), decision).require()
    if not changed(case):
        raise ValidationError(_("Please change it first. It still says what the letter is about."))
    now = timezone.now()
    look = Look.objects.create(
        ref=decision.ref,
        decision=decision,
        desk=_nearest(case, Desk(case.desk)),
        asked_at=now,
        due_at=calendar.after_working_days(now, calendar.FIRST_DECISION, case.scope),
    )
    record(case=case, actor=actor, act=Act.ASKED_AGAIN, decision=decision.ref)
    emit(LookAsked(look_id=look.pk))
    return look


@transaction.atomic
def answer_look(*, actor: User, look: Look, outcome: str, answer: str, seen: str) -> Look:
    """Show it again, or say why not. `seen` is the hash of what was on the screen: what changed since is looked at first."""
    case = locked(look.decision.case)
    rows = Look.objects.select_for_update(of=("self",), no_key=True).select_related("decision__case__scope")
    look = rows.get(pk=look.pk)
    policies.can_answer_look(rights_of(actor), look).require()
    body = text_now(case)
    if digest(body) != seen:
        raise ValidationError(_("Its author changed it just now. Please look at it again."))
    if outcome == LookOutcome.STAYS and not answer.strip():
        raise ValidationError({"answer": _("Please say in a sentence what is still missing. The author reads it.")})
    look.decider, look.outcome, look.answer = actor, outcome, answer.strip()
    look.body, look.sha256, look.answered_at = body, digest(body), timezone.now()
    look.save()
    record(case=case, actor=actor, act=Act.LOOKED, decision=look.decision.ref, outcome=outcome)
    if outcome == LookOutcome.SHOWN:
        effects.show(case)
    emit(LookAnswered(look_id=look.pk, outcome=outcome))
    return look


@transaction.atomic
def move_on(look: Look) -> bool:
    """To the next desk, when nobody at this one looked in time."""
    case = locked(look.decision.case)
    late = look.due_at + PATIENCE < timezone.now()
    desk = _nearest(case, NEXT[Desk(look.desk)] if late else Desk(look.desk))
    if desk == look.desk:
        return False
    look.desk = desk
    look.due_at = calendar.after_working_days(timezone.now(), calendar.CONFIRMATION, case.scope)
    look.save(update_fields=["desk", "due_at"])
    emit(LookAsked(look_id=look.pk))
    return True


def _nearest(case: Case, desk: Desk) -> Desk:
    return chain.desk_for(case.scope, policies.parties_of(case), beginning=desk, without=gave_up(case))


def snapshot_now(case: Case) -> dict[str, Any]:
    """The thing as it stands; nothing where its author has taken it away."""
    content = evidence.content_of(case)
    return asdict(kinds[case.kind].snapshot(content)) if content is not None else {}


def text_now(case: Case) -> str:
    """What one looks at: title, text and what readers would see, as canonical JSON."""
    now = snapshot_now(case)
    return canonical({name: now.get(name, "") for name in ("title", "text", "html")})


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def changed(case: Case) -> bool:
    """Does it say something else than what was judged?"""
    now, judged = snapshot_now(case), evidence.latest(case)
    return any(now.get(name, "") != judged.get(name, "") for name in ("title", "text"))
