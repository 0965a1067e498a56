from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import rights_of
from core.hours import zone_of
from core.outbox import emit
from core.policy import no
from mentoring import policies
from mentoring.choices import PROPOSALS
from mentoring.events import MeetingPicked, TimesProposed
from mentoring.matching import Kind, Slot, next_slots
from mentoring.models import Meeting, Pair, Wish

NOTICE = timedelta(days=2)


def propose_first_times(pair: Pair) -> list[Meeting]:
    """Three times that suit both, by what each said about their week."""
    return _propose(pair, after=timezone.now() + NOTICE)


@transaction.atomic
def propose_times(*, actor: User, pair: Pair) -> list[Meeting]:
    """Three other times, later than those that were not taken."""
    policies.can_meet(rights_of(actor), pair).require()
    pair = Pair.objects.select_for_update(no_key=True).select_related("programme__scope", "offer").get(pk=pair.pk)
    waiting = pair.meetings.filter(picked_at__isnull=True, cancelled_at__isnull=True)
    last = max([timezone.now() + NOTICE, *waiting.values_list("starts_at", flat=True)])
    waiting.update(cancelled_at=timezone.now())
    emit(TimesProposed(pair_id=pair.pk, proposer_id=actor.pk))
    return _propose(pair, after=last)


@transaction.atomic
def propose_time(*, actor: User, pair: Pair, starts_at: datetime) -> Meeting:
    """A time of one's own beside the three."""
    policies.can_meet(rights_of(actor), pair).require()
    if starts_at <= timezone.now():
        no(_("This time is past. Please choose a later one.")).require()
    meeting, _made = Meeting.objects.get_or_create(pair=pair, starts_at=starts_at, cancelled_at=None)
    emit(TimesProposed(pair_id=pair.pk, proposer_id=actor.pk))
    return meeting


@transaction.atomic
def pick_time(*, actor: User, meeting: Meeting) -> Meeting:
    """One tap: this one is the meeting, and the other proposals are gone."""
    Pair.objects.select_for_update(no_key=True).get(pk=meeting.pair_id)
    meeting = Meeting.objects.select_related("pair__programme__scope", "pair__student").get(pk=meeting.pk)
    policies.can_pick(rights_of(actor), meeting).require()
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(picked_by=actor, picked_at=now)
    Meeting.objects.proposed().filter(pair=meeting.pair_id).exclude(pk=meeting.pk).update(cancelled_at=now)
    emit(MeetingPicked(meeting_id=meeting.pk, picker_id=actor.pk))
    return meeting


@transaction.atomic
def keep_note(*, actor: User, meeting: Meeting, note: str) -> None:
    """What the two want to remember of a meeting: one note, theirs, changed by either."""
    policies.can_meet(rights_of(actor), meeting.pair).require()
    Meeting.objects.picked().filter(pk=meeting.pk).update(note=note)


def _propose(pair: Pair, *, after: datetime) -> list[Meeting]:
    zone = zone_of(pair.programme.scope.time_zone)
    slots = next_slots(pair.offer.times, _wished(pair), start=timezone.localdate(after, zone) + timedelta(days=1))
    slots = [slot for slot in slots if pair.programme.ends_on is None or slot.day <= pair.programme.ends_on]
    moments = [_moment(slot, pair) for slot in slots[:PROPOSALS]]
    taken = set(pair.meetings.filter(cancelled_at__isnull=True).values_list("starts_at", flat=True))
    return Meeting.objects.bulk_create(Meeting(pair=pair, starts_at=at) for at in moments if at not in taken)


def _moment(slot: Slot, pair: Pair) -> datetime:
    return datetime.combine(slot.day, slot.at, tzinfo=zone_of(pair.programme.scope.time_zone))


def _wished(pair: Pair) -> list[str]:
    wishes = Wish.objects.filter(seeker__programme=pair.programme_id, seeker__student=pair.student_id, kind=Kind.TIME)
    return [value for wish in wishes for value in wish.values]
