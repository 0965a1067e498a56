"""Many people at once, for lists and rosters: the same memberships, a few statements for all of them.

Permission is decided by the callers, as for `grant`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.choices import GRADING_BY_DEFAULT, Role
from accounts.events import MembershipEnded, MembershipGranted
from accounts.models import Audience, Membership
from accounts.services.audiences import recount
from core.bulk import batches
from core.outbox import emit

AT_ONCE = 400
QUIET = frozenset([Role.LEARNER, Role.MENTOR])
"""Nobody listens when many of these come in; each one by the thousand would hold up everybody else's notices."""


class Seat(NamedTuple):
    """One person's place: user, scope and role. A group's seats come after those of its course."""

    user_id: int
    scope_id: int
    role: str


@transaction.atomic
def grant_many(*, seats: Iterable[Seat]) -> list[Seat]:
    """Give every seat that is not taken yet; those that are new (or live again)."""
    wanted = dict.fromkeys(seats)
    have = {Seat(row.user_id, row.scope_id, row.role): row for row in _rows(wanted)}
    again = [row for seat, row in have.items() if row.ended_at is not None and seat in wanted]
    fresh = [seat for seat in wanted if seat not in have]
    for some in batches(again, AT_ONCE):
        Membership.objects.filter(pk__in=[row.pk for row in some]).update(ended_at=None)
    Membership.objects.bulk_create(
        (Membership(**seat._asdict(), grades=seat.role in GRADING_BY_DEFAULT) for seat in fresh),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )
    given = [*fresh, *(Seat(row.user_id, row.scope_id, row.role) for row in again)]
    _count_again(given)
    for seat in given:
        if seat.role not in QUIET:
            emit(MembershipGranted(**seat._asdict()))
    return given


@transaction.atomic
def end_many(*, seats: Iterable[Seat]) -> int:
    """End these memberships, and the same person's in the groups below; how many seats there were to end."""
    wanted = set(seats)
    live = [
        row for row in _rows(wanted) if row.ended_at is None and Seat(row.user_id, row.scope_id, row.role) in wanted
    ]
    ending = [*live, *_in_groups(live)]
    now = timezone.now()
    for some in batches(ending, AT_ONCE):
        Membership.objects.filter(pk__in=[row.pk for row in some]).update(ended_at=now)
    gone = [Seat(row.user_id, row.scope_id, row.role) for row in ending]
    _count_again(gone)
    for seat in gone:
        emit(MembershipEnded(**seat._asdict()))
    return len(live)


def _rows(seats: Iterable[Seat]) -> Iterator[Membership]:
    """Every membership, live or ended, of the people and scopes in question."""
    people: dict[int, set[int]] = {}
    for seat in seats:
        people.setdefault(seat.scope_id, set()).add(seat.user_id)
    for some in batches(people, AT_ONCE):
        for row in Membership.objects.filter(scope__in=some):
            if row.user_id in people[row.scope_id]:
                yield row


def _in_groups(live: Sequence[Membership]) -> list[Membership]:
    ended = {(row.user_id, row.scope_id, row.role) for row in live}
    scopes = {row.scope_id for row in live}
    found = []
    for some in batches(scopes, AT_ONCE):
        below = Membership.objects.live().filter(scope__parent__in=some).select_related("scope")
        found += [row for row in below if (row.user_id, row.scope.parent_id, row.role) in ended]
    return found


def _count_again(seats: Iterable[Seat]) -> None:
    """One count for each audience that reads there, however many came or went."""
    by_role: dict[str, set[int]] = {}
    for seat in seats:
        by_role.setdefault(seat.role, set()).add(seat.scope_id)
    ids: set[int] = set()
    for role, scopes in by_role.items():
        for some in batches(scopes, AT_ONCE):
            touched = Audience.objects.filter(roles__scope__in=some, roles__role=role)
            ids.update(touched.values_list("pk", flat=True))
    for some in batches(sorted(ids), AT_ONCE):
        recount(Audience.objects.filter(pk__in=some))
