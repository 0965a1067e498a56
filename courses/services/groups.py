"""Groups of a course: sections of a class, or teams for a task. They narrow a course and never widen it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import Seat, end_many, grant_many, keep_readers, plant
from core.policy import Verdict, no, yes
from courses import policies
from courses.choices import PlacementState
from courses.extensions import blocks
from courses.models import Course, Invitation, Placement, RosterRecord

if TYPE_CHECKING:
    from django.db.models import QuerySet

IN_GROUPS = (Role.LEARNER, Role.ASSISTANT)
"""Who is put into groups: those who learn in them, and those who look after them."""
MOST_GROUPS = 200


@transaction.atomic
def make_group(*, actor: User, course: Course, name: str) -> Scope:
    """A new group without anybody in it; a name that is there already is refused."""
    policies.can_keep_course(rights_of(actor), course).require()
    _free(course, name).require()
    return plant_group(course, name)


def plant_group(course: Course, name: str) -> Scope:
    """The group itself, with its places to talk where blocks keep groups apart; also for lists and rosters."""
    if groups_of(course).count() >= MOST_GROUPS:
        no(_("At most %(n)s groups in one course.") % {"n": MOST_GROUPS}).require()
    group = plant(kind=ScopeKind.GROUP, name=name[:200], parent=course.scope)
    _tell_blocks(course)
    return group


def _tell_blocks(course: Course) -> None:
    for placement in Placement.objects.filter(unit__course=course).in_use().with_unit():
        if placement.block_key in blocks:
            blocks[placement.block_key].regrouped(placement)


@transaction.atomic
def remove_group(*, actor: User, course: Course, group: Scope) -> None:
    """Nobody is in the group any more, and nobody writes in its places; what was written stays with those who read it."""
    policies.can_keep_course(rights_of(actor), course).require()
    can_remove_group(course, group).require()
    keep_readers(scope=group, while_in=course.scope)
    held = Membership.objects.live().filter(scope=group).values_list("user_id", "scope_id", "role")
    end_many(seats=[Seat(*row) for row in held])
    Scope.objects.filter(pk=group.pk, ended_at__isnull=True).update(ended_at=timezone.now())
    Invitation.objects.filter(group=group).update(group=None)
    _tell_blocks(course)


def can_remove_group(course: Course, group: Scope) -> Verdict:
    """Not what a roster keeps, and not what a block is for alone."""
    if RosterRecord.objects.live().filter(group=group).exists():
        return no(_("A roster keeps this group. It goes when the roster ends its class."))
    placed = Placement.objects.filter(unit__course=course).exclude(state=PlacementState.RETIRED).with_unit()
    bound = [each for each in placed if each.block_key in blocks and blocks[each.block_key].is_only_for(each, group)]
    if bound:
        words = _("“%(block)s” in “%(unit)s” is for this group only. Choose first who reads it then.")
        return no(words % {"block": blocks[bound[0].block_key].title(bound[0]), "unit": bound[0].unit.title})
    return yes()


@transaction.atomic
def rename_group(*, actor: User, course: Course, group: Scope, name: str) -> Scope:
    policies.can_keep_course(rights_of(actor), course).require()
    _free(course, name, but=group).require()
    group.name = name
    group.save(update_fields=["name"])
    return group


@transaction.atomic
def fill_group(*, actor: User, course: Course, group: Scope, people: Iterable[int]) -> tuple[int, int]:
    """Exactly these people of the course are in the group from now on; how many came in and how many went."""
    policies.can_keep_course(rights_of(actor), course).require()
    wanted = set(people)
    here = Membership.objects.live().filter(scope=course.scope_id, role__in=IN_GROUPS, user__in=wanted)
    seats = {Seat(user, group.pk, role) for user, role in here.values_list("user_id", "role")}
    have = Membership.objects.live().filter(scope=group).values_list("user_id", "scope_id", "role")
    gone = {Seat(*row) for row in have} - seats
    return len(grant_many(seats=seats)), end_many(seats=gone)


def groups_of(course: Course) -> "QuerySet[Scope]":
    return Scope.objects.groups_of(course.scope_id)


def _free(course: Course, name: str, *, but: Scope | None = None) -> Verdict:
    same = groups_of(course).filter(name__iexact=name)
    if but is not None:
        same = same.exclude(pk=but.pk)
    return no(_("There is a group of this name already.")) if same.exists() else yes()
