"""Finding what an address speaks of: absence and secrecy are both 404."""

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from mentoring.models import Ask, Offer, Pair, Programme

if TYPE_CHECKING:
    from accounts.http import Request


def programme_or_404(request: "Request", slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.rights).select_related("scope"), slug=slug)


def offer_or_404(request: "Request", slug: str, offer_id: int) -> Offer:
    seen = Offer.objects.visible_to(request.rights).apart_from(request.rights.user_id)
    return get_object_or_404(seen.select_related("mentor", "programme__scope"), programme__slug=slug, pk=offer_id)


def ask_or_404(request: "Request", slug: str, ref: str) -> Ask:
    mine = Ask.objects.visible_to(request.rights).select_related(
        "mentor", "student", "programme__scope", "offer__mentor", "offer__programme", "suggests__mentor", "pair"
    )
    return get_object_or_404(mine, programme__slug=slug, ref=ref)


def pair_or_404(request: "Request", ref: str) -> Pair:
    mine = Pair.objects.visible_to(request.rights).select_related(
        "mentor", "student", "programme__scope", "offer", "space"
    )
    return get_object_or_404(mine, ref=ref)
