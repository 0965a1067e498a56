"""The wish to show a private question to others: its author is asked, and staff hear the answer."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from community.discussion.events import AiringAnswered, AiringAsked
from community.discussion.models import Airing, Thread
from notifications.extensions import DIGEST, NOW, Message, NoticeKind, Place, Rows, notices

_thread = Rows("thread_id", Thread.objects.all)
_airing = Rows("airing_id", Airing.objects.all)


class AiringNotice(NoticeKind):
    """About the wish to show a private question."""

    about = (_thread, _airing)
    place = Place("thread_id", Thread.objects.all)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def readable(self, rights: Rights, events: list[Any]) -> dict[int, str]:
        """The wishes whose thread this person still reads, and what was answered."""
        threads = Thread.objects.visible_to(rights).filter(pk__in={event.thread_id for event in events})
        rows = Airing.objects.filter(pk__in={event.airing_id for event in events}, thread__in=threads)
        return dict(rows.values_list("pk", "answer"))


@notices.register
class AskedToShow(AiringNotice):
    key, event, level = "community.show", AiringAsked, NOW
    label, icon = gettext_lazy("Staff ask to show my question to others"), "lock"

    def recipients(self, event: AiringAsked) -> QuerySet[User]:
        return User.objects.filter(pk=event.author_id)

    def actor(self, event: Any) -> None:
        return None

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        found = self.readable(rights, events)
        return [found.get(event.airing_id) == "" for event in events]

    def message(self, user: User, event: Any) -> Message:
        thread = _thread(event)
        subject = _("May others read your question? %(title)s") % {"title": thread.title}
        body = _("Staff think that it would help others. You decide, and without a yes nothing is shown.")
        return Message(subject, body, reverse("community:thread-short", args=[thread.pk]))


@notices.register
class ShowingAnswered(AiringNotice):
    key, event, level = "community.show_answered", AiringAnswered, DIGEST
    label, icon = gettext_lazy("Somebody answers my wish to show their question"), "lock"
    roles = (Role.EDUCATOR, Role.ASSISTANT)

    def recipients(self, event: AiringAnswered) -> QuerySet[User]:
        return User.objects.filter(pk=event.by_id)

    def actor(self, event: Any) -> None:
        return None

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        found = self.readable(rights, events)
        return [event.airing_id in found for event in events]

    def message(self, user: User, event: Any) -> Message:
        thread, airing = _thread(event), _airing(event)
        subject = _("Its author has answered: %(title)s") % {"title": thread.shown_title}
        return Message(subject, str(airing.get_answer_display()), reverse("community:thread-short", args=[thread.pk]))
