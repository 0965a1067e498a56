from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from accounts.choices import STAFF, Role
from accounts.models import Audience, AudienceMember, AudienceRole, Membership, Scope, User


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


def recount(audiences: QuerySet[Audience]) -> None:
    """Bring the counts of these audiences up to date: one row lock and one counting query for all of them."""
    ids = list(audiences.order_by("pk").values_list("pk", flat=True).distinct())
    if not ids:
        return
    if connection.features.has_select_for_update:
        list(Audience.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    counted = dict.fromkeys(ids, (0, 0, 0, 0))
    for row in _by_role(ids):
        counted[row["audience"]] = (row["students"], row["staff"], row["mentors"], 0)
    named = AudienceMember.objects.filter(audience__in=ids).values_list("audience").annotate(n=Count("pk"))
    for audience, n in named:
        counted[audience] = (*counted[audience][:3], n)
    for pk, (students, staff, mentors, others) in counted.items():
        Audience.objects.filter(pk=pk).update(students=students, staff=staff, mentors=mentors, others=others)


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
