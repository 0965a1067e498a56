"""The cards beside the pages of a course: what staff promised, and the tools in use."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Course
from courses.services import Facts
from courses.services.facts import StaffFact


@dataclass(frozen=True)
class Beside:
    course: Course
    facts: Facts

    @property
    def lead(self) -> StaffFact | None:
        """The person who stands for the promise: the first educator."""
        return self.facts.staff[0] if self.facts.staff else None

    @property
    def lead_line(self) -> str:
        lead = self.lead
        if lead is None:
            return ""
        title = lead.title or _("Course lead")
        return _("%(title)s, grades this course") % {"title": title} if lead.grades else title

    @property
    def promise(self) -> str:
        days = self.course.promise_days
        if not days:
            return ""
        return ngettext(
            "Answers questions within %(n)s working day.", "Answers questions within %(n)s working days.", days
        ) % {"n": days}

    @property
    def tools_used(self) -> int:
        return len(self.facts.tools)

    @property
    def tools_line(self) -> str:
        """ "2 of 3 tools in use"; without a limit only the number."""
        used, limit = self.tools_used, self.course.tools_limit
        if not limit:
            return ngettext("%(n)s tool in use", "%(n)s tools in use", used) % {"n": used}
        return ngettext("%(n)s of %(limit)s tools in use", "%(n)s of %(limit)s tools in use", limit) % {
            "n": used,
            "limit": limit,
        }

    @property
    def over(self) -> bool:
        return bool(self.course.tools_limit) and self.tools_used > self.course.tools_limit
