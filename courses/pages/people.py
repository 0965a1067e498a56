"""Who is in a course, as each reader may see it; and the page on which one leaves."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.choices import COURSE_ROLES, STAFF, Depth, Role, Sight, UserState
from accounts.models import Membership, PersonBlock, Scope, User
from accounts.policies import depth
from accounts.rights import Rights
from core.menus import Menu
from courses import policies
from courses.extensions import member_acts
from courses.models import Course, Invitation
from courses.pages.letters import invited
from courses.pages.menus import course_menu
from courses.pages.studio import studio_menu
from courses.services import groups_of
from courses.services.people import BACK

if TYPE_CHECKING:
    from django.db.models import QuerySet

PER_PAGE = 30
FEW = 30
RANK = {Role.EDUCATOR: 0, Role.ASSISTANT: 1, Role.MENTOR: 2, Role.LEARNER: 3}


@dataclass(frozen=True, slots=True)
class Member:
    """One line: the name always, the rest as far as the person shows it to this reader; and what this reader may do."""

    membership: Membership
    depth: Depth
    groups: list[str]
    acts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def person(self) -> User:
        return self.membership.user

    @property
    def href(self) -> str:
        return self.person.get_absolute_url() if self.depth != Depth.NOTHING else ""

    @property
    def about(self) -> str:
        return self.person.about if self.depth == Depth.FULL else ""

    @property
    def pronouns(self) -> str:
        return self.person.pronouns if self.depth == Depth.FULL else ""

    @property
    def shape(self) -> str:
        if self.membership.role in STAFF:
            return "staff"
        return "mentor" if self.membership.role == Role.MENTOR else "student"

    @property
    def sub(self) -> str:
        role = self.membership.title or self.membership.get_role_display()
        return f"{role} · {self.pronouns}" if self.pronouns else str(role)


@dataclass(frozen=True)
class MembersPage:
    """People here: thirty a page, by role or group; staff see since when, and who has not come yet."""

    course: Course
    page: Page[Membership]
    members: list[Member]
    counts: dict[str, int]
    groups: list[Scope]
    role: str
    group: Scope | None
    keeps: bool
    waiting: list[Invitation]
    waiting_total: int
    menu: Menu
    roles: list[tuple[str, Any]] = field(default_factory=list)
    template: str = "courses/people.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "MembersPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        keeps = bool(policies.can_keep_course(rights, course))
        groups = _groups_seen(rights, course, keeps=keeps)
        role, group = request.GET.get("role", ""), _chosen(groups, request.GET.get("group", ""))
        counts = _counts(course)
        page = Paginator(_people(course, role, group), PER_PAGE).get_page(request.GET.get("page"))
        waiting = invited(course) if keeps else Invitation.objects.none()
        seen = bool(policies.can_see_course(rights, course))
        return cls(
            course=course,
            page=page,
            members=_members(rights, course, list(page.object_list), groups),
            counts=counts,
            groups=groups,
            role=role if role in counts else "",
            group=group,
            keeps=keeps,
            waiting=list(waiting[:FEW]),
            waiting_total=waiting.count() if keeps else 0,
            menu=course_menu(request, course) if seen else studio_menu(request, course),
            roles=[(each.value, each.label) for each in RANK if counts.get(each)],
        )

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _groups_seen(rights: Rights, course: Course, *, keeps: bool) -> list[Scope]:
    """All groups for those who look after them; for everybody else, and for assistants, their own."""
    groups = groups_of(course)
    return list(groups if keeps else groups.filter(pk__in=rights.member_scopes))


def _chosen(groups: list[Scope], wanted: str) -> Scope | None:
    return next((group for group in groups if str(group.pk) == wanted), None)


def _people(course: Course, role: str, group: Scope | None) -> "QuerySet[Membership]":
    rank = Case(*(When(role=each, then=Value(n)) for each, n in RANK.items()), output_field=IntegerField())
    found = Membership.objects.live().filter(scope=course.scope_id, role__in=COURSE_ROLES)
    found = found.exclude(user__state=UserState.ERASED)
    if role in COURSE_ROLES:
        found = found.filter(role=role)
    if group is not None:
        found = found.filter(user__in=Membership.objects.live().filter(scope=group).values("user"))
    return found.select_related("user").annotate(rank=rank).order_by("rank", "user__name", "pk")


def _counts(course: Course) -> dict[str, int]:
    live = Membership.objects.live().filter(scope=course.scope_id, role__in=COURSE_ROLES)
    rows = live.exclude(user__state=UserState.ERASED).order_by().values_list("role").annotate(n=Count("pk"))
    return dict(rows)


def _members(rights: Rights, course: Course, rows: list[Membership], groups: list[Scope]) -> list[Member]:
    """Two queries for the whole page: who blocked the reader, and who is in which group."""
    ids = [row.user_id for row in rows]
    shut = set(PersonBlock.objects.filter(blocker__in=ids, blocked=rights.user_id).values_list("blocker_id", flat=True))
    names = {group.pk: group.name for group in groups}
    inside: dict[int, list[str]] = {}
    live = Membership.objects.live().filter(scope__in=names, user__in=ids) if names else Membership.objects.none()
    for user_id, scope_id in live.order_by("scope__name").values_list("user_id", "scope_id"):
        inside.setdefault(user_id, []).append(names[scope_id])
    return [
        Member(row, _depth(rights, course, row.user, shut), inside.get(row.user_id, []), _acts(rights, course, row))
        for row in rows
    ]


def _acts(rights: Rights, course: Course, member: Membership) -> list[tuple[str, str]]:
    known = sorted(member_acts, key=lambda act: act.order)
    return [(str(act.label), url) for act in known if (url := act.url(rights=rights, course=course, member=member))]


def _depth(rights: Rights, course: Course, person: User, shut: set[int]) -> Depth:
    """What the profile would show this reader, as far as that is known without asking about each person."""
    if person.pk == rights.user_id:
        return Depth.FULL
    if person.pk in shut or person.state != UserState.ACTIVE or not rights.is_member(course.scope):
        return Depth.NOTHING
    sight = Sight.STAFF if rights.is_staff_of(course.scope) else Sight.CLASSMATE
    return depth(sight, person.visibility)


@dataclass(frozen=True)
class LeavePage:
    """What stays, what goes, and whether one may come back."""

    course: Course
    may_return: bool
    groups: list[str]
    template: str = "courses/leave.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "LeavePage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        roles = rights.memberships.get(course.scope_id, frozenset())
        back = bool(roles) and roles <= set(BACK) and course.setting("come_back", True) and not course.is_over
        mine = groups_of(course).filter(pk__in=rights.member_scopes).values_list("name", flat=True)
        return cls(course=course, may_return=bool(back), groups=list(mine))

    @property
    def title(self) -> str:
        return _("Leave “%(title)s”?") % {"title": self.course.title}


@dataclass(frozen=True)
class GroupLine:
    group: Scope
    students: int
    assistants: int


@dataclass(frozen=True)
class GroupsPage:
    """The groups of a course with how many are in each."""

    course: Course
    lines: list[GroupLine]
    form: Any
    menu: Menu
    template: str = "courses/studio_groups.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course, form: Any) -> "GroupsPage":
        live = Q(memberships__ended_at__isnull=True)
        counted = groups_of(course).annotate(
            students=Count("memberships", filter=live & Q(memberships__role=Role.LEARNER)),
            assistants=Count("memberships", filter=live & Q(memberships__role=Role.ASSISTANT)),
        )
        lines = [GroupLine(group, group.students, group.assistants) for group in counted]
        return cls(course=course, lines=lines, form=form, menu=studio_menu(request, course))


@dataclass(frozen=True)
class GroupPage:
    """One group: its name, and a tick for everybody who is in it."""

    course: Course
    group: Scope
    form: Any
    menu: Menu
    template: str = "courses/studio_group.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course, group: Scope, form: Any) -> "GroupPage":
        return cls(course=course, group=group, form=form, menu=studio_menu(request, course))
