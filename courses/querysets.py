"""Who may see which courses, units, parts, blocks and files: the twins of policies.py, for many rows at once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.choices import COURSE_ROLES, STAFF, Role, ScopeKind
from accounts.rights import Rights
from core import kept
from core.models import LeasedQuerySet
from courses.choices import PlacementState, RecordKind, UnitState

if TYPE_CHECKING:
    from accounts.models import Scope
    from courses.models import (
        Course,
        CourseFile,
        Import,
        InvitationMail,
        Part,
        Placement,
        Roster,
        RosterRecord,
        Unit,
    )

LEADS = (Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN)
"""Who answers for the courses below a scope, and may read what is taught there."""
KEEPERS = (*LEADS, Role.SITE_ADMIN)
"""Who looks after people and settings of the courses below a scope; the site administrator reads nothing there."""


def _below(rights: Rights, path: str, *roles: Role) -> Q:
    """Scopes under those where one of the flowing roles is held."""
    return Q(**{f"{path}__under": rights.paths_with(*roles)})


def _readers(rights: Rights, course: str) -> Q:
    """Members of a course, once it is published; its staff and leads always."""
    scope = f"{course}scope"
    members = Q(**{f"{scope}__in": rights.scopes_with(*COURSE_ROLES), f"{course}published_at__isnull": False})
    return members | _staff(rights, course) | _below(rights, f"{scope}__path", *LEADS)


def _staff(rights: Rights, course: str) -> Q:
    return Q(**{f"{course}scope__in": rights.scopes_with(*STAFF)})


def _editors(rights: Rights, course: str) -> Q:
    educators = Q(**{f"{course}scope__in": rights.scopes_with(Role.EDUCATOR)})
    return educators | _below(rights, f"{course}scope__path", *LEADS)


def _open_to(rights: Rights, unit: str, today: date | None) -> Q:
    """Units that their readers may read: published and begun."""
    day = today or kept.today()
    begun = Q(**{f"{unit}opens_on__isnull": True}) | Q(**{f"{unit}opens_on__lte": day})
    published = Q(**{f"{unit}state": UnitState.PUBLISHED})
    return _readers(rights, f"{unit}course__") & published & begun & _started(unit, day)


def _started(unit: str, day: date) -> Q:
    """The course has begun; the unit about it is there from the first day on."""
    started = Q(**{f"{unit}course__starts_on__isnull": True}) | Q(**{f"{unit}course__starts_on__lte": day})
    return started | Q(**{f"{unit}about": True})


def scopes_for_courses(scopes: "QuerySet[Scope]", rights: Rights) -> "QuerySet[Scope]":
    """Where this person may make a course: where they lead, and beside the courses they teach."""
    taught = Q(children__in=rights.scopes_with(Role.EDUCATOR), children__kind=ScopeKind.COURSE)
    here = _below(rights, "path", *KEEPERS) | taught | Q(pk__in=rights.scopes_with(Role.EDUCATOR))
    kinds = [ScopeKind.SITE, ScopeKind.INSTITUTION, ScopeKind.PROGRAMME]
    return scopes.filter(here, kind__in=kinds).distinct()


class CourseQuerySet(QuerySet["Course"]):
    def visible_to(self, rights: Rights) -> Self:
        return self.filter(_readers(rights, ""))

    def editable_by(self, rights: Rights) -> Self:
        return self.filter(_editors(rights, ""), archived_at__isnull=True)

    def kept_by(self, rights: Rights) -> Self:
        """Courses whose people and settings this person looks after."""
        return self.filter(_editors(rights, "") | _below(rights, "scope__path", *KEEPERS))

    def joined_by(self, rights: Rights) -> Self:
        """Courses in which the person is somebody; drafts only for their staff."""
        return self.filter(scope__in=rights.scopes_with(*COURSE_ROLES)).visible_to(rights)


class UnitQuerySet(QuerySet["Unit"]):
    def visible_to(self, rights: Rights, *, today: date | None = None) -> Self:
        """Units that can be read: published and begun; staff read drafts and retired ones too."""
        return self.filter(_staff(rights, "course__") | _open_to(rights, "", today))

    def listed_to(self, rights: Rights) -> Self:
        """Units whose title stands in the rail, also when they open later."""
        staff = _staff(rights, "course__") & ~Q(state=UnitState.RETIRED)
        return self.filter(staff | (_readers(rights, "course__") & Q(state=UnitState.PUBLISHED)))

    def with_visits(self, user_id: int | None) -> Self:
        """Each unit with what this person did there: `visited_at`, `finished_at`."""
        mine = FilteredRelation("visits", condition=Q(visits__user=user_id))
        return self.annotate(mine=mine, visited_at=F("mine__last_at"), finished_at=F("mine__finished_at"))


class PartQuerySet(QuerySet["Part"]):
    def visible_to(self, rights: Rights, *, today: date | None = None) -> Self:
        shown = _open_to(rights, "unit__", today) & Q(retired_at__isnull=True)
        return self.filter(_staff(rights, "unit__course__") | shown)

    def live(self) -> Self:
        return self.filter(retired_at__isnull=True)


class PlacementQuerySet(QuerySet["Placement"]):
    def visible_to(self, rights: Rights) -> Self:
        """Blocks that can be opened at their own address: also closed and retired ones, for what people wrote stays."""
        shown = ~Q(state=PlacementState.DRAFT) & ~Q(unit__state=UnitState.DRAFT) & _started("unit__", kept.today())
        return self.filter(_staff(rights, "unit__course__") | (_readers(rights, "unit__course__") & shown))

    def in_use(self) -> Self:
        return self.filter(state__in=[PlacementState.PLACED, PlacementState.PAUSED])

    def with_unit(self) -> Self:
        return self.select_related("part", "outcome", "unit__course__scope")


class CourseFileQuerySet(QuerySet["CourseFile"]):
    def visible_to(self, rights: Rights) -> Self:
        return self.filter(_readers(rights, "course__"))


class ImportQuerySet(QuerySet["Import"]):
    def visible_to(self, rights: Rights) -> Self:
        """One's own imports, and those into courses that one may edit."""
        return self.filter(Q(actor=rights.user_id) | _editors(rights, "course__"))


