"""Whose name stands on a mail."""

from django.conf import settings

from accounts.choices import ScopeKind
from accounts.models import Scope
from accounts.rights import Rights

MAIL_FROM = "mail_from"
"""The key in a scope's settings: "Northmoor <colloquy@northmoor.example>"."""


def sender_for(scope: Scope | None) -> str:
    """The sender that this place or the nearest one above it has chosen; the site's own where none has."""
    if scope is None:
        return str(settings.DEFAULT_FROM_EMAIL)
    ids = scope.ancestor_ids
    chosen = dict(Scope.objects.filter(pk__in=ids).values_list("pk", "settings"))
    found = (chosen.get(pk, {}).get(MAIL_FROM) for pk in reversed(ids))
    return next((str(sender) for sender in found if sender), str(settings.DEFAULT_FROM_EMAIL))


def institution_of(rights: Rights) -> Scope | None:
    """The one institution that this person belongs to; None when there are several, or none."""
    found = list(Scope.objects.filter(kind=ScopeKind.INSTITUTION, pk__in=rights.around)[:2])
    return found[0] if len(found) == 1 else None
