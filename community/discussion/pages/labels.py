"""The labels of a course, defined; those of a thread, chosen; a list with one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from community.discussion.forms.labels import EMPTY_ROWS, LabelsFormSet, ThreadLabelsForm, WritersForm
from community.discussion.models import Thread
from community.discussion.pages.acts import menu_of
from community.discussion.pages.words import thread_url
from community.discussion.services import Label, labels_of, labels_offered, labels_on, writers_choose
from core.menus import Menu
from courses.models import Course
from courses.pages.studio import studio_menu


@dataclass(frozen=True)
class LabelsPage:
    course: Course
    rows: Any
    writers: WritersForm
    menu: Menu
    template: str = "community/labels.html"

    @classmethod
    def build(
        cls, *, request: HttpRequest, course: Course, rows: Any = None, writers: WritersForm | None = None
    ) -> "LabelsPage":
        known = [
            {"number": each.number, "name": each.name, "tone": each.tone, "archived": each.archived, "position": n}
            for n, each in enumerate(labels_of(course), 1)
        ]
        rows = rows or LabelsFormSet(initial=known)
        writers = writers or WritersForm(initial={"writers": writers_choose(course)})
        return cls(course, rows, writers, studio_menu(request, course))

    @property
    def empty(self) -> int:
        return EMPTY_ROWS


@dataclass(frozen=True)
class ThreadLabelsPage:
    thread: Thread
    form: ThreadLabelsForm
    menu: Menu | None
    template: str = "community/thread_labels.html"

    @classmethod
    def build(cls, *, request: HttpRequest, thread: Thread, form: ThreadLabelsForm | None = None) -> "ThreadLabelsPage":
        return cls(thread, form or labels_form(thread), menu_of(request, thread))

    @property
    def thread_url(self) -> str:
        return thread_url(self.thread)


def labels_form(thread: Thread, data: Any = None) -> ThreadLabelsForm:
    """What the course offers, and what it wears already."""
    worn = labels_on(thread)
    possible: list[Label] = [*labels_offered(thread.course), *(label for label in worn if label.archived)]
    choices = [(label.number, label.name) for label in possible]
    return ThreadLabelsForm(data, choices=choices, initial={"labels": [label.number for label in worn]})


def asked_label(course: Course, asked: str) -> Label | None:
    """The label that an address asks for."""
    return next((label for label in labels_of(course) if str(label.number) == asked), None)
