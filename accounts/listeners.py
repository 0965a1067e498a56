"""People can be found by name as long as they are in a course."""

from accounts.events import MembershipEnded, MembershipGranted, PersonErased, ProfileChanged
from accounts.findables import PERSON
from core import search
from core.events import listen


@listen(MembershipGranted)
def index_newcomer(event: MembershipGranted) -> None:
    search.index(PERSON, [event.user_id])


@listen(MembershipEnded)
def index_leaver(event: MembershipEnded) -> None:
    search.index(PERSON, [event.user_id])


@listen(ProfileChanged)
def index_profile(event: ProfileChanged) -> None:
    search.index(PERSON, [event.user_id])


@listen(PersonErased)
def forget_person(event: PersonErased) -> None:
    search.forget(PERSON, [event.user_id])
