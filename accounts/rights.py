"""What one person may read and be, everywhere: built once for each request, at most two queries.

Policies and `visible_to(rights)` read this and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from accounts.choices import FLOWING, GUARDED, STAFF, Role, StandingState
from accounts.holding import BELONGING, HELD
from accounts.models import (
    AudienceMember,
    Membership,
    Standing,
    User,
)
from core.kept import composed

if TYPE_CHECKING:
    from accounts.models import Scope

Row = tuple[str, str, str, bool, datetime | None]
DELEGATED = {"moderate_scope": Role.MODERATOR, "administer_policies": Role.POLICY_ADMIN}


@dataclass(frozen=True, slots=True)
class Pause:
    """A standing in force: what it is, and when it ends (None: until somebody lifts it)."""

    state: str
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Here:
    """Where a request came in, and whose. Rights are no wider than that: on the host of an institution they end at its
    walls, and in a session without a second factor the duties that need one sleep."""

    path: str = ""
    user_id: int | None = None
    is_proven: Callable[[], bool] = lambda: True

    def opens(self, path: str) -> bool:
        """Whether a scope is inside the walls: in the institution, or above it."""
        return path.startswith(self.path) or self.path.startswith(path)


EVERYWHERE = Here()
_here: ContextVar[Here] = ContextVar("here", default=EVERYWHERE)


@contextmanager
def standing(here: Here) -> Iterator[None]:
    """Every right that is looked up inside holds here only."""
    token = _here.set(here)
    try:
        yield
    finally:
        _here.reset(token)


def here() -> Here:
    return _here.get()


@dataclass
class Rights:
    """The rights of one person. `user_id` is None for a visitor, who has none."""

    user: "User | AnonymousUser"
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What a higher app looked up for this person, kept as long as these rights (one request)."""

    here: Here = field(default_factory=here, repr=False, compare=False)

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user.is_authenticated else None

    @cached_property
    def _rows(self) -> list[Row]:
        """What holds here: inside the walls, and without the duties that sleep."""
        return [row for row in self._inside if not (self.sleeps and _is_guarded(row))]

    @cached_property
    def sleeps(self) -> bool:
        """Whether this person has a duty that waits for a second factor in this session."""
        asked = self.user_id is not None and self.user_id == self.here.user_id
        return asked and any(map(_is_guarded, self._inside)) and not self.here.is_proven()

    @cached_property
    def _inside(self) -> list[Row]:
        """What is held above the walls is held inside them as if it were held at the institution itself."""
        walls = self.here.path
        return [
            (kind, path if path.startswith(walls) else walls, word, grades, until)
            for kind, path, word, grades, until in self._everywhere
            if self.here.opens(path)
        ]

    @cached_property
    def _everywhere(self) -> list[Row]:
        """One query: memberships, standings and delegations as (kind, scope path, word, grades, until)."""
        if self.user_id is None:
            return []
        return HELD.rows(None, user=self.user_id)

    @cached_property
    def memberships(self) -> dict[int, frozenset[str]]:
        """Scope id → the roles held there directly."""
        found: dict[int, set[str]] = {}
        for kind, path, word, _grades, _until in self._rows:
            if kind == "role":
                found.setdefault(_last(path), set()).add(word)
        return {scope: frozenset(roles) for scope, roles in found.items()}

    @cached_property
    def _flowing(self) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = {}
        for kind, path, word, _grades, _until in self._rows:
            if kind == "role" and word in FLOWING:
                found.setdefault(_last(path), set()).add(word)
            if kind == "delegation" and word in DELEGATED:
                found.setdefault(_last(path), set()).add(DELEGATED[word])
        return {scope: frozenset(roles) for scope, roles in found.items()}

    @cached_property
    def around(self) -> frozenset[int]:
        """Ids of the scopes where a role is held, and of every scope above them."""
        paths = [path for kind, path, *_rest in self._rows if kind in {"role", "delegation"}]
        return frozenset(int(part) for path in paths for part in path.strip("/").split("/"))

    @property
    def flowing_paths(self) -> frozenset[str]:
        """Paths of the scopes from which a role flows down."""
        return self.paths_with(*FLOWING)

    @property
    def flowing_scopes(self) -> frozenset[int]:
        """Ids of the scopes from which a role flows down."""
        return frozenset(self._flowing)

    def roles_in(self, scope: "Scope") -> frozenset[str]:
        """Every role in this scope: held here, or flowing down from above, or delegated."""
        roles = set(self.memberships.get(scope.pk, ()))
        for ancestor in scope.ancestor_ids:
            roles |= self._flowing.get(ancestor, frozenset())
        return frozenset(roles)

    def has(self, scope: "Scope", *roles: Role) -> bool:
        return not self.roles_in(scope).isdisjoint(roles)

    def is_member(self, scope: "Scope") -> bool:
        """Holds a role in this very scope (what flows down does not make a member)."""
        return scope.pk in self.memberships

    def is_staff_of(self, scope: "Scope") -> bool:
        return not self.memberships.get(scope.pk, frozenset()).isdisjoint(STAFF)

    @cached_property
    def _grading(self) -> frozenset[int]:
        return frozenset(_last(path) for kind, path, _w, grades, _u in self._rows if kind == "role" and grades)

    @cached_property
    def grading_paths(self) -> frozenset[str]:
        """Paths of the scopes whose learners this person grades, there and below."""
        return frozenset(path for kind, path, _w, grades, _u in self._rows if kind == "role" and grades)

    def grades_in(self, scope: "Scope") -> bool:
        """Grades the learners of this scope (directly, or of the course that a group belongs to)."""
        return not self._grading.isdisjoint(scope.ancestor_ids)

    def scopes_with(self, *roles: Role) -> frozenset[int]:
        """Ids of the scopes where one of these roles is held directly or delegated."""
        wanted = frozenset(roles)
        held = {scope for scope, mine in self.memberships.items() if mine & wanted}
        return frozenset(held | {scope for scope, mine in self._flowing.items() if mine & wanted})

    def paths_with(self, *roles: Role) -> frozenset[str]:
        """Paths of the scopes where one of these roles is held directly or delegated."""
        words = {*roles, *(word for word, role in DELEGATED.items() if role in roles)}
        return frozenset(path for _kind, path, word, _grades, _until in self._rows if word in words)

    def above(self, *roles: Role) -> frozenset[int]:
        """Ids of the scopes where one of these roles is held directly or delegated, and of every scope above them."""
        return frozenset(int(part) for path in self.paths_with(*roles) for part in path.strip("/").split("/"))

    def below(self, scope: "Scope", *roles: Role) -> bool:
        """Holds one of these roles in this scope or anywhere beneath it."""
        return any(path.startswith(scope.path) for path in self.paths_with(*roles))

    @cached_property
    def member_scopes(self) -> frozenset[int]:
        return frozenset(self.memberships)

    def paused_in(self, scope: "Scope") -> Pause | None:
        """The standing that keeps this person from writing here, looked up through the ancestors."""
        above = set(scope.ancestor_ids)
        for kind, path, word, _grades, until in self._rows:
            live = until is None or until > timezone.now()
            if kind == "standing" and word in StandingState.values and _last(path) in above and live:
                return Pause(state=word, until=until, reason="")
        return None

    @cached_property
    def audiences(self) -> frozenset[int]:
        """Ids of the audiences this person belongs to: one query."""
        if self.user_id is None:
            return frozenset()
        return frozenset(BELONGING.rows(self, scopes=self.member_scopes))

    @property
    def walls(self) -> frozenset[str]:
        """The path of the institution whose host this is; nothing on the main host."""
        return frozenset([self.here.path] if self.here.path else ())

    @cached_property
    def around_walls(self) -> frozenset[int]:
        """Ids of that institution and of the scopes above it."""
        return frozenset(int(part) for path in self.walls for part in path.strip("/").split("/"))

    @property
    def institution_id(self) -> int | None:
        return _last(self.here.path) if self.here.path else None

    @composed
    def inside(self, scope: str) -> Q:
        """The same as `Here.opens`, for rows that point at a scope by this name; everything on the main host."""
        if not self.walls:
            return Q()
        return Q(**{f"{scope}__path__under": self.walls}) | Q(**{f"{scope}__in": self.around_walls})

    @property
    def is_site_admin(self) -> bool:
        return bool(self.scopes_with(Role.SITE_ADMIN))


