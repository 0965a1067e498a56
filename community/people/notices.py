"""A hello, and a yes to one. There is no notice of a no."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.rights import Rights
from community.people.choices import HelloState
from community.people.events import HelloAccepted, HelloSaid
from community.people.models import Connection, Hello
from notifications.extensions import DIGEST, Message, NoticeKind, Place, Rows, notices

hello_of = Rows("hello_id", lambda: Hello.objects.select_related("sender", "receiver", "scope"))


class HelloNotice(NoticeKind):
    level, icon, tone = DIGEST, "people", "policy"
    about = (hello_of,)
    place = Place("hello_id", Hello.objects.all)

    def hello(self, event: Any) -> Hello:
        return hello_of(event)


@notices.register
class HelloReceived(HelloNotice):
    key, label, event = "community.hello", gettext_lazy("Another student says hello"), HelloSaid

    def recipients(self, event: HelloSaid) -> QuerySet[User]:
        return User.objects.filter(pk=self.hello(event).receiver_id)

    def actor(self, event: HelloSaid) -> int | None:
        return self.hello(event).sender_id

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        waiting = set(Hello.objects.waiting_for(rights.user_id).values_list("pk", flat=True))
        return [event.hello_id in waiting for event in events]

    def message(self, user: User, event: Any) -> Message:
        hello = self.hello(event)
        subject = _("%(name)s says hello") % {"name": hello.sender.name}
        return Message(subject, f"{hello.line} {hello.text}".strip(), reverse("community:hellos"))


@notices.register
class HelloWasAccepted(HelloNotice):
    key, label, event = "community.connected", gettext_lazy("Somebody answers my hello"), HelloAccepted

    def recipients(self, event: HelloAccepted) -> QuerySet[User]:
        return User.objects.filter(pk=self.hello(event).sender_id)

    def actor(self, event: HelloAccepted) -> int | None:
        return self.hello(event).receiver_id

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        wanted = {event.connection_id for event in events}
        live = set(Connection.objects.visible_to(rights).live().filter(pk__in=wanted).values_list("pk", flat=True))
        return [event.connection_id in live and self.hello(event).state == HelloState.ACCEPTED for event in events]

    def message(self, user: User, event: Any) -> Message:
        hello = self.hello(event)
        words = {"name": hello.receiver.name, "course": hello.scope.name}
        subject = _("%(name)s said hello back: you are connected in %(course)s") % words
        return Message(
            subject, _("How to reach each other is on the People page, if they said so."), reverse("community:people")
        )
