from django.db import transaction

from accounts.choices import ScopeKind
from accounts.models import Scope


@transaction.atomic
def plant(*, kind: ScopeKind, name: str, parent: Scope | None = None, time_zone: str | None = None) -> Scope:
    """A new scope under its parent; the path is fixed at birth, for scopes do not move."""
    zone = time_zone or (parent.time_zone if parent else "Europe/London")
    scope = Scope.objects.create(kind=kind, name=name, parent=parent, time_zone=zone)
    scope.path = f"{parent.path if parent else '/'}{scope.pk}/"
    scope.depth = parent.depth + 1 if parent else 0
    scope.save(update_fields=["path", "depth"])
    return scope


def site() -> Scope:
    """The root of the tree; planted when it is first asked for."""
    return Scope.objects.filter(kind=ScopeKind.SITE).first() or plant(kind=ScopeKind.SITE, name="Colloquy")
