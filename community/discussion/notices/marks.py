"""A mark was released: whom it is of is told, and reads it where they wrote."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.rights import Rights
from community.discussion.events import MarksReleased
from community.discussion.models import Mark
from courses.models import Placement
from notifications.extensions import NOW, Message, NoticeKind, Place, Rows, notices

_placement = Rows("placement_id", lambda: Placement.objects.select_related("unit__course", "part"))


@notices.register
class MyMark(NoticeKind):
    """To whom a released mark is of; the mark itself is read where they wrote, never in a mail."""

    key, event, level = "community.mark", MarksReleased, NOW
    label, icon = gettext_lazy("A mark of mine is released"), "check"
    about = (_placement,)
    place = Place("placement_id", Placement.objects.all, "unit__course__scope__path")

    def recipients(self, event: MarksReleased) -> QuerySet[User]:
        return User.objects.filter(pk__in=Mark.objects.filter(released_with=event.release_id).values("user"))

    def actor(self, event: Any) -> None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        places = {event.placement_id for event in events}
        mine = Mark.objects.filter(user=rights.user_id, placement__in=places, released_with__isnull=False)
        mine = mine.filter(placement__unit__course__scope__in=rights.member_scopes)
        found = set(mine.values_list("placement_id", flat=True))
        return [event.placement_id in found for event in events]

    def message(self, user: User, event: Any) -> Message:
        placement = _placement(event)
        return Message(
            subject=_("Your mark for “%(unit)s” is there") % {"unit": placement.unit.title},
            body=_("It stands in the discussion, with a comment if there is one."),
            url=placement.get_absolute_url(),
            about=placement.unit.title,
        )
