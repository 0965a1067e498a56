from datetime import datetime

from django.db import transaction

from accounts.choices import StandingState
from accounts.events import StandingChanged
from accounts.models import Scope, Standing, User
from core.outbox import emit


@transaction.atomic
def set_standing(
    *, user: User, scope: Scope, state: StandingState, until: datetime | None = None, reason: str = ""
) -> Standing:
    """Pause or exclude somebody here and below, until a moment or until it is cleared."""
    standing, _ = Standing.objects.update_or_create(
        user=user, scope=scope, defaults={"state": state, "until": until, "reason": reason}
    )
    emit(StandingChanged(user_id=user.pk, scope_id=scope.pk))
    return standing


@transaction.atomic
def clear_standing(*, user: User, scope: Scope) -> None:
    Standing.objects.filter(user=user, scope=scope).delete()
    emit(StandingChanged(user_id=user.pk, scope_id=scope.pk))
