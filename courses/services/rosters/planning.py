"""What each line of a list would do, in plain words; nothing is changed here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts import policies as places
from accounts.choices import COURSE_ROLES, Role
from accounts.models import Scope, User
from accounts.rights import Rights, rights_of
from courses.importers.rosters.people import NO_GROUP, Line, role_of
from courses.models import Course
from courses.services.rosters.known import Known

NEW, INVITE, HERE, CHANGE, WRONG = "new", "invite", "here", "change", "wrong"
KINDS = (NEW, INVITE, CHANGE, HERE, WRONG)


@dataclass(frozen=True, slots=True)
class Step:
    """One line and what becomes of it. Without a course it is a duty in the place itself."""

    line: Line
    kind: str
    words: str
    role: str = ""
    user_id: int | None = None
    course: Course | None = None

    def as_row(self) -> list[object]:
        """As the report keeps it."""
        line, role = self.line, self.role
        label = str(Role(role).label) if role else line.role
        return [line.at, line.name, line.email, label, line.group, self.kind, self.words, line.course, line.number]


def plan(*, actor: User, scope: Scope, lines: Sequence[Line]) -> list[Step]:
    """A step for each line, in the order of the file."""
    return Planner(actor, scope, lines).steps()


class Planner:
    def __init__(self, actor: User, scope: Scope, lines: Sequence[Line]) -> None:
        self.actor, self.scope, self.lines = actor, scope, lines
        self.rights: Rights = rights_of(actor)
        self.own = Course.objects.select_related("scope").filter(scope=scope).first()
        self.by_name = {} if self.own else self._courses_below()
        self.known = Known.about(scope, [self.own] if self.own else [*set(self.by_name.values())], lines)
        self.seen: dict[tuple[int, str], tuple[Line, str]] = {}
        self.wanted: dict[tuple[int, str], set[str]] = defaultdict(set)
        for line in lines:
            if line.in_group and (course := self.course_of(line)):
                self.wanted[course.pk, line.email or line.number].add(line.in_group.casefold())

    def _courses_below(self) -> dict[str, Course]:
        """Courses by their short name; by their title where no other has it."""
        found = list(Course.objects.filter(scope__path__startswith=self.scope.path).select_related("scope"))
        titles: dict[str, list[Course]] = defaultdict(list)
        for course in found:
            titles[course.title.casefold()].append(course)
        named = {title: courses[0] for title, courses in titles.items() if len(courses) == 1}
        return named | {course.slug.casefold(): course for course in found}

    def course_of(self, line: Line) -> Course | None:
        return self.own or self.by_name.get(line.course.casefold())

    def steps(self) -> list[Step]:
        return [self.step(line) for line in self.lines]

    def step(self, line: Line) -> Step:
        if line.problem:
            return Step(line, WRONG, line.problem)
        course = self.course_of(line)
        role = role_of(line.role) if line.role else Role.LEARNER
        assert role is not None
        if course is None and (line.course or role in COURSE_ROLES):
            return Step(line, WRONG, self._no_course(line))
        if course is None:
            return self._duty(line, role)
        if role not in COURSE_ROLES:
            return Step(line, WRONG, _("%(role)s is no role in a course.") % {"role": role.label})
        if (twice := self._twice(line, course, role)) is not None:
            return twice
        return self._in_course(Step(line, HERE, "", role, course=course))

    def _no_course(self, line: Line) -> str:
        if not line.course:
            return _("Which course? The column “course” is empty.")
        return _("There is no course called “%(name)s” here.") % {"name": line.course[:60]}

    def _twice(self, line: Line, course: Course, role: Role) -> Step | None:
        """The same person in two lines: once for each group, and with one role."""
        key = (course.pk, line.email or line.number)
        first, before = self.seen.setdefault(key, (line, role))
        if first is line:
            return None
        if before != role:
            return Step(line, WRONG, _("Line %(n)s gives the same person another role.") % {"n": first.at}, role)
        if first.group.casefold() == line.group.casefold():
            return Step(line, HERE, _("The same as line %(n)s.") % {"n": first.at}, role)
        return None

    def _duty(self, line: Line, role: Role) -> Step:
        """Something to do in the place itself, for somebody who has an account."""
        verdict = places.can_appoint(self.rights, self.scope, role)
        if not verdict:
            return Step(line, WRONG, str(verdict.reason) or _("You cannot give this duty here."), role)
        person = self.known.people.get(line.email)
        if person is None:
            return Step(line, WRONG, _("Nobody here has this address yet. They have to make an account first."), role)
        if self.scope.memberships.live().filter(user=person, role=role).exists():
            return Step(line, HERE, _("Has this duty already."), role, person.pk)
        return Step(line, NEW, _("Will have this duty."), role, person.pk)

    def _in_course(self, step: Step) -> Step:
        line, course = step.line, step.course
        assert course is not None
        person, number_of = self.known.people.get(line.email), self.known.numbers.get(line.number)
        if number_of and (line.email and (person is None or person.pk != number_of)):
            return replace(step, kind=WRONG, words=_("This student number belongs to somebody with another address."))
        user_id = person.pk if person else number_of
        if user_id is None and not line.email:
            return replace(step, kind=WRONG, words=_("Nobody here has this number, and there is no e-mail address."))
        step = replace(step, user_id=user_id)
        if user_id is None:
            return self._invitation(step)
        roles = self.known.roles.get((course.pk, user_id))
        if not roles:
            return replace(step, kind=NEW, words=self._with_group(line, _("Will be added.")))
        return self._member(step, roles)

    def _with_group(self, line: Line, words: str) -> str:
        return words if not line.in_group else f"{words} {_('Group: %(name)s.') % {'name': line.in_group}}"

    def _member(self, step: Step, roles: set[str]) -> Step:
        """Somebody who is in the course: another role, another group, or nothing to do."""
        line, course, user_id = step.line, step.course, step.user_id
        assert course is not None
        assert user_id is not None
        if line.role and step.role not in roles:
            return self._other_role(step, roles)
        step = replace(step, role=step.role if step.role in roles else min(roles))
        inside = self.known.inside.get((course.pk, user_id), set())
        if line.group == NO_GROUP and inside - self.known.from_rosters:
            return replace(step, kind=CHANGE, words=_("Will be in no group."))
        if not line.in_group:
            return replace(step, words=_("Is here already."))
        group = self.known.groups.get((course.pk, line.group.casefold()))
        if group is not None and group.pk in inside:
            return replace(step, words=_("Is here already, in this group."))
        return replace(step, kind=CHANGE, words=_("Will be in %(group)s.") % {"group": line.group})

    def _other_role(self, step: Step, roles: set[str]) -> Step:
        if step.user_id == self.actor.pk:
            return replace(step, kind=WRONG, words=_("You cannot change your own role by a list."))
        before = ", ".join(str(Role(role).label) for role in sorted(roles))
        words = _("Will be %(new)s instead of %(old)s.") % {"new": Role(step.role).label, "old": before}
        return replace(step, kind=CHANGE, words=self._with_group(step.line, words))

    def _invitation(self, step: Step) -> Step:
        line, course = step.line, step.course
        assert course is not None
        before = self.known.invited.get((course.pk, line.email))
        if before is None or (before.accepted_at is None and not before.is_open):
            return replace(step, kind=INVITE, words=self._with_group(line, _("Will be invited by e-mail.")))
        if before.accepted_at is not None:
            return replace(step, words=_("Somebody came in by the invitation to this address."))
        group = self.known.groups.get((course.pk, line.in_group.casefold()))
        same_group = not line.in_group or (group is not None and before.group_id == group.pk)
        if same_group and (not line.role or before.role == step.role):
            return replace(step, words=_("Is invited already. No second letter goes out."))
        return replace(step, kind=CHANGE, words=self._with_group(line, _("The open invitation will say this.")))
