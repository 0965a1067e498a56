from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.choices import STAFF, Role
from accounts.models import Audience, AudienceMember, AudienceRole, Membership, Scope, User
from core.counting import Difference, differences, portions

COUNTS = ("students", "staff", "mentors", "others")


@transaction.atomic
def audience_of_roles(*, scope: Scope, readers: Iterable[tuple[Scope, Role]], key: str = "") -> Audience:
    """The audience of these roles in these scopes; with a key it is made once and its roles are brought up to date."""
    audience = (Audience.objects.filter(scope=scope, key=key).first() if key else None) or Audience.objects.create(
        scope=scope, key=key
    )
    wanted = {(where.pk, str(role)) for where, role in readers}
    have = {(row.scope_id, row.role): row for row in audience.roles.all()}
    audience.roles.filter(pk__in=[row.pk for pair, row in have.items() if pair not in wanted]).delete()
    AudienceRole.objects.bulk_create(
        AudienceRole(audience=audience, scope_id=where, role=role) for where, role in sorted(wanted - have.keys())
    )
    recount(Audience.objects.filter(pk=audience.pk))
    audience.refresh_from_db()
    return audience


@transaction.atomic
def audience_of_members(*, scope: Scope, people: Iterable[User]) -> Audience:
    """The audience of exactly these people."""
    audience = Audience.objects.create(scope=scope)
    AudienceMember.objects.bulk_create(AudienceMember(audience=audience, user=person) for person in people)
    recount(Audience.objects.filter(pk=audience.pk))
    audience.refresh_from_db()
    return audience


@transaction.atomic
def keep_readers(*, scope: Scope, while_in: Scope) -> int:
    """Whoever reads by a role in this scope goes on reading by name, as long as they are in the other one; how many."""
    held = AudienceRole.objects.filter(
        scope=scope, scope__memberships__ended_at__isnull=True, scope__memberships__role=F("role")
    )
    pairs = sorted(set(held.values_list("audience_id", "scope__memberships__user_id")))
    rows = (AudienceMember(audience_id=audience, user_id=user, while_in=while_in) for audience, user in pairs)
    AudienceMember.objects.bulk_create(rows, ignore_conflicts=True)
    return len({user for _audience, user in pairs})


def recount(audiences: QuerySet[Audience]) -> None:
    """Bring the counts of these audiences up to date: one row lock and one counting query for all of them."""
    ids = list(audiences.order_by("pk").values_list("pk", flat=True).distinct())
    if not ids:
        return
    lock_audiences(ids)
    for pk, counts in counted(ids).items():
        Audience.objects.filter(pk=pk).update(**counts)


def lock_audiences(ids: list[int]) -> None:
    """Whoever counts these audiences waits for us; always in the order of their keys."""
    if connection.features.has_select_for_update:
        list(Audience.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def counted(ids: list[int]) -> dict[int, dict[str, int]]:
    """How many read in each audience, by what they are there, from memberships and named people."""
    found = {pk: dict.fromkeys(COUNTS, 0) for pk in ids}
    for row in _by_role(ids):
        found[row["audience"]] |= {name: row[name] for name in COUNTS if name in row}
    named = AudienceMember.objects.filter(audience__in=ids).values_list("audience").annotate(n=Count("pk"))
    for audience, n in named:
        found[audience]["others"] = n
    return found


def check_audiences(*, mend: bool) -> Iterator[Difference]:
    """Every audience whose kept counts are not what counting gives; with `mend` they are put right."""
    for ids in portions(Audience.objects.all()):
        true = counted(ids)
        doubtful = [row["pk"] for row in _kept(ids) if any(row[name] != true[row["pk"]][name] for name in COUNTS)]
        for pk in doubtful:
            yield from _check_one(pk, mend=mend)


@transaction.atomic
def _check_one(pk: int, *, mend: bool) -> list[Difference]:
    """Once more under the lock: what merely changed while it was counted is no difference."""
    lock_audiences([pk])
    true = counted([pk])[pk]
    found = [each for row in _kept([pk]) for each in differences("audience", pk, row, true)]
    if found and mend:
        Audience.objects.filter(pk=pk).update(**true)
    return found


def _kept(ids: list[int]) -> list[dict[str, Any]]:
    return list(Audience.objects.filter(pk__in=ids).values("pk", *COUNTS))


def _by_role(ids: list[int]) -> Iterable[dict[str, Any]]:
    """People by what they are there, each once: who is staff is not counted again as a student."""
    live = Q(scope__memberships__ended_at__isnull=True, scope__memberships__role=F("role"))
    rank = Case(
        When(role__in=STAFF, then=Value("a")),
        When(role=Role.MENTOR, then=Value("b")),
        default=Value("c"),
        output_field=CharField(),
    )
    rows = AudienceRole.objects.filter(live, audience__in=ids).annotate(rank=rank)
    people: dict[tuple[int, int], str] = {}
    for audience, user, kind in rows.values_list("audience_id", "scope__memberships__user_id", "rank"):
        people[audience, user] = min(kind, people.get((audience, user), kind))
    found: dict[int, dict[str, Any]] = {}
    for (audience, _user), kind in people.items():
        row = found.setdefault(audience, {"audience": audience, "staff": 0, "mentors": 0, "students": 0})
        row[{"a": "staff", "b": "mentors", "c": "students"}[kind]] += 1
    return found.values()


def memberships_by_audience(audience: Audience) -> QuerySet[Membership]:
    """The live memberships through which people read."""
    pairs = Q()
    for row in audience.roles.all():
        pairs |= Q(scope=row.scope_id, role=row.role)
    return Membership.objects.live().filter(pairs) if pairs else Membership.objects.none()


def people_of(audience: Audience, *, roles: Iterable[str] | None = None) -> QuerySet[User]:
    """The people who read here: through a role (through one of these), or by name. Those who left are not among them."""
    through = memberships_by_audience(audience)
    if roles is not None:
        return User.objects.active().filter(pk__in=through.filter(role__in=list(roles)).values("user"))
    inside = Membership.objects.live().filter(user=OuterRef("user"), scope=OuterRef("while_in"))
    named = AudienceMember.objects.filter(Q(while_in__isnull=True) | Exists(inside), audience=audience).values("user")
    return User.objects.active().filter(Q(pk__in=through.values("user")) | Q(pk__in=named))
