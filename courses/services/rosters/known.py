"""What is known here about the people of a list: read once for all lines, a few queries for each four hundred."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress

from accounts.choices import ScopeKind, UserState
from accounts.models import ExternalIdentity, Membership, Scope, User
from core.bulk import batches
from courses.importers.rosters.people import Line
from courses.models import Course, Invitation, RosterRecord

AT_ONCE = 400


@dataclass
class Known:
    """People by verified address and by student number; what they are in these courses; who was invited."""

    scope: Scope
    courses: list[Course]
    people: dict[str, User] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    roles: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    groups: dict[tuple[int, str], Scope] = field(default_factory=dict)
    inside: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    invited: dict[tuple[int, str], Invitation] = field(default_factory=dict)
    from_rosters: set[int] = field(default_factory=set)

    @classmethod
    def about(cls, scope: Scope, courses: list[Course], lines: Sequence[Line]) -> "Known":
        known = cls(scope, courses)
        known._read_people({line.email for line in lines if line.email}, {line.number for line in lines if line.number})
        ids = {person.pk for person in known.people.values()} | set(known.numbers.values())
        known._read_places(ids)
        for some in batches({line.email for line in lines if line.email}, AT_ONCE):
            for invitation in Invitation.objects.filter(course__in=courses, email__in=some):
                known.invited[invitation.course_id, invitation.email] = invitation
        return known

    @property
    def issuer(self) -> str:
        return number_issuer(self.scope)

    def _read_people(self, emails: set[str], numbers: set[str]) -> None:
        for some in batches(sorted(emails), AT_ONCE):
            self.people |= people_by_address(some)
        strangers = only_elsewhere({person.pk for person in self.people.values()}, self.scope)
        self.people = {email: person for email, person in self.people.items() if person.pk not in strangers}
        for some in batches(sorted(numbers), AT_ONCE):
            rows = ExternalIdentity.objects.filter(issuer=self.issuer, subject__in=some, user__state=UserState.ACTIVE)
            self.numbers |= dict(rows.values_list("subject", "user_id"))

    def _read_places(self, ids: set[int]) -> None:
        course_of = {course.scope_id: course.pk for course in self.courses}
        for some in batches(list(course_of), AT_ONCE):
            for group in Scope.objects.filter(parent__in=some, kind=ScopeKind.GROUP, ended_at__isnull=True):
                self.groups[course_of[group.parent_id or 0], group.name.casefold()] = group
        of_group = {group.pk: course for (course, _name), group in self.groups.items()}
        for some in batches(sorted(ids), AT_ONCE):
            live = Membership.objects.live().filter(user__in=some)
            for user, scope, role in live.values_list("user_id", "scope_id", "role"):
                if scope in course_of:
                    self.roles.setdefault((course_of[scope], user), set()).add(role)
                elif scope in of_group:
                    self.inside.setdefault((of_group[scope], user), set()).add(scope)
        kept = RosterRecord.objects.live().filter(group__in=of_group).values_list("group_id", flat=True)
        self.from_rosters = set(kept.distinct())


def people_by_address(emails: Iterable[str]) -> dict[str, User]:
    """Verified address → the account it belongs to. An address that nobody has proved is nobody's."""
    rows = EmailAddress.objects.filter(verified=True, email__in=list(emails), user__state=UserState.ACTIVE)
    return {row.email.lower(): row.user for row in rows.filter(user__is_active=True).select_related("user")}


def only_elsewhere(ids: set[int], scope: Scope) -> set[int]:
    """Of these people, those who belong to other institutions and not to this one.

    They are invited like anybody unknown: whether they have an account here is their own institution's business.
    """
    home = institution_of(scope)
    if home is None:
        return set()
    mine: set[int] = set()
    somewhere: set[int] = set()
    for some in batches(sorted(ids), AT_ONCE):
        live = Membership.objects.live().filter(user__in=some)
        for user, path in live.values_list("user_id", "scope__path"):
            steps = path.strip("/").split("/")
            if str(home) in steps:
                mine.add(user)
            elif len(steps) > 1:
                somewhere.add(user)
    return somewhere - mine


def institution_of(scope: Scope) -> int | None:
    """The institution that a place belongs to; None for the site itself and for what hangs directly under it."""
    found = Scope.objects.filter(pk__in=scope.ancestor_ids, kind=ScopeKind.INSTITUTION)
    return found.values_list("pk", flat=True).first()


def number_issuer(scope: Scope) -> str:
    """Student numbers are an institution's own; nobody signs in by them."""
    return f"urn:colloquy:number:{institution_of(scope) or 0}"
