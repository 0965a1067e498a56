"""The records of one root, and what of them a roster says anew: each line is compared, filled or ended."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import Scope
from courses.choices import RecordKind
from courses.importers.rosters.oneroster import RosterFiles, Row
from courses.models import RosterRecord

AT_ONCE = 400
TABLES = {
    RecordKind.ORG: "orgs",
    RecordKind.SESSION: "academicsessions",
    RecordKind.COURSE: "courses",
    RecordKind.CLASS: "classes",
    RecordKind.USER: "users",
    RecordKind.ENROLMENT: "enrollments",
    RecordKind.ROLE: "roles",
}
FIELDS = [
    "digest",
    "label",
    "email",
    "number",
    "role",
    "place",
    "group",
    "term",
    "series",
    "user",
    "ended_at",
    "person",
    "of_class",
    "begins_on",
    "ends_on",
    "terms",
    "declined_at",
]
Records = dict[str, RosterRecord]


@dataclass
class Tally:
    """How many of one kind are new, said otherwise than before, the same, or gone."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0


@dataclass
class Book:
    """The records of one root by kind and id, and what of them has to be written."""

    root: Scope
    files: RosterFiles
    records: dict[RecordKind, Records] = field(default_factory=dict)
    tallies: dict[RecordKind, Tally] = field(default_factory=dict)
    dirty: dict[int, RosterRecord] = field(default_factory=dict)

    def open(self) -> None:
        for kind in RecordKind:
            self.records[kind], self.tallies[kind] = {}, Tally()
        rows = RosterRecord.objects.filter(root=self.root).select_related("place", "group", "term", "series")
        for record in rows:
            self.records[RecordKind(record.kind)][record.sourced_id] = record
        by_pk = {record.pk: record for kind in self.records.values() for record in kind.values()}
        for record in (*self.records[RecordKind.ENROLMENT].values(), *self.records[RecordKind.ROLE].values()):
            record.person, record.of_class = by_pk.get(record.person_id or 0), by_pk.get(record.of_class_id or 0)

    def take(self, kind: RecordKind, fill: Callable[[RosterRecord, Row], str]) -> None:
        """Every line of a table into its record. `fill` says in words why a line cannot be used, or nothing."""
        table, fresh = TABLES[kind], []
        if table not in self.files.rows:
            return
        for row in _parents_first(self.files.rows[table]):
            record, gone = self.records[kind].get(row.id), row.gone
            unknown = kind == RecordKind.USER and record is None
            if (gone and not unknown) or (record and record.digest == row.digest and record.ended_at is None):
                self._same_or_gone(kind, record, gone=gone)
                continue
            target = record or RosterRecord(root=self.root, kind=kind, sourced_id=row.id)
            if words := fill(target, row):
                self.files.problem(table, row, words)
                continue
            target.digest, target.ended_at = row.digest, timezone.now() if gone else None
            if record is None:
                fresh.append(target)
                self.tallies[kind].new += 1
                self.records[kind][row.id] = target
            else:
                self.tallies[kind].changed += 1
                self.dirty[target.pk] = target
        RosterRecord.objects.bulk_create(fresh, batch_size=AT_ONCE)
        self._absent(kind, table)

    def _same_or_gone(self, kind: RecordKind, record: RosterRecord | None, *, gone: bool) -> None:
        if not gone:
            self.tallies[kind].same += 1
        elif record is not None:
            self.end(kind, record)

    def _absent(self, kind: RecordKind, table: str) -> None:
        """In a whole table, what is not there has gone."""
        if not self.files.is_whole(table):
            return
        there = {row.id for row in self.files.rows[table]} | self.files.spoilt[table]
        for sourced_id, record in self.records[kind].items():
            if sourced_id not in there:
                self.end(kind, record)

    def end(self, kind: RecordKind, record: RosterRecord) -> None:
        if record.ended_at is None:
            record.ended_at = timezone.now()
            self.dirty[record.pk] = record
            self.tallies[kind].gone += 1

    def close(self) -> None:
        """Write what has changed."""
        RosterRecord.objects.bulk_create(
            list(self.dirty.values()),
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=FIELDS,
            batch_size=AT_ONCE,
        )

    def named(self, kind: RecordKind, sourced_id: str) -> RosterRecord | None:
        return self.records[kind].get(sourced_id)


def _parents_first(rows: list[Row]) -> list[Row]:
    """In the order of the file, but nothing before what it belongs to."""
    above = {row.id: row["parentsourcedid"] for row in rows}

    def depth(row: Row) -> int:
        steps, at = 0, row.id
        while (at := above.get(at, "")) and steps <= len(above):
            steps += 1
        return steps

    return sorted(rows, key=depth) if any(above.values()) else rows
