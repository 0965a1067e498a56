"""A roster into places, memberships and groups: all of it in one transaction, or nothing."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import ScopeKind
from accounts.models import Scope
from accounts.services import Seat, end_many, grant_many
from courses.choices import RecordKind
from courses.importers.refusals import ImportRefused
from courses.importers.rosters.oneroster import RosterFiles, read_oneroster
from courses.models import Course, RosterRecord
from courses.services.people import admit_many
from courses.services.rosters.carrying import note_numbers
from courses.services.rosters.known import only_elsewhere, people_by_address
from courses.services.rosters.wanted import Book, Builder

FEW = 20
MOST_PROBLEMS = 1_000


@dataclass
class RosterReport:
    """What a roster did (or would do), in numbers and in lines."""

    version: str = ""
    dry_run: bool = False
    tallies: dict[str, dict[str, int]] = field(default_factory=dict)
    given: int = 0
    ended: int = 0
    waiting: int = 0
    without_address: int = 0
    problem_count: int = 0
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changes(self) -> int:
        moved = sum(tally["new"] + tally["changed"] + tally["gone"] for tally in self.tallies.values())
        return moved + self.given + self.ended

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"changes": self.changes}


def bring_roster(*, path: Path | str, into: Scope, dry_run: bool = False, allow_removals: bool = False) -> RosterReport:
    """Read a roster and write it into a place above the courses; raises ImportRefused with one sentence.

    Who may do this was decided by the caller. A whole roster that would end more than half of all places is refused
    unless `allow_removals`: a file that was cut off looks like that.
    """
    if into.kind not in {ScopeKind.SITE, ScopeKind.INSTITUTION, ScopeKind.PROGRAMME}:
        raise ImportRefused(_("A roster goes into the site, an institution or a programme."))
    begun = time.monotonic()
    files = read_oneroster(path)
    report = _write(files, into, dry_run=dry_run, allow_removals=allow_removals)
    report.seconds = round(time.monotonic() - begun, 2)
    return report


@transaction.atomic
def _write(files: RosterFiles, root: Scope, *, dry_run: bool, allow_removals: bool) -> RosterReport:
    root = Scope.objects.select_for_update(no_key=True).get(pk=root.pk)
    book = Book(root, files)
    book.open()
    Builder(book).build()
    _find_people(book)
    seating = Seating(book)
    before = sum(record.user_id is not None for record in book.records[RecordKind.ENROLMENT].values())
    report = RosterReport(files.version, dry_run=dry_run)
    report.ended, report.given = seating.settle()
    if report.ended > max(before // 2, FEW) and not (allow_removals or dry_run):
        raise ImportRefused(
            _("This would end %(n)s of %(all)s enrolments, so nothing was done. Is the file whole?")
            % {"n": report.ended, "all": before}
        )
    book.close()
    _tell(report, book)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _find_people(book: Book) -> None:
    """Accounts by their verified address; whoever belongs only to another institution is not found."""
    people = book.records[RecordKind.USER].values()
    open_ones = [record for record in people if record.user_id is None and record.ended_at is None and record.email]
    found = people_by_address(record.email for record in open_ones) if open_ones else {}
    strangers = only_elsewhere({person.pk for person in found.values()}, book.root)
    numbers = {}
    for record in open_ones:
        person = found.get(record.email)
        if person is not None and person.pk not in strangers:
            record.user = person
            book.dirty[record.pk] = record
            if record.number:
                numbers[person.pk] = record.number
    note_numbers(book.root, numbers)


def _tell(report: RosterReport, book: Book) -> None:
    people = book.records[RecordKind.USER].values()
    waiting = [record for record in people if record.user_id is None and record.ended_at is None]
    report.waiting = sum(bool(record.email) for record in waiting)
    report.without_address = len(waiting) - report.waiting
    report.tallies = {kind.value: asdict(tally) for kind, tally in book.tallies.items()}
    problems = sorted(book.files.problems)
    report.problem_count, report.problems = len(problems), problems[:MOST_PROBLEMS]


@dataclass
class Seating:
    """Which places the enrolments give and take. `user` of an enrolment says that the place was given."""

    book: Book

    def settle(self) -> tuple[int, int]:
        """End and give; how many of each."""
        going: list[Seat] = []
        outside: list[Seat] = []
        coming: list[RosterRecord] = []
        kept: set[Seat] = set()
        for record in self.book.records[RecordKind.ENROLMENT].values():
            due = seat_due(record)
            held = self._held(record)
            if held is not None and held != due:
                going.append(held)
                outside += _group_seats(record, held)
                record.user = None
                self.book.dirty[record.pk] = record
            if due is not None and record.user_id is None:
                coming.append(record)
            if due is not None:
                kept |= {due, *_group_seats(record, due)}
        ended = end_many(seats=[seat for seat in going if seat not in kept])
        end_many(seats=[seat for seat in outside if seat not in kept])
        return ended, self._give(coming)

    def _held(self, record: RosterRecord) -> Seat | None:
        """The place that this enrolment gave before; its role and class are those of that time."""
        if record.user_id is None or record.of_class is None or record.of_class.place_id is None:
            return None
        return Seat(record.user_id, record.place_id or record.of_class.place_id, self._role_before(record))

    def _role_before(self, record: RosterRecord) -> str:
        return record.label or record.role

    def _give(self, coming: list[RosterRecord]) -> int:
        for record in coming:
            self.book.dirty[record.pk] = record
        return give(coming)


def seat_due(record: RosterRecord) -> Seat | None:
    """The place that an enrolment gives today: it, its class and its person are all still in the roster."""
    of_class, person = record.of_class, record.person
    if of_class is None or person is None or of_class.place_id is None or person.user_id is None:
        return None
    if record.ended_at or of_class.ended_at or person.ended_at:
        return None
    return Seat(person.user_id, of_class.place_id, record.role)


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
        record.user_id, record.place_id, record.label = seat.user_id, seat.scope_id, seat.role
        by_place[seat.scope_id].append(seat)
        inside += _group_seats(record, seat)
    given = 0
    for course in Course.objects.filter(scope__in=by_place):
        given += len(admit_many(course=course, seats=by_place[course.scope_id]))
    grant_many(seats=inside)
    return given
