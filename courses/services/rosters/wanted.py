"""What a roster says, brought into our places: institutions, programmes, terms, series, courses, people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope
from accounts.services import plant
from courses.choices import RecordKind
from courses.importers.rosters.oneroster import Row
from courses.models import Course, RosterRecord, Series, Term
from courses.services.courses import plant_course
from courses.services.rosters.book import Book
from courses.services.rosters.duties import Duties
from courses.services.rosters.moving import carry_class, stays_an_organisation

ROLES = {"student": Role.LEARNER, "teacher": Role.EDUCATOR, "aide": Role.ASSISTANT, "proctor": Role.ASSISTANT}


@dataclass
class Builder:
    """Places, terms and courses for the lines that name them. What exists is renamed only where staff have not."""

    book: Book
    moved: set[str] = field(default_factory=set)
    """The sessions whose days may be other ones now."""

    carried: int = 0
    """How many courses are taught by another organisation now."""

    def build(self) -> None:
        self.book.take(RecordKind.ORG, self._org)
        self.book.take(RecordKind.SESSION, self._session)
        self.book.take(RecordKind.COURSE, self._series)
        self.book.take(RecordKind.CLASS, self._class)
        self._follow_terms()
        self.book.take(RecordKind.USER, self._person)
        self.book.take(RecordKind.ENROLMENT, self._enrolment)
        Duties(self.book).take()

    def _org(self, record: RosterRecord, row: Row) -> str:
        name = row["name"][:200]
        if record.place is None:
            record.place = self._place(name, row)
        elif words := self._stays(record.place, row):
            return words
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

    def _stays(self, place: Scope, row: Row) -> str:
        """Of a roster for the whole site: why an organisation is not where this line wants it."""
        above = self.book.named(RecordKind.ORG, row["parentsourcedid"])
        if self.book.root.kind != ScopeKind.SITE or (row["parentsourcedid"] and above is None):
            return ""
        return stays_an_organisation(place, above=above.place if above else None)

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
        self.moved.add(record.sourced_id)
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
        record.terms, title = row.ids("termsourcedids"), row["title"][:200]
        days = self._days(record.terms)
        if record.place is None:
            course = plant_course(parent=school.place, title=title, series=taught.series, **days)
            record.place = course.scope
        elif record.group is None:
            if words := self._carry(record.place, school.place):
                return words
            self._update(record, title, days)
        record.label, record.number = title, row["classcode"][:80]
        return ""

    def _carry(self, place: Scope, school: Scope) -> str:
        """To the organisation that teaches it now."""
        if place.parent_id == school.pk:
            return ""
        words = carry_class(place, school=school)
        self.carried += not words
        return words

    def _update(self, record: RosterRecord, title: str, days: dict[str, Any]) -> None:
        """The days are the roster's; the title is, as long as nobody here has given it another."""
        mine = Course.objects.filter(scope=record.place_id)
        if days:
            mine.update(**days)
        if mine.filter(title=record.label).update(title=title):
            Scope.objects.filter(course__in=mine).update(name=title)

    def _follow_terms(self) -> None:
        """A term was moved, and with it the classes that are taught in it, whether the file speaks of them or not."""
        for record in self.book.records[RecordKind.CLASS].values():
            if record.group is None and record.ended_at is None and not self.moved.isdisjoint(record.terms):
                Course.objects.filter(scope=record.place_id).update(**self._days(record.terms))

    def _days(self, sessions: list[str]) -> dict[str, Any]:
        """From the first day to the last of the terms in which the class is taught; nothing where it names none."""
        named = (self.book.named(RecordKind.SESSION, each) for each in sessions)
        terms = [record.term for record in named if record is not None and record.term is not None]
        if not terms:
            return {}
        return {
            "term": terms[0],
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
        record.begins_on, record.ends_on = row.day("begindate"), row.day("enddate")
        return ""


def _first(choose: Callable[[Iterable[date]], date], days: Iterable[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return choose(known) if known else None
