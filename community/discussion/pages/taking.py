"""The form in front of the export."""

from dataclasses import dataclass

from django.http import HttpRequest

from community.discussion.forms import ExportForm
from core.menus import Menu
from courses.models import Course
from courses.pages.studio import studio_menu


@dataclass(frozen=True)
class ExportPage:
    course: Course
    form: ExportForm
    menu: Menu
    template: str = "community/posts_export.html"

    @classmethod
    def build(cls, *, request: HttpRequest, course: Course, form: ExportForm) -> "ExportPage":
        return cls(course=course, form=form, menu=studio_menu(request, course))
