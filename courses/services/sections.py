"""Two classes taught as one course: the second comes in as a group beside the first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import COURSE_ROLES
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import Seat, end_many, grant_many
from core.policy import Verdict, no, yes
from courses import policies
from courses.choices import RecordKind, UnitState
from courses.models import Course, RosterRecord
from courses.services.facts import forget_facts
from courses.services.groups import IN_GROUPS, groups_of, plant_group
from courses.services.people import admit_many


@transaction.atomic
def combine(*, actor: User, course: Course, other: Course) -> Scope:
    """Bring the people of another class into this course, each class a group of its own; the other course ends.

    Whether the groups talk apart or together is said by each discussion. Rosters of either class go on working.
    """
    for each in (course, other):
        policies.can_keep_course(rights_of(actor), each).require()
    can_combine(course, other).require()
    first = _own_group(course)
    second = plant_group(course, _free_name(course, other.title))
    _move(course, other, second)
    _fill(course, first)
    RosterRecord.objects.filter(kind=RecordKind.CLASS, place=other.scope_id).update(place=course.scope, group=second)
    RosterRecord.objects.filter(kind=RecordKind.ENROLMENT, place=other.scope_id).update(place=course.scope)
    Course.objects.filter(pk=other.pk, archived_at__isnull=True).update(archived_at=timezone.now())
    for each in (course, other):
        forget_facts(each.pk)
    return second


def can_combine(course: Course, other: Course) -> Verdict:
    """Two different courses that go on, and nothing written in the one that is given up."""
    if course.pk == other.pk:
        return no(_("This is the same course."))
    if course.is_over or other.is_over:
        return no(_("One of the two courses is over."))
    if other.units.filter(about=False).exclude(state=UnitState.RETIRED).exists():
        return no(_("“%(title)s” has units of its own. Combine the two the other way round.") % {"title": other.title})
    return yes()


def _own_group(course: Course) -> Scope:
    """The group of the class that was here first."""
    record = RosterRecord.objects.filter(kind=RecordKind.CLASS, place=course.scope_id).order_by("pk").first()
    if record is not None and record.group is not None:
        return record.group
    found = groups_of(course).filter(name__iexact=course.title).first() or plant_group(course, course.title)
    if record is not None:
        RosterRecord.objects.filter(pk=record.pk).update(group=found)
    return found


def _free_name(course: Course, title: str) -> str:
    """The title of the class; with a number where a group has it already."""
    taken = {name.casefold() for name in groups_of(course).values_list("name", flat=True)}
    names = [title, *(f"{title[:190]} ({n})" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name.casefold() not in taken)


def _move(course: Course, other: Course, group: Scope) -> None:
    live = Membership.objects.live().filter(scope=other.scope_id, role__in=COURSE_ROLES)
    pairs = list(live.values_list("user_id", "role"))
    admit_many(course=course, seats=[Seat(user, course.scope_id, role) for user, role in pairs])
    grant_many(seats=[Seat(user, group.pk, role) for user, role in pairs if role in IN_GROUPS])
    end_many(seats=[Seat(user, other.scope_id, role) for user, role in pairs])


def _fill(course: Course, group: Scope) -> None:
    """Those who are in no group yet are those of the first class."""
    grouped = Membership.objects.live().filter(scope__in=groups_of(course).exclude(pk=group.pk)).values("user")
    here = Membership.objects.live().filter(scope=course.scope_id, role__in=IN_GROUPS).exclude(user__in=grouped)
    grant_many(seats=[Seat(user, group.pk, role) for user, role in here.values_list("user_id", "role")])
