"""Saved replies, to choose from and to look after."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from community.discussion import services
from community.discussion.forms.tending import PhraseForm
from community.discussion.models import SavedReply, Thread
from community.discussion.pages.acts import menu_of
from community.discussion.pages.words import thread_url
from core.menus import Menu
from core.text import excerpt
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found


@dataclass(frozen=True)
class ChoosePage:
    thread: Thread
    phrases: list[tuple[SavedReply, str]]
    menu: Menu | None
    template: str = "community/phrases_choose.html"

    @classmethod
    def build(cls, *, request: HttpRequest, thread: Thread) -> "ChoosePage":
        assert thread.course is not None
        assert request.user.is_authenticated
        rows = services.replies_for(request.user, thread.course)
        return cls(thread, [(row, excerpt(row.source, 120)) for row in rows], menu_of(request, thread))

    @property
    def url(self) -> str:
        return reverse("community:thread-phrases", args=[self.thread.pk])

    @property
    def back(self) -> str:
        return f"{thread_url(self.thread)}#reply"


@dataclass(frozen=True)
class PhrasesPage:
    course: Course
    rows: list[tuple[SavedReply, PhraseForm]]
    form: PhraseForm
    menu: Menu
    template: str = "community/phrases.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, form: PhraseForm, changing: int) -> "PhrasesPage":
        """`changing` is the one whose form came back."""
        assert request.user.is_authenticated
        rows = [
            (row, form if row.pk == changing else PhraseForm.of(row))
            for row in services.replies_for(request.user, found.course)
        ]
        fresh = PhraseForm() if changing else form
        return cls(found.course, rows, fresh, course_menu(request, found.course, units=found.units))