class InvitationMailQuerySet(LeasedQuerySet["InvitationMail"]):
    pass


class RosterQuerySet(QuerySet["Roster"]):
    def visible_to(self, rights: Rights) -> Self:
        """The same answer as policies.can_see_roster: whoever looks after the people of that place."""
        taught = Q(scope__in=rights.scopes_with(Role.EDUCATOR))
        return self.filter(taught | _below(rights, "scope__path", *KEEPERS))


class RosterRecordQuerySet(QuerySet["RosterRecord"]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_kind(self, kind: RecordKind) -> Self:
        return self.filter(kind=kind)

    def waiting_for(self, addresses: Iterable[str]) -> Self:
        """People of a roster whom nobody has claimed yet, under one of these addresses."""
        people = self.live().of_kind(RecordKind.USER)
        return people.filter(user__isnull=True, email__in=list(addresses)).exclude(email="")

    def proposed(self) -> Self:
        """Duties that nobody has answered yet, of people who have an account."""
        open_ones = self.live().of_kind(RecordKind.ROLE).filter(user__isnull=True, declined_at__isnull=True)
        return open_ones.filter(person__user__isnull=False)

    def turning(self, day: date) -> Self:
        """What begins or ends by this day and is not there, or not gone, yet."""
        begins = Q(kind=RecordKind.ENROLMENT, user__isnull=True, begins_on__lte=day, person__user__isnull=False)
        there = Q(ended_at__isnull=True, person__ended_at__isnull=True, of_class__ended_at__isnull=True)
        not_over = Q(ends_on__isnull=True) | Q(ends_on__gt=day - timedelta(days=2))
        return self.filter((begins & there & not_over) | Q(user__isnull=False, ends_on__lte=day))
