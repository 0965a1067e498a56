"""People who came with a course from elsewhere: made once, offered to whoever proves their address, handed over on a yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.choices import UserState
from accounts.extensions import personal_data
from accounts.models import ExternalIdentity, Placeholder, User
from accounts.services.people import hue_of
from core.policy import hidden

_SALT = "accounts.placeholder.address"


@dataclass(frozen=True)
class Newcomer:
    """Somebody as another system knows them; `subject` is their id there."""

    subject: str
    name: str
    email: str = ""


def address_key(email: str, *, secret: str | bytes | None = None) -> str:
    """HMAC-SHA-256 of the lower-case address under the installation's own key; nothing for no address."""
    email = email.strip().lower()
    return salted_hmac(_SALT, email, secret=secret, algorithm="sha256").hexdigest() if email else ""


@transaction.atomic
def take_in(*, issuer: str, people: Iterable[Newcomer], came_with: str = "") -> dict[str, int]:
    """Subject → id of the person here: known ones as they are, the others as placeholders without login or mail.

    An address that somebody here has verified already is offered to them at once.
    """
    issuer, wanted = issuer[:255], {each.subject[:255]: each for each in people}
    known = ExternalIdentity.objects.filter(issuer=issuer).values_list("subject", "user_id")
    found = {subject: user for subject, user in known if subject in wanted}
    new = [each for subject, each in wanted.items() if subject not in found]
    users = [
        User(name=each.name[:150], state=UserState.PLACEHOLDER, is_active=False, password=make_password(None))
        for each in new
    ]
    for user in User.objects.bulk_create(users):
        user.hue = hue_of(user.pk)
    User.objects.bulk_update(users, ["hue"])
    pairs = list(zip(users, new, strict=True))
    ExternalIdentity.objects.bulk_create(
        ExternalIdentity(user=user, issuer=issuer, subject=each.subject[:255]) for user, each in pairs
    )
    owners = _owners(address_key(each.email) for each in new)
    Placeholder.objects.bulk_create(
        Placeholder(
            user=user,
            address_key=(key := address_key(each.email)),
            came_with=came_with[:200],
            offered_to_id=owners.get(key),
        )
        for user, each in pairs
    )
    return found | {each.subject[:255]: user.pk for user, each in pairs}


def stand_in() -> User:
    """An author for words that were carried over: nobody who could sign in, and no trace of who it was."""
    name = _("Somebody from an earlier run")
    return User.objects.create(
        name=name, state=UserState.PLACEHOLDER, is_active=False, password=make_password(None), hue=1
    )


def _owners(keys: Iterable[str]) -> dict[str, int]:
    """Keyed address → who has verified it here."""
    wanted = set(keys) - {""}
    if not wanted:
        return {}
    verified = EmailAddress.objects.filter(verified=True, user__is_active=True).values_list("email", "user_id")
    return {key: user for email, user in verified.iterator() if (key := address_key(email)) in wanted}


def offer_placeholders(user: User) -> int:
    """Offer what waits under the verified addresses of this person; how many. Offering again changes nothing."""
    emails = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = {address_key(email, secret=secret) for email in emails for secret in secrets}
    waiting = Placeholder.objects.filter(address_key__in=keys, declined_at__isnull=True).exclude(offered_to=user)
    return waiting.update(offered_to=user) if emails and waiting.exists() else 0


@transaction.atomic
def claim_placeholder(*, actor: User, placeholder: Placeholder) -> None:
    """«Yes, this was me»: everything that stands under the placeholder is theirs from now on, in every app."""
    mine = _offered(actor, placeholder)
    old = User.objects.get(pk=mine.user_id)
    for data in personal_data:
        data.hand_over(old, actor)
    ExternalIdentity.objects.filter(user=old).update(user=actor)
    mine.delete()
    old.delete()


@transaction.atomic
def decline_placeholder(*, actor: User, placeholder: Placeholder) -> None:
    """«No, this was somebody else»: never offered again, and the address is forgotten."""
    mine = _offered(actor, placeholder)
    mine.declined_at, mine.offered_to, mine.address_key = timezone.now(), None, ""
    mine.save(update_fields=["declined_at", "offered_to", "address_key"])


def _offered(actor: User, placeholder: Placeholder) -> Placeholder:
    """The row under its lock, while it is offered to this person and they still hold the address."""
    row = Placeholder.objects.select_for_update(no_key=True).filter(pk=placeholder.pk, offered_to=actor).first()
    if row is None:
        hidden().require()
    assert row is not None
    emails = EmailAddress.objects.filter(user=actor, verified=True).values_list("email", flat=True)
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if row.address_key not in {address_key(email, secret=secret) for email in emails for secret in secrets}:
        hidden().require()
    return row
