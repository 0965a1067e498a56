from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from community.discussion.models import Thread
from community.discussion.pages.sheet import Sheet
from core.menus import Menu
from core.policy import Verdict
from mentoring import policies
from mentoring.choices import PairState
from mentoring.forms import TimeForm
from mentoring.models import Meeting, Pair, Signature
from mentoring.pages.asks import Step
from mentoring.pages.menus import menu_of

if TYPE_CHECKING:
    from accounts.http import Request


@dataclass(frozen=True)
class PairPage:
    """The page of two people: the agreement, their meetings, a conversation that only they read."""

    menu: Menu
    pair: Pair
    other: User
    is_mentor: bool
    signatures: list[Signature]
    meetings: list[Meeting]
    sheet: Sheet
    may_meet: Verdict
    time: TimeForm
    template = "mentoring/pair.html"

    @classmethod
    def build(cls, *, request: "Request", pair: Pair, time: TimeForm | None = None) -> "PairPage":
        return cls(
            menu=menu_of(request, pair.programme, "asks"),
            pair=pair,
            other=pair.other(request.user.pk),
            is_mentor=request.user.pk == pair.mentor_id,
            signatures=list(pair.signatures.select_related("who").order_by("at")),
            meetings=list(pair.meetings.filter(cancelled_at__isnull=True)),
            sheet=Sheet.build(request=request, thread=conversation(request, pair)),
            may_meet=policies.can_meet(request.rights, pair),
            time=time or TimeForm(),
        )

    @property
    def i_signed(self) -> bool:
        return any(signature.who_id != self.other.pk for signature in self.signatures)

    @property
    def both_signed(self) -> bool:
        return len(self.signatures) == len(self.pair.people)

    @property
    def proposed(self) -> list[Meeting]:
        now = timezone.now()
        return [meeting for meeting in self.meetings if meeting.picked_at is None and meeting.starts_at > now]

    @property
    def picked(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if meeting.picked_at is not None]

    @property
    def coming(self) -> Meeting | None:
        now = timezone.now()
        return next((meeting for meeting in self.picked if meeting.starts_at >= now), None)

    @property
    def past(self) -> list[Meeting]:
        now = timezone.now()
        return [meeting for meeting in reversed(self.picked) if meeting.starts_at < now]

    @property
    def steps(self) -> list[Step]:
        met = self.pair.state == PairState.ENDED or bool(self.past)
        return [
            Step(_("You agreed"), done=True),
            Step(_("Both signed"), done=self.both_signed, current=not self.both_signed),
            Step(_("First meeting"), done=met, current=self.both_signed and not met),
        ]


def conversation(request: "Request", pair: Pair) -> Thread:
    """The one thread of the pair's space, with what the sheet reads of it."""
    threads = Thread.objects.visible_to(request.rights).select_related("space__audience", "space__scope", "scope")
    return threads.get(space=pair.space_id)
