"""The notices about accounts, whose app is below this one."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import FLOWING, Role
from accounts.events import MembershipGranted
from accounts.models import Scope, User
from notifications.extensions import NOW, Message, NoticeKind, Place, notices

if TYPE_CHECKING:
    from accounts.rights import Rights


@notices.register
class DutyGiven(NoticeKind):
    """A role with duties was given to somebody: they did not ask for it, so they are told."""

    key, label, event, level = "accounts.duty", gettext_lazy("I am given a duty"), MembershipGranted, NOW
    icon, firm = "hand", True
    place = Place("scope_id", Scope.objects.all, "path")

    def recipients(self, event: Any) -> QuerySet[User]:
        if event.role not in FLOWING:
            return User.objects.none()
        return User.objects.filter(pk=event.user_id)

    def still_allowed(self, rights: "Rights", event: Any) -> bool:
        walls = [int(part) for part in rights.here.path.split("/") if part]
        scope = walls[-1] if event.scope_id in walls else event.scope_id
        return event.role in rights.memberships.get(scope, frozenset())

    def message(self, user: User, event: Any) -> Message:
        place = Scope.objects.values_list("name", flat=True).get(pk=event.scope_id)
        return self._words(event, place)

    def messages(self, user: User, events: list[Any]) -> list[Message]:
        places = dict(Scope.objects.filter(pk__in=[event.scope_id for event in events]).values_list("pk", "name"))
        return [self._words(event, places.get(event.scope_id, "")) for event in events]

    def _words(self, event: Any, place: str) -> Message:
        words = {"role": Role(event.role).label, "place": place}
        return Message(
            subject=_("You have a duty now: %(role)s, %(place)s") % words,
            body=_("You find it in the menu under your name."),
            url=reverse("accounts:me"),
        )
