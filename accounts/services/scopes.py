from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from accounts.choices import ScopeKind
from accounts.models import Scope


@transaction.atomic
def plant(*, kind: ScopeKind, name: str, parent: Scope | None = None, time_zone: str | None = None) -> Scope:
    """A new scope under its parent. A group waits until its course stands still, for courses can move."""
    if parent is not None and kind == ScopeKind.GROUP:
        parent = Scope.objects.select_for_update(no_key=True).get(pk=parent.pk)
    zone = time_zone or (parent.time_zone if parent else "Europe/London")
    scope = Scope.objects.create(kind=kind, name=name, parent=parent, time_zone=zone)
    scope.path = f"{parent.path if parent else '/'}{scope.pk}/"
    scope.depth = parent.depth + 1 if parent else 0
    scope.save(update_fields=["path", "depth"])
    return scope


@transaction.atomic
def transplant(*, scope: Scope, parent: Scope) -> None:
    """A course, with its groups, under another parent of the same institution; who may do this was decided by the caller.

    Roles, rules and moderators are looked up along the path, so they are those of the new place at the next look.
    """
    old = Scope.objects.select_for_update(no_key=True).get(pk=scope.pk)
    path, deeper = f"{parent.path}{scope.pk}/", parent.depth + 1 - old.depth
    rest = Substr("path", len(old.path) + 1)
    Scope.objects.below(old).update(path=Concat(Value(path), rest), depth=F("depth") + deeper)
    Scope.objects.filter(pk=scope.pk).update(parent=parent)
    scope.refresh_from_db()


def site() -> Scope:
    """The root of the tree; planted when it is first asked for."""
    return Scope.objects.filter(kind=ScopeKind.SITE).first() or plant(kind=ScopeKind.SITE, name="Colloquy")
