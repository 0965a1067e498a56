"""The pages on which educators make a course."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Rights
from core.menus import Group, Item, Menu
from courses import policies
from courses.choices import PlacementState, UnitState
from courses.extensions import BlockType, blocks
from courses.forms.courses import places
from courses.models import Course, Import, Invitation, JoinLink, Outcome, Part, RunCheck, Unit
from courses.pages.beside import Beside
from courses.pages.frames import Frame
from courses.pages.letters import invited
from courses.pages.menus import numbered
from courses.pages.unit import Piece, pieces_of
from courses.querysets import KEEPERS
from courses.services import facts_of

Crumbs = list[tuple[Any, str]]


def studio_menu(request: HttpRequest, course: Course) -> Menu:
    """What this person can do to a course; no query. Who only keeps it does not write in it, and may not read it."""
    rights: Rights = request.rights  # type: ignore[attr-defined]
    lines = [
        ("studio-course", _("Units and tools"), "list"),
        ("studio-people", _("People and doors"), "people"),
        ("studio-groups", _("Groups"), "same"),
        ("studio-settings", _("Settings"), "gear"),
    ]
    if policies.can_edit_course(rights, course):
        lines.append(("studio-import", _("Import into this course"), "download"))
    if policies.can_copy_course(rights, course):
        lines.append(("studio-copy", _("Copy to a new run"), "copy"))
    items = []
    for name, label, icon in lines:
        url = reverse(f"courses:{name}", args=[course.slug])
        items.append(Item(label=label, url=url, icon=icon, current=request.path == url))
    home, back = items[0].url, [Item(label=_("All my courses"), url=reverse("courses:studio"), icon="left")]
    if policies.can_see_course(rights, course):
        home = course.get_absolute_url()
        back.insert(0, Item(label=_("See the course"), url=home, icon="eye"))
    groups = [Group(title=_("Studio"), items=items), Group(items=back)]
    return Menu(title=course.title, url=home, label=_("Studio"), groups=groups)


@dataclass(frozen=True)
class FormPage:
    """One form with its words; most pages of the studio are nothing more."""

    title: Any
    form: forms.Form
    submit: Any
    cancel: str
    lede: Any = ""
    crumbs: Crumbs = field(default_factory=list)
    menu: Menu | None = None
    more_forms: list[forms.Form] = field(default_factory=list)
    multipart: bool = False
    other_submits: list[tuple[str, Any]] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    preview: str = ""
    note: Any = ""
    others: list[Import] = field(default_factory=list)
    template: str = "courses/studio_form.html"

    @property
    def forms(self) -> list[forms.Form]:
        return [self.form, *self.more_forms]


@dataclass(frozen=True)
class StudioPage:
    """All courses that one may edit or look after."""

    courses: list[Course]
    may_create: bool
    keeps_places: bool
    template: str = "courses/studio_list.html"

    @classmethod
    def build(cls, *, rights: Rights) -> "StudioPage":
        courses = Course.objects.kept_by(rights).select_related("scope__parent")
        live = Count("units", filter=~Q(units__state=UnitState.RETIRED))
        unchecked = RunCheck.objects.filter(course=OuterRef("pk"), done_at=None).order_by().values("course")
        waiting = Coalesce(Subquery(unchecked.annotate(n=Count("pk")).values("n")), 0)
        found = list(courses.annotate(unit_count=live, to_check_count=waiting).order_by("archived_at", "title", "pk"))
        for course in found:
            if not policies.can_copy_course(rights, course):
                course.to_check_count = 0  # type: ignore[attr-defined]
        return cls(
            courses=found,
            may_create=places(rights).exists(),
            keeps_places=bool(rights.paths_with(*KEEPERS)),
        )


@dataclass(frozen=True)
class StudioCoursePage:
    """The course as its makers see it: units in order with their state, tools, and what is still missing."""

    course: Course
    units: list[Unit]
    numbers: dict[int, int]
    retired: list[Unit]
    beside: Beside
    tools: list[BlockType]
    waiting: list[Unit]
    may_edit: bool
    menu: Menu
    to_check: int = 0
    runs: list[Course] = field(default_factory=list)
    template: str = "courses/studio_course.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "StudioCoursePage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        open_blocks = Q(placements__state__in=[PlacementState.PLACED, PlacementState.PAUSED])
        unsaid = Q(placements__incomplete=True) | Q(placements__later_until__isnull=False)
        found = course.units.select_related("chapter").annotate(
            block_count=Count("placements", filter=open_blocks, distinct=True),
            unsaid_count=Count("placements", filter=open_blocks & unsaid, distinct=True),
        )
        units = list(found.order_by("position", "pk"))
        for unit in units:
            unit.course = course
        live = [unit for unit in units if unit.state != UnitState.RETIRED]
        used = facts_of(course).tools
        return cls(
            course=course,
            units=live,
            numbers=numbered(live),
            retired=[unit for unit in units if unit.state == UnitState.RETIRED],
            beside=Beside(course, facts_of(course)),
            tools=[kind for kind in blocks if kind.key in used],
            waiting=[unit for unit in live if getattr(unit, "unsaid_count", 0)],
            may_edit=bool(policies.can_edit_course(rights, course)),
            menu=studio_menu(request, course),
            to_check=_to_check(rights, course),
            runs=_runs(rights, course),
        )


def _to_check(rights: Rights, course: Course) -> int:
    """What is left to look at in a copy, for whoever may look."""
    if not policies.can_copy_course(rights, course):
        return 0
    return RunCheck.objects.filter(course=course, done_at=None).count()


def _runs(rights: Rights, course: Course) -> list[Course]:
    """The other runs of this course that one may edit or look after, the newest first."""
    if course.series_id is None:
        return []
    others = Course.objects.kept_by(rights).filter(series=course.series_id).exclude(pk=course.pk)
    return list(others.order_by(F("starts_on").desc(nulls_last=True), "-pk")[:20])


@dataclass(frozen=True)
class StudioUnitPage:
    """The editor of a unit: its parts in order, each with what can be done to it."""

    course: Course
    unit: Unit
    outcomes: list[Outcome]
    pieces: list[Piece]
    retired: list[Part]
    menu: Menu
    template: str = "courses/studio_unit.html"

    @classmethod
    def build(cls, *, request: HttpRequest, unit: Unit) -> "StudioUnitPage":
        retired = unit.parts.filter(retired_at__isnull=False).select_related("placement")
        return cls(
            course=unit.course,
            unit=unit,
            outcomes=list(unit.outcomes.all()),
            pieces=pieces_of(request, unit, drafts=True, contexts=False),
            retired=list(retired.order_by("-retired_at")),
            menu=studio_menu(request, unit.course),
        )

    @property
    def unsaid(self) -> list[Frame]:
        """Blocks that do not yet say what they serve and why they are here."""
        frames = [piece.frame for piece in self.pieces if piece.frame]
        return [frame for frame in frames if frame.placement.incomplete or frame.placement.later_until]


@dataclass(frozen=True)
class PickerPage:
    """The tools that can be placed, those of the course first."""

    course: Course
    unit: Unit
    beside: Beside
    used: list[BlockType]
    others: list[BlockType]
    free: list[BlockType]
    room: bool
    after: str
    menu: Menu
    template: str = "courses/studio_picker.html"

    @classmethod
    def build(cls, *, request: HttpRequest, unit: Unit, after: str) -> "PickerPage":
        course = unit.course
        facts = facts_of(course)
        counted = [kind for kind in blocks if kind.counts_as_tool]
        return cls(
            course=course,
            unit=unit,
            beside=Beside(course, facts),
            used=[kind for kind in counted if kind.key in facts.tools],
            others=[kind for kind in counted if kind.key not in facts.tools],
            free=[kind for kind in blocks if not kind.counts_as_tool],
            room=not course.tools_limit or len(facts.tools) < course.tools_limit,
            after=after,
            menu=studio_menu(request, course),
        )


@dataclass(frozen=True)
class PeoplePage:
    """Who is in the course, and the doors by which people come in."""

    course: Course
    people: list[Membership]
    links: list[JoinLink]
    invitations: list[Invitation]
    base_url: str
    menu: Menu
    template: str = "courses/studio_people.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "PeoplePage":
        people = Membership.objects.live().filter(scope=course.scope_id).select_related("user")
        return cls(
            course=course,
            people=sorted(people, key=lambda each: (_RANK.get(each.role, 9), each.user.name.casefold())),
            links=list(course.join_links.select_related("made_by").order_by("revoked_at", "-made_at")),
            invitations=list(invited(course)),
            base_url=request.build_absolute_uri("/").rstrip("/"),
            menu=studio_menu(request, course),
        )


_RANK = {"educator": 0, "assistant": 1, "mentor": 2, "learner": 3}
