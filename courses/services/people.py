"""Who is in a course: enrolled by its keepers or by a door, gone by their own wish or by the keepers'."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import COURSE_ROLES, Role
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import Seat, end_membership, grant, grant_many
from core.bulk import batches
from core.outbox import emit
from core.policy import no
from courses import policies
from courses.events import PeopleEnrolled, PersonEnrolled, PersonLeft
from courses.models import Course, Departure
from courses.services.facts import forget_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

AT_ONCE = 400
BACK = (Role.LEARNER, Role.MENTOR)
"""Who left as nothing but these may come back alone; staff are asked back by staff."""


@transaction.atomic
def enrol(
    *, actor: User, course: Course, user: User, role: Role, grades: bool | None = None, title: str = ""
) -> Membership:
    """Make somebody something in the course."""
    policies.can_keep_course(rights_of(actor), course).require()
    return admit(course=course, user=user, role=role, grades=grades, title=title)


@transaction.atomic
def admit(*, course: Course, user: User, role: Role, grades: bool | None = None, title: str = "") -> Membership:
    """The enrolment itself, also for doors, launches and rosters; twice changes nothing."""
    if role not in COURSE_ROLES:
        no(_("This role is not given in a course.")).require()
    membership = grant(user=user, scope=course.scope, role=role, grades=grades, title=title)
    Departure.objects.filter(course=course, user=user).delete()
    emit(PersonEnrolled(course_id=course.pk, user_id=user.pk, role=role))
    forget_facts(course.pk)
    return membership


@transaction.atomic
def admit_many(*, course: Course, seats: "Iterable[Seat]") -> "list[Seat]":
    """Many at once, from a list or a roster; those who are new. They are told of together, not one by one."""
    given = grant_many(seats=seats)
    people = [seat.user_id for seat in given]
    for some in batches(people, AT_ONCE):
        Departure.objects.filter(course=course, user__in=some).delete()
    if given:
        emit(PeopleEnrolled(course_id=course.pk, count=len(given)))
        forget_facts(course.pk)
    return given


@transaction.atomic
def remove(*, actor: User, course: Course, user: User, role: Role | None = None) -> int:
    """End one role of a person in the course, or all; what they wrote stays."""
    policies.can_keep_course(rights_of(actor), course).require()
    if role in {None, Role.EDUCATOR} and actor.pk == user.pk:
        policies.can_leave(rights_of(actor), course).require()
    return _end(course, user, role)


@transaction.atomic
def change_role(*, actor: User, course: Course, membership: Membership, role: Role) -> Membership:
    """Another role in place of the one; the new one is given first, so that nobody falls out in between."""
    policies.can_keep_course(rights_of(actor), course).require()
    given = admit(course=course, user=membership.user, role=role)
    remove(actor=actor, course=course, user=membership.user, role=Role(membership.role))
    return given


@transaction.atomic
def leave(*, actor: User, course: Course) -> int:
    """Leave by oneself, whatever one was; what one wrote stays. Students and mentors may come back for a while."""
    policies.can_leave(rights_of(actor), course).require()
    mine = Membership.objects.live().filter(user=actor, scope=course.scope_id)
    roles = set(mine.values_list("role", flat=True))
    groups = list(Scope.objects.filter(parent=course.scope_id, memberships__in=_live_of(actor)).distinct())
    ended = _end(course, actor, None)
    if roles and roles <= set(BACK):
        departure, _made = Departure.objects.update_or_create(
            course=course, user=actor, defaults={"role": min(roles), "left_at": timezone.now()}
        )
        departure.groups.set(groups)
    return ended


@transaction.atomic
def come_back(*, actor: User, course: Course) -> Membership:
    """Undo one's own leaving: the same role, and the groups that are still there."""
    departure = Departure.objects.filter(course=course, user=actor).first()
    policies.can_come_back(rights_of(actor), course, departure).require()
    assert departure is not None
    role, groups = Role(departure.role), list(departure.groups.groups_of(course.scope_id))
    membership = admit(course=course, user=actor, role=role)
    grant_many(seats=[Seat(actor.pk, group.pk, role) for group in groups])
    return membership


def _live_of(user: User) -> "QuerySet[Membership]":
    return Membership.objects.live().filter(user=user)


def _end(course: Course, user: User, role: Role | None) -> int:
    ended = end_membership(user=user, scope=course.scope, role=role)
    if ended and not Membership.objects.live().filter(user=user, scope=course.scope_id).exists():
        emit(PersonLeft(course_id=course.pk, user_id=user.pk))
    forget_facts(course.pk)
    return ended
