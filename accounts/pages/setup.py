"""What is still missing, and who does what above the courses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import policies
from accounts.choices import FLOWING, Role
from accounts.forms import DutyForm, FirstAdministratorForm, PlaceForm
from accounts.models import Membership, Scope, User
from core.extensions import Check, checks
from core.menus import Group, Item, Menu

if TYPE_CHECKING:
    from accounts.http import Request
    from accounts.rights import Rights


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the installation: ready or not, in one sentence."""

    key: str
    label: str | Promise
    ready: bool
    words: str | Promise
    url: str
    can_be_tried: bool


def line_of(check: Check) -> Line:
    ready, words = check.state()
    tries = type(check).test is not Check.test
    return Line(key=check.key, label=check.label, ready=ready, words=words, url=check.url(), can_be_tried=tries)


def setup_menu(rights: "Rights", current: str) -> Menu:
    """The rail of the set-up pages; an institution's administrator has people and places only."""
    entries = [("accounts:setup", _("What is missing"), "list")] if policies.can_set_up(rights) else []
    entries.append(("accounts:arrange", _("People and places"), "people"))
    items = [
        Item(label=label, url=reverse(route), icon=icon, current=route == current) for route, label, icon in entries
    ]
    return Menu(title=_("Set-up"), groups=[Group(items=items)])


@dataclass(frozen=True)
class SetupPage:
    menu: Menu
    lines: list[Line]
    template = "accounts/setup.html"

    @classmethod
    def build(cls, *, request: "Request") -> "SetupPage":
        ordered = sorted(checks, key=lambda check: check.order)
        return cls(menu=setup_menu(request.rights, "accounts:setup"), lines=[line_of(check) for check in ordered])

    @property
    def ready(self) -> int:
        return sum(line.ready for line in self.lines)


@dataclass(frozen=True)
class FirstPage:
    form: FirstAdministratorForm
    template = "accounts/first.html"


@dataclass(frozen=True)
class NobodyPage:
    """A site that nobody looks after yet: how to begin."""

    template = "accounts/nobody.html"
    command = "manage.py setup_link"


def own_places(rights: "Rights") -> QuerySet[Scope]:
    """The places above the courses that this administrator looks after, from the site down."""
    heads = Scope.objects.filter(pk__in=rights.scopes_with(Role.SITE_ADMIN, Role.INSTITUTION_ADMIN))
    below = Q(pk__in=[])
    for head in heads:
        below |= Q(path__startswith=head.path)
    return Scope.objects.filter(below, kind__in=policies.DUTIES).order_by("path")


def own_people(rights: "Rights") -> QuerySet[User]:
    """Who may get a duty from this administrator: those of the site know everybody; those of an institution know its
    people, and those who belong to none yet. That somebody has an account elsewhere is not theirs to learn."""
    people = User.objects.active()
    if rights.is_site_admin:
        return people
    live = Membership.objects.live().filter(user=OuterRef("pk"))
    inside = Q(pk__in=[])
    for path in rights.paths_with(Role.INSTITUTION_ADMIN):
        inside |= Q(scope__path__startswith=path)
    return people.filter(Exists(live.filter(inside)) | ~Exists(live))


@dataclass(frozen=True)
class ArrangePage:
    """The places, who has a duty in each, and two forms."""

    menu: Menu
    places: list[tuple[Scope, list[Membership]]]
    duty: DutyForm
    place: PlaceForm
    time_zone: str
    template = "accounts/arrange.html"

    @classmethod
    def build(
        cls, *, request: "Request", duty: DutyForm | None = None, place: PlaceForm | None = None
    ) -> "ArrangePage":
        places = list(own_places(request.rights))
        held: dict[int, list[Membership]] = {scope.pk: [] for scope in places}
        live = Membership.objects.live().filter(scope__in=places, role__in=FLOWING).select_related("user", "scope")
        for membership in live.order_by("role", "user__name"):
            held[membership.scope_id].append(membership)
        return cls(
            menu=setup_menu(request.rights, "accounts:arrange"),
            places=[(scope, held[scope.pk]) for scope in places],
            duty=duty or DutyForm(scopes=own_places(request.rights)),
            place=place or PlaceForm(parents=own_places(request.rights)),
            time_zone=settings.TIME_ZONE,
        )
