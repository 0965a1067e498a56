"""A second factor: whether this session has shown one, and what an operator does for somebody who lost theirs."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from accounts.models import User

RECORDS = "account_authentication_methods"
"""Where allauth writes down in the session how somebody signed in."""
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_proven(*, session: Mapping[str, Any], user_id: int | None) -> bool:
    """Whether this session has shown a second factor of this very person that they still have. At most one query."""
    if not settings.SECOND_FACTOR:
        return True
    shown = [record.get("id") for record in session.get(RECORDS, []) if record.get("method") == "mfa"]
    return bool(shown) and Authenticator.objects.filter(pk__in=shown, user_id=user_id).exists()


def factors_of(user_id: int | None) -> frozenset[str]:
    """The kinds of second factor that a person has set up, recovery codes apart."""
    rows = Authenticator.objects.filter(user_id=user_id, type__in=STRONG)
    return frozenset(rows.values_list("type", flat=True))


@transaction.atomic
def forget_factors(*, user: User) -> int:
    """For somebody who lost device and codes: they set up anew at their next sign-in, and every session ends."""
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    user.sign_ins.all().delete()
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    return int(removed)
