"""A list of people as it was read: what each line does, and how far it has come."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.rights import Rights
from core.menus import Menu
from courses import policies
from courses.choices import RecordKind, RosterKind, RosterState
from courses.models import Course, Roster
from courses.pages.studio import studio_menu
from courses.querysets import KEEPERS
from courses.services.rosters.duties import Proposal, proposed

PER_PAGE = 50
PROBLEMS = 100
WORDS = {
    "new": (_("Added"), "endorsed", "check"),
    "invite": (_("Invited"), "accent", "mail"),
    "change": (_("Changed"), "accent", "edit"),
    "here": (_("Already here"), "", "same"),
    "wrong": (_("Cannot be used"), "danger", "warning"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, as the report kept it."""

    at: int
    name: str
    email: str
    role: str
    group: str
    kind: str
    words: str
    course: str = ""
    number: str = ""

    @property
    def label(self) -> Any:
        return WORDS[self.kind][0]

    @property
    def tone(self) -> str:
        return WORDS[self.kind][1]

    @property
    def icon(self) -> str:
        return WORDS[self.kind][2]


@dataclass(frozen=True)
class RosterPage:
    roster: Roster
    course: Course | None
    page: Page[Any]
    rows: list[Row]
    shown: str
    counts: list[tuple[str, Any, int]]
    menu: Menu | None

    @property
    def template(self) -> str:
        return "courses/oneroster.html" if self.roster.kind == RosterKind.ONEROSTER else "courses/roster.html"

    @classmethod
    def build(cls, *, request: HttpRequest, roster: Roster) -> "RosterPage":
        course = Course.objects.select_related("scope__parent").filter(scope=roster.scope_id).first()
        counts = roster.report.get("counts", {})
        shown = request.GET.get("show", "")
        rows = roster.report.get("rows", [])
        found = [row for row in rows if shown not in WORDS or row[5] == shown]
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        people = roster.kind == RosterKind.PEOPLE
        return cls(
            roster=roster,
            course=course,
            page=page,
            rows=[Row(*row) for row in page.object_list] if people else [],
            shown=shown if shown in WORDS else "",
            counts=[(kind, words[0], counts[kind]) for kind, words in WORDS.items() if counts.get(kind)],
            menu=studio_menu(request, course) if course else None,
        )

    @property
    def total(self) -> int:
        return len(self.roster.report.get("rows", []))

    @property
    def may_carry_out(self) -> bool:
        """It was read, its file is here, and there is something to do."""
        if self.roster.kind == RosterKind.ONEROSTER:
            return self.is_read and self.roster.upload_id is not None and bool(self.roster.report.get("changes"))
        counts = self.roster.report.get("counts", {})
        doing = sum(n for kind, n in counts.items() if kind not in {"here", "wrong"})
        return self.roster.state == RosterState.READ and self.roster.upload_id is not None and doing > 0

    @property
    def tallies(self) -> list[tuple[Any, dict[str, int]]]:
        """What a roster speaks of, by kind."""
        found = self.roster.report.get("tallies", {})
        return [(kind.label, found[kind]) for kind in RecordKind if kind in found]

    @property
    def problems(self) -> list[Any]:
        return list(self.roster.report.get("problems", [])[:PROBLEMS])

    @property
    def again(self) -> str:
        """Where another list goes in."""
        if self.course is not None:
            return reverse("courses:studio-list-people", args=[self.course.slug])
        route = "place-roster" if self.roster.kind == RosterKind.ONEROSTER else "place-list"
        return reverse(f"courses:{route}", args=[self.roster.scope_id])

    @property
    def is_read(self) -> bool:
        return self.roster.state == RosterState.READ


@dataclass(frozen=True)
class PlacesPage:
    """The places above the courses whose people this person looks after, and the last lists of each."""

    places: list[tuple[Scope, bool]]
    rosters: list[Roster]
    duties: list[Proposal]
    template: str = "courses/places.html"

    @classmethod
    def build(cls, *, rights: Rights) -> "PlacesPage":
        kinds = [ScopeKind.SITE, ScopeKind.INSTITUTION, ScopeKind.PROGRAMME]
        paths = rights.paths_with(*KEEPERS)
        above = Scope.objects.filter(kind__in=kinds).order_by("path")
        places = [scope for scope in above if any(scope.path.startswith(path) for path in paths)]
        recent = Roster.objects.visible_to(rights).filter(scope__kind__in=kinds).select_related("scope").defer("report")
        return cls(
            places=[(scope, bool(policies.can_import_roster(rights, scope))) for scope in places],
            rosters=list(recent.order_by("-made_at")[:20]),
            duties=proposed(rights),
        )


def keeps_places(rights: Rights) -> bool:
    return bool(rights.paths_with(Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN))
