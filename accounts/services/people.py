import hashlib
import secrets

from django.db import transaction
from django.utils.text import slugify

from accounts.choices import UserState
from accounts.models import PersonBlock, User
from core.refs import ALPHABET


@transaction.atomic
def register(*, name: str, email: str | None = None, password: str | None = None, **fields: object) -> User:
    """A new person, with a hue and a short name of their own."""
    state = fields.pop("state", UserState.ACTIVE if email else UserState.PLACEHOLDER)
    handle = fields.pop("handle", None) or new_handle(name)
    user = User.objects.create_user(email, password, name=name, state=state, handle=handle, **fields)
    user.hue = hue_of(user.pk)
    user.save(update_fields=["hue"])
    return user


def new_handle(name: str) -> str:
    """The short name in the address of a profile: from the name, with four letters more where somebody has it."""
    plain = slugify(name)[:30].strip("-")
    handle = plain or _with_letters("person")
    while User.objects.filter(handle=handle).exists():
        handle = _with_letters(plain or "person")
    return handle


def _with_letters(plain: str) -> str:
    return f"{plain}-{''.join(secrets.choice(ALPHABET) for _ in range(4)).lower()}"


def hue_of(user_id: int) -> int:
    """One of eight hues, from the account id, so that nobody looks louder than others."""
    return hashlib.sha256(str(user_id).encode()).digest()[0] % 8 + 1


@transaction.atomic
def block(*, actor: User, person: User) -> None:
    """Silent and complete; blocking twice changes nothing."""
    if actor.pk != person.pk:
        PersonBlock.objects.get_or_create(blocker=actor, blocked=person)


@transaction.atomic
def unblock(*, actor: User, person: User) -> None:
    PersonBlock.objects.filter(blocker=actor, blocked=person).delete()
