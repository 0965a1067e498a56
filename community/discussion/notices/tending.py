"""Telling people what staff did with threads that hold their words."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.rights import Rights
from community.discussion.events import ThreadTended
from community.discussion.models import Tending, Thread
from notifications.extensions import DIGEST, Message, NoticeKind, Place, notices


@notices.register
class MyThreadTended(NoticeKind):
    """To those whose words were moved, closed, merged …: what was done, and why."""

    key, event, level = "community.tended", ThreadTended, DIGEST
    label, icon = gettext_lazy("Staff look after my threads"), "tune"
    place = Place("thread_id", Thread.objects.all)

    def recipients(self, event: ThreadTended) -> QuerySet[User]:
        row = Tending.objects.filter(pk=event.tending_id).values_list("told", flat=True).first()
        return User.objects.filter(pk__in=row or []).exclude(pk=event.by_id)

    def actor(self, event: ThreadTended) -> int:
        return event.by_id

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """As long as it was not undone and its reader reads the thread."""
        threads = Thread.objects.visible_to(rights).filter(pk__in={event.thread_id for event in events})
        seen = set(threads.values_list("pk", flat=True))
        rows = Tending.objects.filter(pk__in={event.tending_id for event in events}, undone_at__isnull=True)
        live = set(rows.values_list("pk", flat=True))
        return [event.thread_id in seen and event.tending_id in live for event in events]

    def message(self, user: User, event: Any) -> Message:
        return self.messages(user, [event])[0]

    def messages(self, user: User, events: list[Any]) -> list[Message]:
        rows = Tending.objects.select_related("thread", "other", "by").in_bulk({each.tending_id for each in events})
        return [self._words(rows[event.tending_id]) for event in events]

    def _words(self, row: Tending) -> Message:
        title = (row.other or row.thread).shown_title
        subject = _("%(act)s: %(title)s") % {"act": row.get_act_display(), "title": title}
        body = f"{row.by.name}: {row.reason}" if row.reason else ""
        return Message(subject=subject, body=body, url=reverse("community:thread-short", args=[row.thread_id]))
