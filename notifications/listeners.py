from functools import partial

from accounts.choices import STAFF
from accounts.events import MembershipEnded, MembershipGranted, ProfileChanged
from core.events import Event, Keyed, listen, listen_by
from notifications import services
from notifications.extensions import NoticeKind, notices


@listen_by
def tellers(name: str) -> Keyed:
    """One listener for each kind of notice that speaks of this event."""
    return [(f"notices.{kind.key}", partial(_tell, kind)) for kind in notices if kind.event.name == name]


def _tell(kind: NoticeKind, event: Event) -> None:
    services.tell(kind=kind, event=event)


@listen(ProfileChanged)
def another_clock(event: ProfileChanged) -> None:
    """They may live in another time zone now."""
    services.replan(event.user_id)


@listen(MembershipGranted)
def began_to_teach(event: MembershipGranted) -> None:
    if event.role in STAFF:
        services.replan(event.user_id)


@listen(MembershipEnded)
def stopped_teaching(event: MembershipEnded) -> None:
    if event.role in STAFF:
        services.replan(event.user_id)
