"""Which places a roster gives today and which it takes: compared when a roster is read, and as the days turn."""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Scope
from accounts.services import Seat, end_many, grant_many
from courses.choices import RecordKind
from courses.models import Course, RosterRecord
from courses.services.people import admit_many

DAY = timedelta(days=1)
NOTED = ["user", "place", "label"]
AT_ONCE = 400


def seat_due(record: RosterRecord) -> Seat | None:
    """The place that an enrolment (or a duty) gives today: it, its class and its person are all in the roster still."""
    of_class, person = record.of_class, record.person
    if of_class is None or person is None or of_class.place_id is None or person.user_id is None:
        return None
    if record.ended_at or of_class.ended_at or person.ended_at or not _is_its_time(record):
        return None
    return Seat(person.user_id, of_class.place_id, record.role)


def _is_its_time(record: RosterRecord) -> bool:
    """By the day where the class is taught; the standard counts the last day as one on which the place is gone."""
    if record.begins_on is None and record.ends_on is None:
        return True
    assert record.of_class is not None
    assert record.of_class.place is not None
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(record.of_class.place.time_zone))
    return (record.begins_on or today) <= today and (record.ends_on is None or today < record.ends_on)


def seat_given(record: RosterRecord) -> Seat | None:
    """The place that it gave before; its role and class are those of that time."""
    if record.user_id is None or record.of_class is None or record.of_class.place_id is None:
        return None
    return Seat(record.user_id, record.place_id or record.of_class.place_id, record.label or record.role)


def note_given(record: RosterRecord, seat: Seat) -> None:
    record.user_id, record.place_id, record.label = seat.user_id, seat.scope_id, seat.role


def settle_seats(records: Iterable[RosterRecord], *, proposed: bool = False) -> tuple[int, int, list[RosterRecord]]:
    """End what is due no more and give what is due; how many of each, and the records that say so now.

    Handed everything a roster says of these people, for what one line ends another may give. What is only `proposed`
    is ended and never given.
    """
    going: list[Seat] = []
    outside: list[Seat] = []
    coming: list[RosterRecord] = []
    touched: dict[int, RosterRecord] = {}
    kept: set[Seat] = set()
    for record in records:
        due, given = seat_due(record), seat_given(record)
        if given is not None and given != due:
            going.append(given)
            outside += _group_seats(record, given)
            record.user = None
            touched[record.pk] = record
        if due is not None and record.user_id is None and not proposed:
            coming.append(record)
            touched[record.pk] = record
        if due is not None and (record.user_id is not None or not proposed):
            kept |= {due, *_group_seats(record, due)}
    ended = end_many(seats=[seat for seat in going if seat not in kept])
    end_many(seats=[seat for seat in outside if seat not in kept])
    return ended, give(coming), list(touched.values())


def _group_seats(record: RosterRecord, seat: Seat) -> list[Seat]:
    group = record.of_class.group_id if record.of_class else None
    return [Seat(seat.user_id, group, seat.role)] if group else []


def give(records: Iterable[RosterRecord]) -> int:
    """Give what these enrolments are due, and note on each that it was given; how many places were new."""
    by_place: dict[int, list[Seat]] = defaultdict(list)
    inside: list[Seat] = []
    for record in records:
        seat = seat_due(record)
        assert seat is not None
        note_given(record, seat)
        by_place[seat.scope_id].append(seat)
        inside += _group_seats(record, seat)
    given = 0
    for course in Course.objects.filter(scope__in=by_place):
        given += len(admit_many(course=course, seats=by_place[course.scope_id]))
    grant_many(seats=inside)
    return given


def turn_days() -> int:
    """Places that begin or end with a day, in every roster; how many were given or ended."""
    turning = RosterRecord.objects.turning(timezone.now().date() + DAY)
    return sum(_turn(root) for root in sorted(set(turning.values_list("root", flat=True))))


@transaction.atomic
def _turn(root: int) -> int:
    """One roster, never while it is being read."""
    Scope.objects.select_for_update(no_key=True).get(pk=root)
    people = RosterRecord.objects.turning(timezone.now().date() + DAY).filter(root=root).values("person")
    mine = RosterRecord.objects.filter(root=root, person__in=list(people.values_list("person", flat=True)))
    moved = 0
    for kind in (RecordKind.ENROLMENT, RecordKind.ROLE):
        rows = mine.of_kind(kind).select_related("person", "of_class__place").order_by("pk")
        ended, given, touched = settle_seats(rows, proposed=kind == RecordKind.ROLE)
        RosterRecord.objects.bulk_update(touched, NOTED, batch_size=AT_ONCE)
        moved += ended + given
    return moved
