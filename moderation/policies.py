"""Who may report, see a case, decide it, confirm it, appeal and answer an appeal."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import Scope
from accounts.rights import Rights
from core.policy import Verdict, hidden, no, yes
from moderation.choices import OPEN, RETURNING, AppealState, CaseState, DecisionState, Desk
from moderation.extensions import ContentKind, conflicts
from moderation.models import Appeal, AuditEntry, Case, Decision, Look, Report


def can_report(rights: Rights, kind: ContentKind, content: Any) -> Verdict:
    """Whoever may read it may report it; it needs no agreement to the rules."""
    if rights.user_id is None or not kind.may_see(rights, content):
        return hidden()
    author = kind.author(content)
    if author is not None and author.pk == rights.user_id:
        return no(_("You wrote this yourself. You can edit or delete it, and ask the course team if you are unsure."))
    return yes()


def can_hide_at_once(rights: Rights, kind: ContentKind, content: Any) -> Verdict:
    """Course staff and moderators may hide at once; it can be undone, and somebody else reviews it."""
    verdict = can_report(rights, kind, content)
    if not verdict:
        return verdict
    scope = kind.scope(content)
    if _is_staff(rights, scope) or rights.has(scope, Role.MODERATOR):
        return yes()
    return no(_("Only course staff and moderators hide at once. Your report reaches them."))


def can_open_desk(rights: Rights) -> Verdict:
    """Whoever may be asked to decide somewhere; for everybody else there is no desk."""
    leads = [Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN]
    staff = [Role(role) for role in STAFF]
    return yes() if rights.scopes_with(Role.MODERATOR, *staff, *leads) else hidden()


def can_see_case(rights: Rights, case: Case) -> Verdict:
    """In charge of the place, no party, and in no conflict; everybody else is told nothing at all."""
    if rights.user_id is None or not _in_charge(rights, case.scope, case.desk):
        return hidden()
    return yes() if _apart(rights.user_id, case, case.desk) else hidden()


def can_decide(rights: Rights, case: Case) -> Verdict:
    verdict = can_see_case(rights, case)
    if not verdict:
        return verdict
    if case.state == CaseState.PROPOSED:
        return no(_("This case waits for a second person to confirm what was decided."))
    if case.state not in OPEN:
        return no(_("This case has been decided."))
    return yes()


def can_confirm(rights: Rights, decision: Decision) -> Verdict:
    """A second person, who is in charge of the case and did not propose the decision."""
    verdict = can_see_case(rights, decision.case)
    if not verdict:
        return verdict
    if decision.case.state != CaseState.PROPOSED or decision.confirmer_id:
        return no(_("This decision is not waiting for a second person."))
    if decision.decider_id == rights.user_id:
        return no(_("You proposed this decision, so somebody else has to confirm it."))
    return yes()


def can_read_letter(rights: Rights, decision: Decision) -> Verdict:
    """The author of what was decided about; nobody else has a letter."""
    mine = rights.user_id is not None and decision.case.author_id == rights.user_id
    return yes() if mine and decision.in_force_at is not None and decision.letter else hidden()


def can_appeal(rights: Rights, decision: Decision) -> Verdict:
    """The author, once, until the day that the letter names."""
    if not can_read_letter(rights, decision):
        return hidden()
    if Appeal.objects.filter(decision=decision).exists():
        return no(_("You have appealed against this decision already."))
    if decision.appeal_until is None or decision.state != DecisionState.IN_FORCE:
        return no(_("This decision is not open to appeal."))
    if decision.appeal_until < timezone.now():
        return no(_("The time to appeal has passed. You can still write to the course team."))
    return yes()


def can_decide_appeal(rights: Rights, appeal: Appeal) -> Verdict:
    """In charge, no party, in no conflict, and no hand in the case before: not a decision, not a look at the names."""
    case = appeal.decision.case
    if rights.user_id is None or not _in_charge(rights, case.scope, appeal.desk):
        return hidden()
    if not _apart(rights.user_id, case, appeal.desk):
        return hidden()
    if appeal.decider_id != rights.user_id and touched(rights.user_id, case):
        return hidden()
    if appeal.state not in {AppealState.RECEIVED, AppealState.READING}:
        return no(_("This appeal has been answered."))
    if appeal.decider_id not in {None, rights.user_id}:
        return no(_("Somebody else is reading this appeal."))
    return yes()


def can_ask_again(rights: Rights, decision: Decision) -> Verdict:
    """The author of what is hidden, once, where the decision says so; an appeal that is being read comes first."""
    if not can_read_letter(rights, decision):
        return hidden()
    if decision.case.hidden_at is None:
        return no(_("It is not hidden, so there is nothing to ask for."))
    if decision.state != DecisionState.IN_FORCE or decision.outcome not in RETURNING:
        return no(_("This decision cannot be changed in this way. The letter says how to appeal."))
    if Look.objects.filter(decision=decision).exists():
        return no(_("You have asked for this already. A person looks once more; after that an appeal is the way."))
    if Appeal.objects.filter(decision=decision, state__in=[AppealState.RECEIVED, AppealState.READING]).exists():
        return no(_("Your appeal is answered first."))
    return yes()


def can_answer_look(rights: Rights, look: Look) -> Verdict:
    """The side that decided, also the same person; no party, and in no conflict."""
    case = look.decision.case
    if rights.user_id is None or not _in_charge(rights, case.scope, look.desk):
        return hidden()
    if not _apart(rights.user_id, case, look.desk):
        return hidden()
    waits = not look.outcome and look.decision.state == DecisionState.IN_FORCE and case.hidden_at is not None
    return yes() if waits else no(_("There is nothing left to answer here."))


def touched(person: int, case: Case) -> bool:
    return AuditEntry.objects.filter(case=case, actor=person).exists()


def _in_charge(rights: Rights, scope: Scope, desk: str) -> bool:
    if rights.has(scope, Role.MODERATOR):
        return True
    if desk == Desk.STAFF:
        return _is_staff(rights, scope)
    wide = desk in {Desk.LEAD, Desk.SITE} and rights.has(scope, Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN)
    return wide or (desk == Desk.SITE and rights.has(scope, Role.SITE_ADMIN))


def _is_staff(rights: Rights, scope: Scope) -> bool:
    """Staff of this place, or of the course that a group belongs to."""
    return any(not rights.memberships.get(above, frozenset()).isdisjoint(STAFF) for above in scope.ancestor_ids)


def _apart(person: int, case: Case, desk: str) -> bool:
    return not in_conflict(person, parties_of(case), desk)


def parties_of(case: Case) -> set[int]:
    """The author and everybody who reported it."""
    reporters = set(Report.objects.filter(case=case).values_list("reporter", flat=True))
    return reporters | ({case.author_id} if case.author_id else set())


def in_conflict(person: int, parties: set[int], desk: str) -> bool:
    """A party themselves, reported by a party, or in a declared relation to one."""
    if person in parties or Report.objects.filter(case__author=person, reporter__in=parties).exists():
        return True
    barring = [each for each in conflicts if not (each.staff_first_allows and desk == Desk.STAFF)]
    return any(each.between(person, sorted(parties)) for each in barring)
