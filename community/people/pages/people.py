from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from community.people.choices import SMALL_CELL, Fact
from community.people.forms import IntroductionForm, language_initial
from community.people.models import Connection, Hello, Introduction
from community.people.pages.block import Meet, introduced_and_met, introduction_form
from courses.choices import PlacementState
from courses.models import Course, Placement

if TYPE_CHECKING:
    from accounts.http import Request

KEY = "community.introductions"
SHOWN = 100


@dataclass(frozen=True)
class Known:
    """A connection with the other person, and how they want to be reached."""

    connection: Connection
    person: User
    reach: str


@dataclass(frozen=True)
class Here:
    """One course: what this person said there, and whom they were suggested this week."""

    course: Course
    introduction: Introduction | None
    meets: list[Meet]

    @property
    def is_open(self) -> bool:
        return self.introduction is not None and self.introduction.is_open


@dataclass(frozen=True)
class Tally:
    """For a programme lead: how many, never who; None where it is fewer than five."""

    course: Course
    introduced: int | None
    connected: int | None


@dataclass(frozen=True)
class PeoplePage:
    """Hellos waiting, connections, suggestions with their reasons."""

    waiting: list[Hello]
    known: list[Known]
    places: list[Here]
    tallies: list[Tally]
    template = "community/people/people.html"

    @classmethod
    def build(cls, *, request: "Request") -> "PeoplePage":
        rights = request.rights
        mine = Hello.objects.waiting_for(rights.user_id).filter(rights.inside("scope"))
        waiting = mine.select_related("sender", "scope").order_by("-sent_at")
        return cls(
            waiting=list(waiting[:SHOWN]), known=_known(rights), places=_places(rights), tallies=_tallies(rights)
        )


def _known(rights: Rights) -> list[Known]:
    """Two queries: the connections, and how to reach those who still say so."""
    rows = Connection.objects.visible_to(rights).live().select_related("low", "high", "scope")
    connections = list(rows.order_by("-since")[:SHOWN])
    pairs = Q()
    for row in connections:
        pairs |= Q(scope=row.scope_id, person=row.other(rights.user_id))
    open_ones = Introduction.objects.open().filter(pairs) if pairs else Introduction.objects.none()
    reach = {(row.scope_id, row.person_id): row.reach for row in open_ones}
    others = [(row, row.other(rights.user_id)) for row in connections]
    return [Known(row, other, reach.get((row.scope_id, other.pk), "")) for row, other in others]


def _places(rights: Rights) -> list[Here]:
    """The courses where this person learns and introductions are placed (or they answered): two queries."""
    learning = [pk for pk, roles in rights.memberships.items() if Role.LEARNER in roles]
    placed = Placement.objects.filter(block_key=KEY, state=PlacementState.PLACED, unit__course=OuterRef("pk"))
    answered = Introduction.objects.visible_to(rights).filter(scope=OuterRef("scope"))
    courses = Course.objects.filter(scope__in=learning, archived_at__isnull=True).select_related("scope")
    shown = list(courses.filter(Exists(placed) | Exists(answered)).order_by("title")[:SHOWN])
    mine, meets = introduced_and_met(rights, [course.scope for course in shown]) if shown else ({}, {})
    return [Here(course, mine.get(course.scope_id), meets.get(course.scope_id, [])) for course in shown]


def _tallies(rights: Rights) -> list[Tally]:
    paths = rights.paths_with(Role.PROGRAMME_LEAD)
    below = Q()
    for path in paths:
        below |= Q(scope__path__startswith=path)
    if not paths:
        return []
    rows = Course.objects.filter(below).annotate(
        introduced=_counted(Introduction.objects.open(), "person"),
        connected=_counted(Connection.objects.filter(ended_at__isnull=True), "pk"),
    )
    return [
        Tally(course, _tellable(course.introduced), _tellable(course.connected))  # type: ignore[attr-defined]
        for course in rows.filter(introduced__gt=0).order_by("title")[:SHOWN]
    ]


def _counted(rows: Any, what: str) -> Coalesce:
    mine = rows.filter(scope=OuterRef("scope")).order_by().values("scope").annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(mine.values("n"), output_field=IntegerField()), 0)


def _tellable(number: int) -> int | None:
    return number if number == 0 or number >= SMALL_CELL else None


@dataclass(frozen=True)
class IntroducePage:
    """The one question, on a page of its own."""

    course: Course
    placement: Placement | None
    introduction: Introduction | None
    form: IntroductionForm
    template = "community/people/introduce.html"

    @classmethod
    def build(cls, *, request: "Request", course: Course, form: IntroductionForm | None = None) -> "IntroducePage":
        mine = Introduction.objects.visible_to(request.rights).filter(scope=course.scope_id).first()
        placement = placement_of(course)
        return cls(
            course=course,
            placement=placement,
            introduction=mine,
            form=form or introduction_form(placement, initial=_initial(mine)),
        )

    @property
    def question(self) -> str:
        return str(self.placement.config.get("question", "")) if self.placement else ""

    @property
    def prompt(self) -> str:
        return str(self.placement.config.get("prompt", "")) if self.placement else ""


def placement_of(course: Course) -> Placement | None:
    """The block that asks the question in this course."""
    placed = Placement.objects.filter(unit__course=course, block_key=KEY).exclude(state=PlacementState.RETIRED)
    return placed.order_by("unit__position", "pk").first()


def _initial(mine: Introduction | None) -> dict[str, Any]:
    if mine is None or not mine.is_open:
        return {}
    said: dict[str, list[str]] = {}
    for row in mine.facts.order_by("pk"):
        said.setdefault(row.fact, []).append(row.label)
    return {
        "text": mine.text,
        "reach": mine.reach,
        "goals": said.get(Fact.GOAL, []),
        "site": (said.get(Fact.SITE) or [""])[0],
        "study_times": said.get(Fact.STUDY_TIME, []),
        **language_initial(said.get(Fact.LANGUAGE, [])),
    }
