from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from core.policy import hidden, no
from mentoring import policies
from mentoring.events import PlacesOffered
from mentoring.models import Offer, Programme


@transaction.atomic
def offer_places(*, actor: User, programme: Programme, places: int, **fields: Any) -> Offer:
    """Offer places in a round, or change what was offered; never fewer places than pairs that run."""
    policies.can_offer(rights_of(actor), programme).require()
    offer, _made = Offer.objects.get_or_create(programme=programme, mentor=actor, defaults={"places": places, **fields})
    offer = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if places < offer.taken:
        no(
            _("You have more running pairs than that. Pause your offer instead, and no new ask will reach you.")
        ).require()
    for name, value in {**fields, "places": places}.items():
        setattr(offer, name, value)
    offer.save(update_fields=[*fields, "places"])
    emit(PlacesOffered(offer_id=offer.pk, free=offer.free))
    return offer


@transaction.atomic
def pause_offer(*, actor: User, offer: Offer) -> None:
    """No new asks and no suggestions; running pairs and open asks stay as they are."""
    _own(actor, offer)
    Offer.objects.filter(pk=offer.pk, paused_at__isnull=True).update(paused_at=timezone.now())


@transaction.atomic
def resume_offer(*, actor: User, offer: Offer) -> None:
    _own(actor, offer)
    policies.can_offer(rights_of(actor), offer.programme).require()
    Offer.objects.filter(pk=offer.pk).update(paused_at=None)


def _own(actor: User, offer: Offer) -> None:
    if offer.mentor_id != actor.pk:
        hidden().require()
