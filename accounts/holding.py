"""What one person holds, in two queries that are written once: where `accounts.rights` begins."""

from typing import Any

from django.db.models import CharField, DateTimeField, F, Q, Value
from django.db.models.functions import Cast

from accounts.choices import GUARDED
from accounts.models import (
    AudienceMember,
    AudienceRole,
    AudienceUserPermission,
    Membership,
    ScopeUserPermission,
    Standing,
)
from core.kept import At, Kept


def _word(text: str) -> Any:
    return Value(text, output_field=CharField())


def _no_time() -> Any:
    return Cast(Value(None), DateTimeField())


def _held(_reader: Any, at: At) -> Any:
    """Memberships, standings and delegations of one person as (kind, scope path, word, grades, until)."""
    live = Membership.objects.live().filter(user=at.user)
    memberships = live.values_list(_word("role"), F("scope__path"), F("role"), F("grades"), F("ended_at"))
    standings = (
        Standing.objects.in_force()
        .filter(user=at.user)
        .values_list(_word("standing"), F("scope__path"), F("state"), Value(value=False), F("until"))
    )
    delegations = ScopeUserPermission.objects.filter(user=at.user).values_list(
        _word("delegation"), F("content_object__path"), F("permission__codename"), Value(value=False), _no_time()
    )
    return memberships.union(standings, delegations, all=True)


def _belonging(rights: Any, at: At) -> Any:
    """Ids of the audiences of one person: by the roles they hold, by name, or as a guest; inside the walls, if there are any."""
    by_role = AudienceRole.objects.filter(
        rights.inside("audience__scope"),
        scope__memberships__user=rights.user_id,
        scope__memberships__ended_at__isnull=True,
        scope__memberships__role=F("role"),
    ).exclude(role__in=GUARDED if rights.sleeps else ())
    here = Q(while_in__isnull=True) | Q(while_in__in=at.set("scopes"))
    named = AudienceMember.objects.filter(rights.inside("audience__scope"), here, user=rights.user_id)
    guest = AudienceUserPermission.objects.filter(
        rights.inside("content_object__scope"), user=rights.user_id, permission__codename="read_audience"
    ).values_list("content_object_id", flat=True)
    ids = by_role.values_list("audience_id", flat=True)
    return ids.union(named.values_list("audience_id", flat=True), guest)


HELD, BELONGING = Kept(_held), Kept(_belonging)
