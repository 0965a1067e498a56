"""Which files the people of an institution may add, and how large they may be."""

from django.db import transaction

from accounts import policies
from accounts.choices import ScopeKind
from accounts.models import Scope, User
from accounts.rights import rights_of
from core.uploads import Limits

FILES = "files"
"""The key in an institution's settings."""


def limits_of(scope: Scope) -> Limits:
    """What the institution around a place takes; the usual where there is none."""
    around = Scope.objects.filter(kind=ScopeKind.INSTITUTION, pk__in=scope.ancestor_ids)
    kept = around.values_list("settings", flat=True).first()
    return Limits.read((kept or {}).get(FILES))


@transaction.atomic
def change_limits(*, actor: User, scope: Scope, limits: Limits) -> None:
    policies.can_tend(rights_of(actor), scope).require()
    scope = Scope.objects.select_for_update(no_key=True).get(pk=scope.pk)
    scope.settings[FILES] = limits.written()
    scope.save(update_fields=["settings"])
