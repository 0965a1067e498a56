from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.menus import Menu
from courses.models import Course, Placement, Unit
from courses.pages.beside import Beside
from courses.pages.frames import Frame, frames_of
from courses.pages.menus import course_menu
from courses.services import facts_of


@dataclass(frozen=True)
class BlockPage:
    """One block at its own address; higher apps draw it again with a form that was not valid."""

    course: Course
    unit: Unit
    frame: Frame
    beside: Beside
    menu: Menu
    template: str = "courses/block_detail.html"

    @classmethod
    def build(cls, *, request: HttpRequest, placement: Placement, over: dict[str, Any] | None = None) -> "BlockPage":
        """Pass a placement read with `Placement.objects.with_unit()`; `over` is laid over the block's own context."""
        unit = placement.unit
        frames = frames_of(request, [placement], today=unit.course.today, fold=False, over=over)
        return cls(
            course=unit.course,
            unit=unit,
            frame=frames[placement.pk],
            beside=Beside(unit.course, facts_of(unit.course)),
            menu=course_menu(request, unit.course, current=unit),
        )
