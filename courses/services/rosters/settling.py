"""Somebody proved an address that a roster waits for: their places are given at once."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Scope, User
from courses.choices import RecordKind
from courses.models import RosterRecord
from courses.services.rosters.carrying import note_numbers
from courses.services.rosters.known import only_elsewhere
from courses.services.rosters.seats import NOTED, give, seat_due


@transaction.atomic
def settle(*, user: User) -> int:
    """Give what rosters hold ready for this person's verified addresses; how many places were new."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    waiting = RosterRecord.objects.waiting_for(email.lower() for email in proved).select_related("root")
    return sum(_claim(record, user) for record in waiting)


def _claim(record: RosterRecord, user: User) -> int:
    """One person of one roster; not for somebody who so far belongs to other institutions only."""
    root: Scope = record.root
    if only_elsewhere({user.pk}, root):
        return 0
    record.user = user
    record.save(update_fields=["user"])
    if record.number:
        note_numbers(root, {user.pk: record.number})
    mine = RosterRecord.objects.live().of_kind(RecordKind.ENROLMENT).filter(person=record)
    enrolments = list(mine.select_related("of_class__place", "person"))
    due = [each for each in enrolments if seat_due(each) is not None]
    given = give(due)
    RosterRecord.objects.bulk_update(due, NOTED, batch_size=400)
    return given
