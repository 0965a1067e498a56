from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Audience, AudienceMember, Membership, User
from accounts.rights import rights_of
from accounts.services import audience_of_roles, recount
from community.discussion.models import Space
from core.outbox import emit
from core.policy import no
from courses.models import Placement
from mentoring import policies
from mentoring.choices import PANEL_KIND, PANEL_SEATS
from mentoring.events import PanelSeated
from mentoring.models import Offer, Panel, PanelSeat, Programme
from mentoring.querysets import OfferQuerySet

READERS = (Role.LEARNER, Role.EDUCATOR, Role.ASSISTANT)


@transaction.atomic
def open_panel(placement: Placement) -> Panel:
    """The panel of a block, with its space; four mentors at most sit down at once, those on the fewest panels first."""
    course = placement.unit.course
    programme = Programme.objects.for_scope(course.scope).running().first()
    panel, made = Panel.objects.get_or_create(placement=placement, defaults={"programme": programme})
    if panel.programme_id is None and programme is not None:
        panel.programme = programme
        panel.save(update_fields=["programme"])
    if panel.space_id is None:
        panel.space = Space.objects.create(
            kind=PANEL_KIND, placement=placement, course=course, scope=course.scope, audience=_audience(panel)
        )
        panel.save(update_fields=["space"])
    if made and programme is not None:
        fewest = could_sit(panel).annotate(panels=Count("seats")).order_by("panels", "pk")
        _seat(panel, fewest[:PANEL_SEATS])
    return panel


def could_sit(panel: Panel) -> OfferQuerySet:
    """Mentors of the programme who are on offer and grade nobody of this course."""
    scope = panel.placement.unit.course.scope
    grading = Membership.objects.live().filter(grades=True, user=OuterRef("mentor"))
    over = grading.filter(scope__in=scope.ancestor_ids) | grading.filter(scope__path__startswith=scope.path)
    return Offer.objects.filter(programme=panel.programme_id, paused_at__isnull=True).exclude(Exists(over))


@transaction.atomic
def reseat(*, actor: User, panel: Panel, offers: Iterable[Offer]) -> None:
    """The staff of the course choose one to four mentors."""
    policies.can_seat(rights_of(actor), panel).require()
    chosen = list(could_sit(panel).filter(pk__in=[offer.pk for offer in offers]))
    if not 1 <= len(chosen) <= PANEL_SEATS:
        no(_("A panel has one to four mentors.")).require()
    panel.seats.exclude(offer__in=chosen).delete()
    _seat(panel, chosen)


@transaction.atomic
def step_down(*, actor: User, panel: Panel) -> None:
    """A mentor leaves the panel; what they answered stays."""
    policies.can_step_down(rights_of(actor), panel).require()
    panel.seats.filter(offer__mentor=actor).delete()
    _seat(panel, ())


def _seat(panel: Panel, offers: Iterable[Offer]) -> None:
    """Seats, and with them who reads the panel's space."""
    there = set(panel.seats.values_list("offer_id", flat=True))
    new = [offer for offer in offers if offer.pk not in there]
    PanelSeat.objects.bulk_create(PanelSeat(panel=panel, offer=offer) for offer in new)
    assert panel.space is not None
    seated = set(panel.seats.values_list("offer__mentor_id", flat=True))
    members = AudienceMember.objects.filter(audience=panel.space.audience_id)
    members.exclude(user__in=seated).delete()
    have = set(members.values_list("user_id", flat=True))
    AudienceMember.objects.bulk_create(
        AudienceMember(audience_id=panel.space.audience_id, user_id=pk) for pk in sorted(seated - have)
    )
    recount(Audience.objects.filter(pk=panel.space.audience_id))
    if new:
        emit(PanelSeated(panel_id=panel.pk, mentor_ids=[offer.mentor_id for offer in new]))


def _audience(panel: Panel) -> Audience:
    scope = panel.placement.unit.course.scope
    return audience_of_roles(
        scope=scope, readers=[(scope, role) for role in READERS], key=f"mentoring-panel-{panel.placement_id}"
    )
