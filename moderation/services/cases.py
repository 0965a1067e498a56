from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from moderation import policies
from moderation.choices import Act, CaseState, Desk
from moderation.events import CaseHandedOver
from moderation.extensions import kinds
from moderation.models import AuditEntry, Case, CaseNote
from moderation.services import chain, evidence
from moderation.services.audit import record


def locked(case: Case) -> Case:
    """The case under a row lock, so that two people at the desk do not decide at once."""
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("scope", "author").get(pk=case.pk)


def claim(case: Case, person: User) -> None:
    """Whoever acts first has the case."""
    if case.assigned_id == person.pk:
        return
    case.assigned, case.assigned_at = person, timezone.now()
    case.state = CaseState.ASSIGNED if case.state == CaseState.NEW else case.state
    case.save(update_fields=["assigned", "assigned_at", "state"])
    record(case=case, actor=person, act=Act.TAKEN)


@transaction.atomic
def show_names(*, actor: User, case: Case) -> None:
    """Lift the veil for this person, with a line in the audit chain; asking twice writes one line."""
    case = locked(case)
    policies.can_see_case(rights_of(actor), case).require()
    if not names_shown(case, actor):
        record(case=case, actor=actor, act=Act.NAMES_SHOWN)


def names_shown(case: Case, person: User) -> bool:
    return AuditEntry.objects.filter(case=case, actor=person, act=Act.NAMES_SHOWN).exists()


@transaction.atomic
def hand_over(*, actor: User, case: Case, note: str) -> Case:
    """Leave the case to the next person, with a word; where nobody is left it moves on to the next desk."""
    case = locked(case)
    policies.can_decide(rights_of(actor), case).require()
    CaseNote.objects.create(case=case, author=actor, text=note)
    record(case=case, actor=actor, act=Act.HANDED_OVER)
    case.assigned, case.assigned_at, case.state = None, None, CaseState.NEW
    case.desk = chain.desk_for(case.scope, policies.parties_of(case), beginning=Desk(case.desk), without=gave_up(case))
    case.save(update_fields=["assigned", "assigned_at", "state", "desk"])
    emit(CaseHandedOver(case_id=case.pk, desk=case.desk))
    return case


def gave_up(case: Case) -> list[int]:
    """Who handed this case over."""
    rows = AuditEntry.objects.filter(case=case, act=Act.HANDED_OVER, actor__isnull=False)
    return [actor for actor in rows.values_list("actor", flat=True) if actor is not None]


@transaction.atomic
def show_again(*, actor: User, case: Case) -> Case:
    """Undo a hiding at once, before anything is decided."""
    case = locked(case)
    rights = rights_of(actor)
    content = evidence.content_of(case)
    did_it = AuditEntry.objects.filter(case=case, actor=actor, act=Act.HIDDEN_AT_ONCE).exists()
    if not (did_it and case.is_open):
        policies.can_decide(rights, case).require()
    if case.hidden_at is not None:
        if content is not None:
            kinds[case.kind].restore(content)
        case.hidden_at = None
        case.save(update_fields=["hidden_at"])
        record(case=case, actor=actor, act=Act.SHOWN_AGAIN)
    return case
