"""What can be found of a course follows its texts."""

from core import search
from core.events import listen
from courses.events import CourseImported, UnitChanged
from courses.findables import PART
from courses.models import Part


@listen(UnitChanged)
def index_unit(event: UnitChanged) -> None:
    search.index(PART, list(Part.objects.filter(unit=event.unit_id).values_list("pk", flat=True)))


@listen(CourseImported)
def index_course(event: CourseImported) -> None:
    search.index(PART, list(Part.objects.filter(unit__course=event.course_id).values_list("pk", flat=True)))
