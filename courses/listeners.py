"""What can be found of a course follows its texts."""

from core import search
from core.events import listen
from courses.events import CourseCopied, CourseImported, UnitChanged
from courses.findables import PART
from courses.models import Part


@listen(UnitChanged)
def index_unit(event: UnitChanged) -> None:
    search.index(PART, list(Part.objects.filter(unit=event.unit_id).values_list("pk", flat=True)))


@listen(CourseCopied)
def index_run(event: CourseCopied) -> None:
    _index(event.course_id)


@listen(CourseImported)
def index_course(event: CourseImported) -> None:
    _index(event.course_id)


def _index(course_id: int) -> None:
    search.index(PART, list(Part.objects.filter(unit__course=course_id).values_list("pk", flat=True)))
