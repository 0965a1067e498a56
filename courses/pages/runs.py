"""The pages on which a course is copied, and what is looked at afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.menus import Menu
from courses import policies
from courses.choices import PartKind, UnitState
from courses.extensions import ToCheck, to_check
from courses.forms.runs import RunForm
from courses.models import Copying, Course, Part, Placement, RunCheck
from courses.pages.studio import studio_menu
from courses.services.copying import Day, days_of, shift_to


@dataclass(frozen=True)
class RunPage:
    """What comes along and what does not; the days as they were and as they would be, before anything is made."""

    course: Course
    form: RunForm
    lines: list[str]
    days: list[Day]
    shift: timedelta | None
    menu: Menu
    template: str = "courses/studio_copy.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course, form: RunForm) -> "RunPage":
        shift = None
        if form.is_bound and form.is_valid():
            shift = shift_to(course, form.cleaned_data["starts_on"])
            form.data = {**dict(form.data.items()), "days": str(shift.days)}
        return cls(course, form, counted(course), days_of(course), shift, studio_menu(request, course))

    @property
    def moved(self) -> list[tuple[Day, date]]:
        return [(each, each.day + self.shift) for each in self.days] if self.shift is not None else []

    @property
    def shift_line(self) -> str:
        weeks = (self.shift or timedelta()).days // 7
        if not weeks:
            return _("No date moves.")
        return ngettext(
            "Every date moves by %(n)s week, so each weekday stays.",
            "Every date moves by %(n)s weeks, so each weekday stays.",
            weeks,
        ) % {"n": weeks}


def counted(course: Course) -> list[str]:
    """ "45 units", "2,000 texts", "500 files", "40 blocks": what comes along."""
    live = Part.objects.live().filter(unit__course=course).exclude(unit__state=UnitState.RETIRED)
    units = course.units.exclude(state=UnitState.RETIRED).count()
    texts = live.filter(kind=PartKind.TEXT).count()
    blocks = Placement.objects.filter(part__in=live).count()
    files = course.files.count()
    return [
        ngettext("%(n)s unit with its outcomes", "%(n)s units with their outcomes", units) % {"n": units},
        ngettext("%(n)s text", "%(n)s texts", texts) % {"n": texts},
        ngettext("%(n)s file", "%(n)s files", files) % {"n": files},
        ngettext("%(n)s block, empty", "%(n)s blocks, empty", blocks) % {"n": blocks},
        _("Settings, promises, labels and the saved replies of the team"),
    ]


@dataclass(frozen=True)
class CopyingPage:
    """How far a copy is, and where it is."""

    record: Copying
    menu: Menu
    template: str = "courses/studio_copying.html"

    @classmethod
    def build(cls, *, request: HttpRequest, record: Copying) -> "CopyingPage":
        return cls(record, studio_menu(request, record.old))


@dataclass(frozen=True)
class Line:
    row: RunCheck
    url: str

    @property
    def title(self) -> str:
        """What it quotes, whom it names, or where it is."""
        if self.row.person is not None:
            return self.row.person.name
        return self.row.what or (self.row.unit.title if self.row.unit else "")


@dataclass(frozen=True)
class Section:
    kind: ToCheck
    lines: list[Line]

    @property
    def left(self) -> int:
        return sum(line.row.done_at is None for line in self.lines)


@dataclass(frozen=True)
class ToCheckPage:
    course: Course
    sections: list[Section]
    may_tick: bool
    menu: Menu
    template: str = "courses/studio_to_check.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course) -> "ToCheckPage":
        rows = RunCheck.objects.filter(course=course).select_related("unit", "part", "person", "done_by")
        by_kind = {key: list(each) for key, each in groupby(rows.order_by("kind", "pk"), key=lambda row: row.kind)}
        sections = []
        for kind in sorted(to_check, key=lambda each: (each.order, each.key)):
            if found := by_kind.get(kind.key):
                for row in found:
                    row.course = course
                sections.append(Section(kind, [Line(row, kind.url(row)) for row in found]))
        may = bool(policies.can_edit_course(request.rights, course))  # type: ignore[attr-defined]
        return cls(course, sections, may, studio_menu(request, course))

    @property
    def left(self) -> int:
        return sum(section.left for section in self.sections)

    @property
    def total(self) -> int:
        return sum(len(section.lines) for section in self.sections)
