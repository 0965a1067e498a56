"""Who is what where. Permission to change it is decided by the callers (courses, set-up, administrators)."""

from django.db import transaction
from django.utils import timezone

from accounts.choices import GRADING_BY_DEFAULT, Role, ScopeKind
from accounts.events import MembershipEnded, MembershipGranted
from accounts.models import Audience, Membership, Scope, User
from accounts.services.audiences import recount
from core.outbox import emit
from core.policy import no


@transaction.atomic
def grant(*, user: User, scope: Scope, role: Role, grades: bool | None = None, title: str = "") -> Membership:
    """Make somebody something somewhere; granting twice changes nothing. A group needs its course first."""
    if scope.kind == ScopeKind.GROUP and not _in_course(user, scope):
        no("A group takes only people of its course.").require()
    decided = role in GRADING_BY_DEFAULT if grades is None else grades
    membership, made = Membership.objects.get_or_create(
        user=user, scope=scope, role=role, defaults={"grades": decided, "title": title}
    )
    was_live = not made and membership.ended_at is None
    membership.ended_at, membership.grades = None, decided if grades is not None or not was_live else membership.grades
    membership.title = title or membership.title
    membership.save(update_fields=["ended_at", "grades", "title"])
    if not was_live:
        recount(Audience.objects.of_scope(scope.pk, role))
        emit(MembershipGranted(user_id=user.pk, scope_id=scope.pk, role=role))
    return membership


@transaction.atomic
def end_membership(*, user: User, scope: Scope, role: Role | None = None) -> int:
    """End one role (or all) of a person in a scope and in the groups below it; how many ended."""
    live = Membership.objects.live().filter(user=user, scope__path__startswith=scope.path).select_related("scope")
    if role is not None:
        live = live.filter(role=role)
    ended = list(live.select_for_update(of=("self",), no_key=True))
    Membership.objects.filter(pk__in=[membership.pk for membership in ended]).update(ended_at=timezone.now())
    for membership in ended:
        recount(Audience.objects.of_scope(membership.scope_id, membership.role))
        emit(MembershipEnded(user_id=user.pk, scope_id=membership.scope_id, role=membership.role))
    return len(ended)


def _in_course(user: User, group: Scope) -> bool:
    return Membership.objects.live().filter(user=user, scope=group.parent_id).exists()
