"""People can be found by name as long as they are in a course; what they wrote elsewhere is offered to whom it belongs."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from django.dispatch import receiver

from accounts.events import MembershipEnded, MembershipGranted, PersonErased, ProfileChanged
from accounts.findables import PERSON
from accounts.models import User
from accounts.services import offer_placeholders
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


@receiver(email_confirmed, dispatch_uid="accounts.offer_on_confirmation")
def offer_on_confirmation(email_address: EmailAddress, **kwargs: Any) -> None:
    offer_placeholders(email_address.user)


@receiver(user_logged_in, dispatch_uid="accounts.offer_on_login")
def offer_on_login(user: User, **kwargs: Any) -> None:
    """Also for addresses that a sign-on verified without asking us."""
    offer_placeholders(user)
