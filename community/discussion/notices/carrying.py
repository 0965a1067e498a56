"""The wish to carry a thread into a later run: each of its authors is asked."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.rights import Rights
from community.discussion.events import CarryAsked
from community.discussion.models import CarryConsent, Thread
from notifications.extensions import DIGEST, Message, NoticeKind, Place, notices


@notices.register
class AskedToCarry(NoticeKind):
    key, event, level = "community.carry", CarryAsked, DIGEST
    label, icon = gettext_lazy("Staff ask to show what I wrote to a later run of the course"), "history"
    place = Place("thread_id", Thread.objects.all)

    def recipients(self, event: CarryAsked) -> QuerySet[User]:
        return User.objects.filter(pk__in=event.user_ids)

    def actor(self, event: Any) -> None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """As long as it is asked and not answered."""
        open_ones = CarryConsent.objects.filter(user=rights.user_id, answer="", carrying__ended_at=None)
        wanted = {event.carrying_id for event in events}
        found = set(open_ones.filter(carrying__in=wanted).values_list("carrying", flat=True))
        return [event.carrying_id in found for event in events]

    def message(self, user: User, event: Any) -> Message:
        subject = _("May what you wrote be read in a later run of the course?")
        body = _("You decide for each thread, and without a yes nothing of yours is shown.")
        return Message(subject, body, reverse("community:consents"))
