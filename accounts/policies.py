"""Who may see a person, and what they may do to their own account."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Depth, Role, ScopeKind, Sight, UserState, Visibility
from accounts.extensions import ties
from accounts.models import Membership, PersonBlock
from core.policy import Verdict, hidden, no, yes

if TYPE_CHECKING:
    from accounts.models import Scope, User
    from accounts.rights import Rights

SHARED = (ScopeKind.COURSE, ScopeKind.GROUP)
DUTIES = {
    ScopeKind.SITE: (Role.SITE_ADMIN, Role.MODERATOR, Role.POLICY_ADMIN),
    ScopeKind.INSTITUTION: (Role.INSTITUTION_ADMIN, Role.MODERATOR, Role.POLICY_ADMIN, Role.PROGRAMME_LEAD),
    ScopeKind.PROGRAMME: (Role.PROGRAMME_LEAD, Role.MODERATOR, Role.POLICY_ADMIN),
}
"""What can be given to somebody above the courses."""
FOR_SITE = frozenset({"host", "mail_address", "secret_name", "domains", "address", "certificates", "metadata_url"})
"""What could touch another institution, and is therefore decided by those of the site."""
TABLE = {
    Visibility.COURSE: {Sight.STAFF: Depth.FULL, Sight.CONNECTION: Depth.FULL, Sight.CLASSMATE: Depth.FULL},
    Visibility.CONNECTIONS: {Sight.STAFF: Depth.FULL, Sight.CONNECTION: Depth.FULL, Sight.CLASSMATE: Depth.NAME},
    Visibility.NOBODY: {Sight.STAFF: Depth.NAME, Sight.CONNECTION: Depth.NAME, Sight.CLASSMATE: Depth.NAME},
}


def depth(sight: Sight, visibility: str) -> Depth:
    """What the person chose to show to somebody who stands so to them."""
    if sight == Sight.SELF:
        return Depth.FULL
    return TABLE[Visibility(visibility)].get(sight, Depth.NOTHING)


def sight_of(rights: "Rights", person: "User") -> Sight:
    """What this reader is to the person: at most two queries and one for each kind of tie."""
    reader = rights.user_id
    if reader is None or person.state != UserState.ACTIVE or not person.is_active:
        return Sight.STRANGER
    if reader == person.pk:
        return Sight.SELF
    if blocked_between(reader, person.pk, only_by=person.pk):
        return Sight.STRANGER
    shared = _shared(rights, person)
    if any(rights.memberships[scope] & STAFF for scope in shared):
        return Sight.STAFF
    if (shared or not rights.here.path) and any(tie.holds(reader, person.pk) for tie in ties):
        return Sight.CONNECTION
    return Sight.CLASSMATE if shared else Sight.STRANGER


def _shared(rights: "Rights", person: "User") -> set[int]:
    """The courses and groups in which both are."""
    live = Membership.objects.live().filter(user=person, scope__in=rights.member_scopes, scope__kind__in=SHARED)
    return set(live.values_list("scope_id", flat=True))


def blocked_between(one_id: int, other_id: int, *, only_by: int | None = None) -> bool:
    """Whether one of two people has blocked the other (or a certain one of them has)."""
    pairs = Q(blocker=one_id, blocked=other_id) | Q(blocker=other_id, blocked=one_id)
    blocks = PersonBlock.objects.filter(pairs)
    return (blocks.filter(blocker=only_by) if only_by else blocks).exists()


def can_see(rights: "Rights", person: "User") -> Verdict:
    """A profile that one may not see is not there."""
    return hidden() if depth(sight_of(rights, person), person.visibility) == Depth.NOTHING else yes()


def can_block(rights: "Rights", person: "User") -> Verdict:
    return no(_("You cannot block yourself.")) if rights.user_id == person.pk else yes()


def can_erase(rights: "Rights", person: "User") -> Verdict:
    """Your own account, and never the last one that runs the place."""
    if rights.user_id != person.pk:
        return hidden()
    others = Membership.objects.live().filter(role=Role.SITE_ADMIN, user__is_active=True).exclude(user=person)
    if rights.is_site_admin and not others.exists():
        return no(_("You are the only administrator here. Make somebody else one first."))
    return yes()


def can_set_up(rights: "Rights") -> Verdict:
    """The installation itself: on the main host only, for on an institution's there is nothing but the institution."""
    return yes() if rights.is_site_admin and not rights.here.path else hidden()


def can_arrange(rights: "Rights") -> Verdict:
    """People and places: the administrators of the site, and each institution's own."""
    return yes() if rights.scopes_with(Role.SITE_ADMIN, Role.INSTITUTION_ADMIN) else hidden()


def can_tend(rights: "Rights", scope: "Scope") -> Verdict:
    """How an institution looks, and how its people sign on: its own administrators, and those of the site."""
    if scope.kind != ScopeKind.INSTITUTION:
        return hidden()
    return yes() if rights.has(scope, Role.SITE_ADMIN, Role.INSTITUTION_ADMIN) else hidden()


def can_found(rights: "Rights", kind: ScopeKind, parent: "Scope") -> Verdict:
    """Institutions are the site's, programmes their institution's."""
    if kind == ScopeKind.INSTITUTION:
        return yes() if rights.is_site_admin and parent.kind == ScopeKind.SITE else hidden()
    if kind != ScopeKind.PROGRAMME or parent.kind != ScopeKind.INSTITUTION:
        return hidden()
    return yes() if rights.has(parent, Role.SITE_ADMIN, Role.INSTITUTION_ADMIN) else hidden()


def can_appoint(rights: "Rights", scope: "Scope", role: str) -> Verdict:
    """Duties above the courses; who teaches and learns is decided in the course."""
    if scope.kind not in DUTIES or not rights.has(scope, Role.SITE_ADMIN, Role.INSTITUTION_ADMIN):
        return hidden()
    if role not in DUTIES[ScopeKind(scope.kind)]:
        return no(_("There is no such duty in this kind of place."))
    if role == Role.INSTITUTION_ADMIN and not rights.is_site_admin:
        return no(_("The administrators of an institution are chosen by those of the site."))
    return yes()


def can_relieve(rights: "Rights", membership: "Membership") -> Verdict:
    """Whoever may give a duty may take it back, but the last administrator stays."""
    verdict = can_appoint(rights, membership.scope, membership.role)
    if not verdict or membership.role != Role.SITE_ADMIN:
        return verdict
    others = Membership.objects.live().filter(role=Role.SITE_ADMIN, user__is_active=True)
    last = not others.exclude(user=membership.user_id).exists()
    return no(_("This is the only administrator. Make somebody else one first.")) if last else yes()
