"""A kind of notice of our own: somebody waves to people."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Scope, User
from accounts.rights import Rights
from core import outbox
from core.events import Event
from notifications.extensions import DIGEST, NOW, Message, NoticeKind, Place


class Waved(Event):
    actor_id: int
    people: list[int]
    thread_id: int = 0
    seen: bool = True
    scope_id: int = 0


class Wave(NoticeKind):
    key, label, event, level = "tests.wave", "Somebody waves to me", Waved, NOW
    place = Place("scope_id", Scope.objects.all, "path")

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(pk__in=event.people)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return bool(event.seen) and rights.user.pronouns != "blind"

    def message(self, user: User, event: Any) -> Message:
        return Message(subject=f"Somebody waves to {user.name}", body="They wave & smile.", url="/waves/1/#w")


class QuietWave(Wave):
    key, label, level = "tests.quiet", "Somebody waves from afar", DIGEST


class FirmWave(Wave):
    key, label, firm = "tests.firm", "Somebody must be seen", True


class Crowd(Wave):
    key, label = "tests.crowd", "Somebody waves to a crowd"

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(name="One of many")


def wave(*people: User, actor: User, thread: int = 0, seen: bool = True, scope: int = 0) -> int:
    """Let it happen, and be heard; the id of the event."""
    people_ids = [person.pk for person in people]
    with transaction.atomic():
        row = outbox.emit(Waved(actor_id=actor.pk, people=people_ids, thread_id=thread, seen=seen, scope_id=scope))
    outbox.handle(row.pk)
    return row.pk
