"""People and places by the hundred."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from accounts.choices import Role, ScopeKind
from accounts.models import Membership, Scope, User

if TYPE_CHECKING:
    pass

M = TypeVar("M", bound=Model)


def write(rows: Iterable[M]) -> list[M]:
    """All of one kind, in one go."""
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows)


def people(name: str, fresh: Iterable[int]) -> list[User]:
    return write(
        User(name=f"{name} {n}", email=f"{name}.{n}@example.org".lower(), handle=f"{name}-{n}".lower()) for n in fresh
    )


def belong(persons: Iterable[User], scopes: Iterable[Scope], role: Role) -> None:
    write(Membership(user=person, scope=scope, role=role) for scope in scopes for person in persons)


def scopes(kind: ScopeKind, parent: Scope, fresh: Iterable[int]) -> list[Scope]:
    made = write(Scope(kind=kind, name=f"{kind} {n}", parent=parent, depth=parent.depth + 1) for n in fresh)
    for scope in made:
        scope.path = f"{parent.path}{scope.pk}/"
    Scope.objects.bulk_update(made, ["path"])
    return made


def key(row: Model) -> int:
    return int(row.pk)
