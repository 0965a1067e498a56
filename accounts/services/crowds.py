"""The rights of many people at once: for one process that speaks to all who have a page open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from accounts.choices import GUARDED
from accounts.models import (
    AudienceMember,
    AudienceRole,
    AudienceUserPermission,
    Membership,
    ScopeUserPermission,
    Standing,
)
from accounts.rights import Rights


@dataclass(frozen=True, slots=True)
class Belonging:
    """Why somebody is in an audience: by a role, or by name (perhaps only while they are in a scope)."""

    audience_id: int
    path: str
    role: str = ""
    while_in: int | None = None

    def holds(self, rights: Rights) -> bool:
        """Here, in this session: as `Rights.audiences` asks the database."""
        awake = not (rights.sleeps and self.role in GUARDED)
        return awake and rights.here.opens(self.path) and (self.while_in is None or self.while_in in rights.memberships)


def read_together(many: Sequence[Rights]) -> None:
    """What each of these would ask for alone, two queries each, in six for all. Fresh at this moment, as always."""
    ids = {rights.user_id for rights in many if rights.user_id is not None}
    held, belonging = _held(ids), _belonging(ids)
    for rights in many:
        mine = rights.user_id or 0
        vars(rights)["_everywhere"] = held[mine]
        vars(rights)["audiences"] = frozenset(each.audience_id for each in belonging[mine] if each.holds(rights))


def _held(ids: Iterable[int]) -> dict[int, list[Any]]:
    no, never = Value(value=False), Value(None, output_field=CharField())
    live = Membership.objects.live().filter(user__in=ids)
    paused = Standing.objects.in_force().filter(user__in=ids)
    lent = ScopeUserPermission.objects.filter(user__in=ids)
    asked: dict[str, QuerySet[Any, Any]] = {
        "role": live.values_list("user_id", "scope__path", "role", "grades", "ended_at"),
        "standing": paused.values_list("user_id", "scope__path", "state", no, "until"),
        "delegation": lent.values_list("user_id", "content_object__path", "permission__codename", no, never),
    }
    found: dict[int, list[Any]] = defaultdict(list)
    for kind, rows in asked.items():
        for user_id, *rest in rows:
            found[user_id].append((kind, *rest))
    return found


def _belonging(ids: Iterable[int]) -> dict[int, list[Belonging]]:
    by_role = AudienceRole.objects.filter(
        scope__memberships__user__in=ids,
        scope__memberships__ended_at__isnull=True,
        scope__memberships__role=F("role"),
    ).values_list("scope__memberships__user", "audience_id", "audience__scope__path", "role")
    named = AudienceMember.objects.filter(user__in=ids).values_list(
        "user_id", "audience_id", "audience__scope__path", Value(""), "while_in"
    )
    guests = AudienceUserPermission.objects.filter(user__in=ids, permission__codename="read_audience").values_list(
        "user_id", "content_object_id", "content_object__scope__path"
    )
    found: dict[int, list[Belonging]] = defaultdict(list)
    for rows in (by_role, named, guests):
        for user_id, *rest in rows:
            found[user_id].append(Belonging(*rest))
    return found
