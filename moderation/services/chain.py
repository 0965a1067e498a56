"""Who decides: course staff first or the independent desk, then programme and institution, then the site. Never nobody."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import STAFF, Role
from accounts.models import Scope, User
from moderation.choices import Desk
from moderation.models import Appeal, AuditEntry, Case
from moderation.policies import in_conflict, parties_of

ENOUGH = 3
"""From this number of moderators on, reports go to them and not to the staff of the course."""


def moderators(scope: Scope) -> QuerySet[User]:
    """Everybody who moderates here: by a role that flows down, or by delegation."""
    above = scope.ancestor_ids
    by_role = _role(above, Role.MODERATOR)
    delegated = Q(
        scopeuserpermission__content_object__in=above, scopeuserpermission__permission__codename="moderate_scope"
    )
    return User.objects.active().filter(by_role | delegated).distinct()


def people_at(desk: str, scope: Scope) -> QuerySet[User]:
    """Who decides at this desk, conflicts apart; moderators do at each of them."""
    above = scope.ancestor_ids
    more = {
        Desk.DESK: Q(pk__in=[]),
        Desk.STAFF: _role(above, *STAFF),
        Desk.LEAD: _role(above, Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN),
        Desk.SITE: _role(above, Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN),
    }[Desk(desk)]
    return User.objects.active().filter(Q(pk__in=moderators(scope).values("pk")) | more).distinct()


def first_desk(scope: Scope) -> Desk:
    """Where a report begins: with course staff where there are fewer than three moderators, else at the desk."""
    if moderators(scope).count() >= ENOUGH:
        return Desk.DESK
    staffed = User.objects.active().filter(_role(scope.ancestor_ids, *STAFF)).exists()
    return Desk.STAFF if staffed else Desk.DESK


def desk_for(
    scope: Scope, parties: Iterable[int], *, beginning: Desk | None = None, without: Iterable[int] = ()
) -> Desk:
    """The nearest desk at which somebody may decide; the site administrators when there is nobody nearer."""
    start = beginning or first_desk(scope)
    order = [start, *(desk for desk in (Desk.LEAD, Desk.SITE) if desk != start)]
    if start == Desk.SITE:
        order = [Desk.SITE]
    return next((desk for desk in order if somebody(desk, scope, parties, without)), Desk.SITE)


def somebody(desk: Desk, scope: Scope, parties: Iterable[int], without: Iterable[int] = ()) -> bool:
    """Is anybody at this desk who may decide between these people?"""
    known = set(parties)
    people = people_at(desk, scope).exclude(pk__in=known | set(without)).order_by("pk")
    return any(not in_conflict(person, known, desk) for person in people.values_list("pk", flat=True))


def _role(above: list[int], *roles: str) -> Q:
    return Q(memberships__scope__in=above, memberships__role__in=roles, memberships__ended_at__isnull=True)


def in_words(scope: Scope) -> str:
    """Who reads a report from here, in one sentence."""
    count = moderators(scope).count()
    if count >= ENOUGH:
        return ngettext("%(n)s moderator", "%(n)s moderators", count) % {"n": count}
    staff = User.objects.active().filter(_role(scope.ancestor_ids, *STAFF)).distinct().count()
    if staff:
        return _("the staff of the course, and a second person who confirms")
    return _("the moderators") if count else _("the people responsible for the programme and the site")


def who_may_decide(case: Case, *, desk: str = "", without: Iterable[int] = ()) -> QuerySet[User]:
    """The people at this case's desk who stand in no conflict with its parties: they are told, nobody else."""
    parties, desk = parties_of(case), desk or case.desk
    people = people_at(desk, case.scope).exclude(pk__in=parties | set(without))
    free = [pk for pk in people.values_list("pk", flat=True) if not in_conflict(pk, parties, desk)]
    return User.objects.filter(pk__in=free)


def who_may_answer(appeal: Appeal) -> QuerySet[User]:
    """The same for an appeal: without everybody who had a hand in the case."""
    case = appeal.decision.case
    parties = parties_of(case)
    hands = AuditEntry.objects.filter(case=case, actor__isnull=False).values("actor")
    people = people_at(appeal.desk, case.scope).exclude(pk__in=parties).exclude(pk__in=hands)
    free = [pk for pk in people.values_list("pk", flat=True) if not in_conflict(pk, parties, appeal.desk)]
    return User.objects.filter(pk__in=free)


def who_names_moderators(scope: Scope) -> QuerySet[User]:
    """Who can name somebody where nobody is left."""
    return holding(scope, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN)


def holding(scope: Scope, *roles: Role) -> QuerySet[User]:
    """Everybody with one of these roles here, or above."""
    return User.objects.active().filter(_role(scope.ancestor_ids, *roles)).distinct()
