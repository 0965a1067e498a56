"""Putting a question to the staff alone, and what became of the wish to show it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import STAFF_ONLY, Anonymity, Consent, Privacy
from community.discussion.forms.private import AskStaffForm
from community.discussion.models import Airing, Space, Thread
from community.discussion.pages.about import about_asked
from community.discussion.pages.drafts import Begun, with_keeping
from community.discussion.pages.files import fresh_beside
from community.discussion.pages.pen import with_pen
from community.discussion.pages.words import private_line
from community.discussion.services.private import staff_readers
from core.menus import Menu
from courses.pages import course_menu


@dataclass(frozen=True)
class AskStaffPage:
    """`form.similar` are questions that others asked already: the answer may be there."""

    space: Space
    form: AskStaffForm
    begun: Begun
    audience: str
    menu: Menu | None
    template: str = "community/ask_staff.html"

    @classmethod
    def build(cls, *, request: HttpRequest, space: Space, form: AskStaffForm | None = None) -> "AskStaffPage":
        assert space.course is not None
        assert space.placement is not None
        begun = Begun.on_page(request, space, STAFF_ONLY)
        if form is None:
            form = AskStaffForm(initial=begun.initial)
            form.about = about_asked(request.rights, space.placement, request.GET)  # type: ignore[attr-defined]
        form.beside = form.beside or fresh_beside(space, begun.files, use=STAFF_ONLY)
        with_pen(form, space, people=False)
        with_keeping(form, begun)
        _ask_around(form, space)
        line = private_line(staff_readers(space))
        return cls(space, form, begun, line, course_menu(request, space.course))


def _ask_around(form: AskStaffForm, space: Space) -> None:
    """While its title is typed, similar questions that this reader sees."""
    form.fields["title"].widget.attrs.update(
        {
            "hx-get": reverse("community:similar", args=[space.pk]),
            "hx-trigger": "input changed delay:500ms",
            "hx-target": "#similar",
            "autocomplete": "off",
        }
    )


@dataclass(frozen=True)
class PrivateView:
    """What stands above a private question: who reads it, what may be done, and its log."""

    thread: Thread
    may_ask: bool
    asked_me: bool
    log: list[Airing]

    @classmethod
    def of(cls, rights: Rights, thread: Thread) -> "PrivateView | None":
        if not thread.privacy:
            return None
        return cls(
            thread,
            may_ask=bool(policies.can_ask_to_show(rights, thread)),
            asked_me=thread.privacy == Privacy.ASKED and thread.author_id == rights.user_id,
            log=list(thread.airings.select_related("asked_by").order_by("asked_at")),
        )

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What the author may say here."""
        without = {Anonymity.OFF: Consent.HIDDEN, Anonymity.ALWAYS: Consent.NAMED}.get(
            Anonymity(self.thread.space.anonymity)
        )
        return [(str(each.value), str(each.label)) for each in Consent if each != without]

    @property
    def line(self) -> str:
        return private_line(self.thread.audience)

    @property
    def warning(self) -> str:
        return _("Everybody in this discussion would read all of it as it stands now, what staff answered included.")