def rights_of(user: "User | AnonymousUser") -> Rights:
    """Fresh rights, for a service: what was true when the page was drawn need not be true now."""
    return Rights(user)


def fingerprints(user_ids: Iterable[int]) -> dict[int, int]:
    """A number for each of these people that changes when what they may do changes; nobody who is not active has one.

    Three queries for any number of people: for those who must notice a change without being asked (open streams).
    """
    found: dict[int, list[Any]] = {
        pk: [] for pk in User.objects.active().filter(pk__in=user_ids).values_list("pk", flat=True)
    }
    held = Membership.objects.live().filter(user__in=found).values_list("user_id", "scope_id", "role", "ended_at")
    paused = Standing.objects.in_force().filter(user__in=found).values_list("user_id", "scope_id", "state", "until")
    named = AudienceMember.objects.filter(user__in=found).values_list("user_id", "audience_id")
    for rows in (held, paused, named):
        for user_id, *rest in rows:
            found[user_id].append(tuple(rest))
    return {user_id: hash(frozenset(rows)) for user_id, rows in found.items()}


def _is_guarded(row: Row) -> bool:
    kind, _path, word, _grades, _until = row
    return (kind == "role" and word in GUARDED) or (kind == "delegation" and word in DELEGATED)


def _last(path: str) -> int:
    return int(path.rstrip("/").rsplit("/", 1)[1])
