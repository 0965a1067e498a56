"""Places to talk whose addresses and door plates are mentoring's."""

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.models import Space, Thread
from community.extensions import SpaceKind, space_kinds
from core.policy import Verdict
from mentoring.choices import PANEL_KIND, SPACE_KIND
from mentoring.models import Pair
from mentoring.policies import can_meet


@space_kinds.register
class PairSpace(SpaceKind):
    """Two people, and nobody else whatever their role."""

    key, label = SPACE_KIND, _("A mentoring pair")

    def url(self, space: Space) -> str:
        ref = Pair.objects.filter(space=space.pk).values_list("ref", flat=True).first()
        return reverse("mentoring:pair", args=[ref]) if ref else reverse("mentoring:programmes")

    def thread_url(self, thread: Thread) -> str | None:
        return self.url(thread.space)

    def door_plate(self, space: Space) -> str:
        return _t(
            "Only the two of you read this. Staff, programme leads and administrators cannot open it; "
            "if one of you reports an entry, a moderator sees that entry."
        )

    def may_write(self, rights: Rights, space: Space) -> Verdict:
        """Not when the mentor has come to grade the student: then the pair rests."""
        pair = Pair.objects.select_related("mentor", "student", "programme__scope").get(space=space.pk)
        return can_meet(rights, pair)


@space_kinds.register
class PanelSpace(SpaceKind):
    """Where a mentor panel is asked: in the open, for the whole course, with the mentors who sit on it."""

    key, label = PANEL_KIND, _("Mentor panel")

    def url(self, space: Space) -> str:
        return space.placement.unit_url if space.placement else "/"

    def door_plate(self, space: Space) -> str:
        return str(self.label)
