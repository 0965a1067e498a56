"""What a roster says, brought into our places: institutions, programmes, terms, series, courses, people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.services import plant
from courses.choices import RecordKind
from courses.importers.rosters.oneroster import RosterFiles, Row
from courses.models import Course, RosterRecord, Series, Term
from courses.services.courses import plant_course

AT_ONCE = 400
TABLES = {
    RecordKind.ORG: "orgs",
    RecordKind.SESSION: "academicsessions",
    RecordKind.COURSE: "courses",
    RecordKind.CLASS: "classes",
    RecordKind.USER: "users",
    RecordKind.ENROLMENT: "enrollments",
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
]
ROLES = {"student": Role.LEARNER, "teacher": Role.EDUCATOR, "aide": Role.ASSISTANT, "proctor": Role.ASSISTANT}
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
        for record in self.records[RecordKind.ENROLMENT].values():
            record.person, record.of_class = by_pk.get(record.person_id or 0), by_pk.get(record.of_class_id or 0)

    def take(self, kind: RecordKind, fill: Callable[[RosterRecord, Row], str]) -> None:
        """Every line of a table into its record. `fill` says in words why a line cannot be used, or nothing."""
        table, fresh = TABLES[kind], []
        if table not in self.files.rows:
            return
        for row in _parents_first(self.files.rows[table]):
            record, gone = self.records[kind].get(row.id), row.gone or self._is_over(kind, row)
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

    def _is_over(self, kind: RecordKind, row: Row) -> bool:
        """An enrolment whose last day has passed; the day is compared whenever a roster is read."""
        last = row.day("enddate") if kind == RecordKind.ENROLMENT else None
        return last is not None and last < timezone.localdate()

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


@dataclass
class Builder:
    """Places, terms and courses for the lines that name them. What exists is renamed only where staff have not."""

    book: Book

    def build(self) -> None:
        self.book.take(RecordKind.ORG, self._org)
        self.book.take(RecordKind.SESSION, self._session)
        self.book.take(RecordKind.COURSE, self._series)
        self.book.take(RecordKind.CLASS, self._class)
        self.book.take(RecordKind.USER, self._person)
        self.book.take(RecordKind.ENROLMENT, self._enrolment)

    def _org(self, record: RosterRecord, row: Row) -> str:
        name = row["name"][:200]
        if record.place is None:
            record.place = self._place(name, row)
        elif record.place.name == record.label and record.place != self.book.root:
            Scope.objects.filter(pk=record.place.pk).update(name=name)
        record.label = name
        return ""

    def _place(self, name: str, row: Row) -> Scope:
        """The top of the file is the institution; what is under it are programmes, however deep the file goes."""
        root, above = self.book.root, self.book.named(RecordKind.ORG, row["parentsourcedid"])
        if root.kind == ScopeKind.PROGRAMME:
            return root
        if above is None or above.place is None:
            if root.kind == ScopeKind.SITE:
                return plant(kind=ScopeKind.INSTITUTION, name=name, parent=root)
            return root if self._is_the_top(row) else plant(kind=ScopeKind.PROGRAMME, name=name, parent=root)
        institution = above.place if above.place.kind == ScopeKind.INSTITUTION else above.place.parent
        return plant(kind=ScopeKind.PROGRAMME, name=name, parent=institution or root)

    def _is_the_top(self, row: Row) -> bool:
        """The only organisation of the file that has none above it."""
        tops = [each for each in self.book.files.rows["orgs"] if not each["parentsourcedid"]]
        return [each.id for each in tops] == [row.id]

    def _session(self, record: RosterRecord, row: Row) -> str:
        term = record.term or Term(scope=self.book.root)
        term.title, term.kind = row["title"][:200], row["type"][:40]
        term.starts_on, term.ends_on = row.day("startdate"), row.day("enddate")
        term.save()
        record.term, record.label = term, term.title
        return ""

    def _series(self, record: RosterRecord, row: Row) -> str:
        title = row["title"][:200]
        record.series = record.series or Series.objects.create(title=title)
        Series.objects.filter(pk=record.series.pk).update(title=title)
        record.label = title
        return ""

    def _class(self, record: RosterRecord, row: Row) -> str:
        school = self.book.named(RecordKind.ORG, row["schoolsourcedid"])
        taught = self.book.named(RecordKind.COURSE, row["coursesourcedid"])
        if school is None or school.place is None:
            return _("There is no organisation %(id)s in this roster.") % {"id": row["schoolsourcedid"][:60]}
        if taught is None:
            return _("There is no course %(id)s in this roster.") % {"id": row["coursesourcedid"][:60]}
        days = self._days(row)
        title = row["title"][:200]
        if record.place is None:
            course = plant_course(parent=school.place, title=title, series=taught.series, **days)
            record.place = course.scope
        elif record.group is None:
            self._update(record, title, days)
        record.label, record.number = title, row["classcode"][:80]
        return ""

    def _update(self, record: RosterRecord, title: str, days: dict[str, Any]) -> None:
        """The days are the roster's; the title is, as long as nobody here has given it another."""
        mine = Course.objects.filter(scope=record.place_id)
        mine.update(**days)
        if mine.filter(title=record.label).update(title=title):
            Scope.objects.filter(course__in=mine).update(name=title)

    def _days(self, row: Row) -> dict[str, Any]:
        """From the first day to the last of the terms in which the class is taught."""
        named = (self.book.named(RecordKind.SESSION, each) for each in row.ids("termsourcedids"))
        terms = [record.term for record in named if record is not None and record.term is not None]
        return {
            "term": terms[0] if terms else None,
            "starts_on": _first(min, (term.starts_on for term in terms)),
            "ends_on": _first(max, (term.ends_on for term in terms)),
        }

    def _person(self, record: RosterRecord, row: Row) -> str:
        record.label = f"{row['givenname']} {row['familyname']}".strip()[:200]
        record.email, record.number = row["email"][:254], row["identifier"][:80]
        return ""

    def _enrolment(self, record: RosterRecord, row: Row) -> str:
        person = self.book.named(RecordKind.USER, row["usersourcedid"])
        of_class = self.book.named(RecordKind.CLASS, row["classsourcedid"])
        role = ROLES.get(row["role"].casefold())
        if person is None:
            return _("There is no person %(id)s in this roster.") % {"id": row["usersourcedid"][:60]}
        if of_class is None:
            return _("There is no class %(id)s in this roster.") % {"id": row["classsourcedid"][:60]}
        if role is None:
            return _("“%(role)s” takes no part in a course here.") % {"role": row["role"][:40]}
        record.person, record.of_class, record.role = person, of_class, role
        return ""


def _first(choose: Callable[[Iterable[date]], date], days: Iterable[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None
