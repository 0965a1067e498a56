"""What a person did in a unit: for their own rail, seen by nobody else."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from courses import policies
from courses.models import Unit, UnitVisit

OFTEN = timedelta(minutes=10)


def note_visit(*, user: User, unit: Unit, last_at: object = None) -> None:
    """The skippable mark of a reading: at most one write in ten minutes."""
    now = timezone.now()
    if last_at is not None and last_at > now - OFTEN:  # type: ignore[operator]
        return
    rows = [UnitVisit(user=user, unit=unit, first_at=now, last_at=now)]
    UnitVisit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "unit"], update_fields=["last_at"]
    )


@transaction.atomic
def finish_unit(*, actor: User, unit: Unit, finished: bool = True) -> UnitVisit:
    """The person says that they have finished, or takes it back."""
    policies.can_finish(rights_of(actor), unit).require()
    visit, _made = UnitVisit.objects.get_or_create(user=actor, unit=unit)
    visit.finished_at = (visit.finished_at or timezone.now()) if finished else None
    visit.save(update_fields=["finished_at"])
    return visit
