"""A thread as a row of a list: one badge, one line of facts."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.discussion.choices import Answered, State, ThreadKind
from community.discussion.models import Thread
from community.discussion.pages.stencils import ROW
from community.discussion.pages.words import began, thread_url
from community.discussion.services.labels import Label, labels_on
from core import moments
from core.templatetags.ui import badge

DUE_SOON_DAYS = 6


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Row:
    stencil = ROW
    thread: Thread
    news: bool
    where: str = ""

    @property
    def url(self) -> str:
        return thread_url(self.thread)

    @property
    def began(self) -> str:
        return began(self.thread, self.thread.persona)

    @property
    def latest(self) -> str:
        """Who wrote last, where somebody answered."""
        if not self.thread.reply_count or self.thread.last_persona is None:
            return ""
        return _("Latest from %(name)s") % {"name": self.thread.last_persona.name}

    @property
    def labels(self) -> list[Label]:
        return labels_on(self.thread)

    @property
    def label_badges(self) -> SafeString:
        return SafeString("".join(f"<span>{badge(x.name, tone=x.tone, line=True)}</span>" for x in self.labels))

    @property
    def state(self) -> SafeString:
        own = self.badge
        return badge(own.text, tone=own.tone, icon=own.icon) if own else SafeString("")

    @property
    def replies(self) -> str:
        n = self.thread.reply_count
        return ngettext("%(n)s reply", "%(n)s replies", n) % {"n": n} if n else _("No replies yet")

    @property
    def moment(self) -> SafeString:
        """When somebody last wrote, or when it began."""
        return moments.element(self.thread.last_post_at if self.latest else self.thread.created_at, "relative")

    @property
    def badge(self) -> Badge | None:
        """The one thing worth knowing about it."""
        thread = self.thread
        if (own := self._own_badge()) is not None:
            return own
        if thread.open_follow_ups and thread.closed_at is None:
            n = thread.open_follow_ups
            words = ngettext("%(n)s follow-up open", "%(n)s follow-ups open", n)
            return Badge(words % {"n": n}, "hold", "question")
        if thread.answered == Answered.ENDORSED:
            return Badge(_("Endorsed answer"), "endorsed", "seal")
        if thread.pinned_at is not None:
            return Badge(_("Pinned"), icon="pin")
        return self._question_badge()

    def _own_badge(self) -> Badge | None:
        """What only some may read."""
        if self.thread.privacy:
            return Badge(_("Only staff and author"), icon="lock")
        return {
            State.SCHEDULED: Badge(_("Scheduled"), "hold", "clock"),
            State.HELD: Badge(_("Waits"), "hold", "clock"),
            State.REMOVED: Badge(_("Hidden"), "hold", "eye-off"),
        }.get(State(self.thread.state))

    def _question_badge(self) -> Badge | None:
        thread = self.thread
        if thread.closed_at is not None:
            return Badge(_("Closed"), icon="lock")
        if thread.expires_at is not None and thread.expires_at <= timezone.now():
            return Badge(_("Over"), icon="clock")
        if thread.kind != ThreadKind.QUESTION:
            return None
        if thread.answered == Answered.STAFF:
            return Badge(_("Answered by staff"), icon="check")
        if thread.answered == Answered.NO:
            return _due(thread)
        return None


def _due(thread: Thread) -> Badge | None:
    """ "Answer due Tue", while the promise runs; afterwards that it is late, never for how long."""
    due = thread.answer_due_at
    if due is None:
        return None
    if due < timezone.now():
        return Badge(_("Answer overdue"), "hold", "clock")
    if (due - timezone.now()).days > DUE_SOON_DAYS:
        return None
    day = date_format(timezone.localtime(due), "D")
    return Badge(_("Answer due %(day)s") % {"day": day}, "hold", "clock")


def row_of(thread: Thread, *, where: str = "") -> Row:
    return Row(thread, news=bool(getattr(thread, "news", False)), where=where)
