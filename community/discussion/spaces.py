"""The kinds of places that our own blocks open: their addresses and door plates."""

from django.utils.translation import gettext_lazy as _

from community.discussion.models import Space
from community.extensions import SpaceKind, space_kinds


class PlacedSpace(SpaceKind):
    """A place inside a unit: it is where its block is."""

    def url(self, space: Space) -> str:
        return space.placement.unit_url if space.placement else "/"

    def door_plate(self, space: Space) -> str:
        return space.group.name if space.group else str(self.label)


@space_kinds.register
class DiscussionSpace(PlacedSpace):
    key, label = "community.discussion", _("Discussion")


@space_kinds.register
class AnnouncementSpace(PlacedSpace):
    key, label = "community.announcements", _("Announcements")


@space_kinds.register
class QuestionSpace(PlacedSpace):
    key, label = "community.questions", _("Course questions")
