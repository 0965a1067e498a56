"""A person, as others see them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import policies
from accounts.choices import STAFF, Depth, Role, Sight
from accounts.extensions import profile_panels
from accounts.models import Membership, PersonBlock, User

if TYPE_CHECKING:
    from accounts.http import Request

Text = str | Promise
PREVIEWS = [Sight.CLASSMATE, Sight.CONNECTION, Sight.STAFF, Sight.STRANGER]


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that a higher app fills."""

    template: str
    panel: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """A link to one's own profile as somebody else sees it."""

    label: Text
    url: str
    current: bool


@dataclass(frozen=True)
class ProfilePage:
    """A person, as much of them as this reader may see."""

    person: User
    sight: Sight
    depth: Depth
    shape: str
    places: list[Membership]
    panels: list[Panel]
    blocked: bool
    previews: list[Preview] = field(default_factory=list)
    template = "accounts/profile.html"

    @classmethod
    def build(cls, *, request: "Request", person: User) -> "ProfilePage":
        real = policies.sight_of(request.rights, person)
        sight = _asked_for(request) if real == Sight.SELF else real
        depth = policies.depth(sight, person.visibility)
        if depth == Depth.NOTHING and real != Sight.SELF:
            raise Http404
        places = _places(request, person, mine=real == Sight.SELF) if depth != Depth.NOTHING else []
        return cls(
            person=person,
            sight=sight,
            depth=depth,
            shape=_shape(places),
            places=places,
            panels=_panels(request, person) if sight == real and depth == Depth.FULL else [],
            blocked=PersonBlock.objects.filter(blocker=request.user, blocked=person).exists(),
            previews=_previews(person, sight) if real == Sight.SELF else [],
        )

    @property
    def is_mine(self) -> bool:
        return bool(self.previews)

    @property
    def full(self) -> bool:
        return self.depth == Depth.FULL


def _asked_for(request: "Request") -> Sight:
    wanted = request.GET.get("as", "")
    return Sight(wanted) if wanted in Sight.values else Sight.SELF


def _places(request: "Request", person: User, *, mine: bool) -> list[Membership]:
    """What they are in the courses that both are in; in all of them when it is one's own."""
    live = Membership.objects.live().filter(user=person).select_related("scope").order_by("scope__depth", "scope__name")
    if not mine:
        live = live.filter(scope__in=request.rights.member_scopes, scope__kind__in=policies.SHARED)
    return list(live)


def _shape(places: list[Membership]) -> str:
    roles = {place.role for place in places}
    if roles & STAFF:
        return "staff"
    return "mentor" if Role.MENTOR in roles else "student"


def _panels(request: "Request", person: User) -> list[Panel]:
    ordered = sorted(profile_panels, key=lambda each: each.order)
    filled = [(each.template, each.context(request=request, person=person)) for each in ordered]
    return [Panel(template=template, panel=context) for template, context in filled if context is not None]


def _previews(person: User, sight: Sight) -> list[Preview]:
    address = person.get_absolute_url()
    own = Preview(label=_("You"), url=address, current=sight == Sight.SELF)
    names = {
        Sight.CLASSMATE: _("A classmate"),
        Sight.CONNECTION: _("A connection"),
        Sight.STAFF: _("Staff of your course"),
        Sight.STRANGER: _("Anybody else"),
    }
    return [own, *(Preview(label=names[each], url=f"{address}?as={each}", current=each == sight) for each in PREVIEWS)]
