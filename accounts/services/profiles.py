from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import policies
from accounts.choices import UserState
from accounts.events import PersonErased, ProfileChanged
from accounts.extensions import personal_data
from accounts.rights import rights_of
from core.outbox import emit

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def change_profile(*, actor: "User", **fields: object) -> "User":
    """What a person says of themselves: name, call me, pronouns, about, who may see it, time zone, language."""
    for name, value in fields.items():
        setattr(actor, name, value)
    actor.save(update_fields=list(fields))
    emit(ProfileChanged(user_id=actor.pk))
    return actor


def export(*, actor: "User") -> dict[str, Any]:
    """Everything that every app keeps about this person, app by app."""
    return {each.key: {"what": str(each.label), "data": each.export(actor)} for each in personal_data}


@transaction.atomic
def erase(*, actor: "User") -> None:
    """Take the person out of everything, the higher apps first; the empty row stays, for others' threads need it."""
    policies.can_erase(rights_of(actor), actor).require()
    for each in reversed(list(personal_data)):
        each.erase(actor)
    actor.refresh_from_db()
    if actor.state != UserState.ERASED:
        message = "A person was erased by every app, and is still there."
        raise RuntimeError(message)
    emit(PersonErased(user_id=actor.pk))
