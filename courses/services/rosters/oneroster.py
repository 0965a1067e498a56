"""A roster into places, memberships and groups: all of it in one transaction, or nothing."""

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import ScopeKind
from accounts.models import Scope
from courses.choices import RecordKind
from courses.importers.refusals import ImportRefused
from courses.importers.rosters.oneroster import RosterFiles, read_oneroster
from courses.services.rosters.book import Book
from courses.services.rosters.carrying import note_numbers
from courses.services.rosters.known import only_elsewhere, people_by_address
from courses.services.rosters.seats import seat_due, settle_seats
from courses.services.rosters.wanted import Builder

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
    carried: int = 0
    waiting: int = 0
    without_address: int = 0
    duties: int = 0
    duties_ended: int = 0
    problem_count: int = 0
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changes(self) -> int:
        moved = sum(tally["new"] + tally["changed"] + tally["gone"] for tally in self.tallies.values())
        return moved + self.given + self.ended + self.duties_ended

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
    builder = Builder(book)
    builder.build()
    _find_people(book)
    before = sum(record.user_id is not None for record in book.records[RecordKind.ENROLMENT].values())
    report = RosterReport(files.version, dry_run=dry_run, carried=builder.carried)
    report.ended, report.given = _seat(book, RecordKind.ENROLMENT)
    report.duties_ended, _none = _seat(book, RecordKind.ROLE)
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


def _seat(book: Book, kind: RecordKind) -> tuple[int, int]:
    """Places of this kind, ended and given; a duty is only ever ended here."""
    ended, given, touched = settle_seats(book.records[kind].values(), proposed=kind == RecordKind.ROLE)
    book.dirty |= {record.pk: record for record in touched}
    return ended, given


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
    duties = book.records[RecordKind.ROLE].values()
    report.duties = sum(seat_due(each) is not None and each.user_id is None and not each.declined_at for each in duties)
    report.tallies = {kind.value: asdict(tally) for kind, tally in book.tallies.items()}
    problems = sorted(book.files.problems)
    report.problem_count, report.problems = len(problems), problems[:MOST_PROBLEMS]
