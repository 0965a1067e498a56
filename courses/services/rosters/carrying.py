"""Carrying out a list: a hundred lines in each transaction, so that other people can write in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from accounts.choices import Role
from accounts.models import ExternalIdentity, Membership, Scope, User
from accounts.rights import rights_of
from accounts.services import Seat, appoint, end_many, grant_many
from courses import policies
from courses.models import Course
from courses.services.doors import renew_invitation
from courses.services.facts import forget_facts
from courses.services.groups import plant_group
from courses.services.people import admit_many, change_role
from courses.services.rosters.known import number_issuer
from courses.services.rosters.planning import CHANGE, INVITE, NEW, Planner, Step

AT_ONCE = 100


@dataclass
class Carrier:
    """One list on its way into the database. What was done before (by a worker that died) is simply there already."""

    actor: User
    scope: Scope
    planner: Planner
    groups: dict[tuple[int, str], Scope] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = dict(self.planner.known.groups)

    @transaction.atomic
    def carry(self, steps: Sequence[Step]) -> None:
        """So many lines, all or none."""
        policies.can_keep_place(rights_of(self.actor), self.scope).require()
        self._give([step for step in steps if step.kind == NEW and step.course])
        for step in steps:
            if step.kind == NEW and step.course is None:
                self._appoint(step)
            elif step.kind == INVITE or (step.kind == CHANGE and step.user_id is None):
                self._invite(step, letter=step.kind == INVITE)
            elif step.kind == CHANGE:
                self._change(step)
        self._number(steps)

    def _appoint(self, step: Step) -> None:
        assert step.user_id is not None
        person = User.objects.get(pk=step.user_id)
        appoint(actor=self.actor, person=person, scope=self.scope, role=Role(step.role))

    def _give(self, steps: Sequence[Step]) -> None:
        by_course: dict[Course, list[Seat]] = {}
        inside = []
        for step in steps:
            assert step.course is not None
            assert step.user_id is not None
            by_course.setdefault(step.course, []).append(Seat(step.user_id, step.course.scope_id, step.role))
            if (group := self._group(step)) is not None:
                inside.append(Seat(step.user_id, group.pk, step.role))
        for course, seats in by_course.items():
            admit_many(course=course, seats=seats)
        grant_many(seats=inside)

    def _group(self, step: Step) -> Scope | None:
        """The group that the line names, made if it is not there."""
        name = step.line.in_group
        if not name or step.course is None:
            return None
        key = (step.course.pk, name.casefold())
        if key not in self.groups:
            self.groups[key] = plant_group(step.course, name)
        return self.groups[key]

    def _invite(self, step: Step, *, letter: bool) -> None:
        assert step.course is not None
        renew_invitation(
            actor=self.actor,
            course=step.course,
            email=step.line.email,
            role=Role(step.role),
            group=self._group(step),
            name=step.line.name,
            number=step.line.number,
            letter=letter,
        )

    def _change(self, step: Step) -> None:
        """Another role; and the group the list names, instead of those that a list or a hand gave before."""
        assert step.course is not None
        assert step.user_id is not None
        held = Membership.objects.live().filter(scope=step.course.scope_id, user=step.user_id).select_related("user")
        if step.role not in {row.role for row in held}:
            for row in held:
                change_role(actor=self.actor, course=step.course, membership=row, role=Role(step.role))
        if step.line.group:
            self._move(step, self._group(step))
        forget_facts(step.course.pk)

    def _move(self, step: Step, group: Scope | None) -> None:
        assert step.course is not None
        assert step.user_id is not None
        known = self.planner.known
        named = self.planner.wanted[step.course.pk, step.line.email or step.line.number]
        stay = {scope.pk for (course, name), scope in self.groups.items() if course == step.course.pk and name in named}
        before = known.inside.get((step.course.pk, step.user_id), set()) - stay - known.from_rosters
        roles = Role.LEARNER, Role.ASSISTANT, step.role
        end_many(seats=[Seat(step.user_id, old, str(role)) for old in before for role in set(roles)])
        grant_many(seats=[Seat(step.user_id, group.pk, step.role)] if group else [])

    def _number(self, steps: Sequence[Step]) -> None:
        """A student number is noted beside an account that has none in this institution."""
        wanted = {step.user_id: step.line.number for step in steps if step.user_id and step.line.number and step.course}
        if wanted:
            note_numbers(self.scope, {user: number for user, number in wanted.items() if user is not None})


def note_numbers(scope: Scope, numbers: dict[int, str]) -> None:
    """Student numbers of people of this institution; one that somebody has stays theirs."""
    issuer = number_issuer(scope)
    have = ExternalIdentity.objects.filter(issuer=issuer, user__in=numbers).values_list("user_id", flat=True)
    free = numbers.keys() - set(have)
    rows = [ExternalIdentity(user_id=user, issuer=issuer, subject=numbers[user]) for user in sorted(free)]
    ExternalIdentity.objects.bulk_create(rows, ignore_conflicts=True)
