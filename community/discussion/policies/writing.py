"""When a place is open, and who may write there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope
from accounts.rights import Rights
from community.discussion.models import Later, Space
from community.discussion.policies.customs import can_write_under
from community.discussion.policies.reading import can_read_space
from community.extensions import space_kinds
from core.moments import day
from core.policy import Verdict, no, yes
from courses.choices import PlacementState
from courses.models import Placement
from ethics.policies import may_act

POSTING = "community.post"
"""The gate before everything one writes here (gates.py)."""
LATER = "community.later"


def later_date(rights: Rights, placement: Placement) -> date | None:
    """Until when this person has time in a block, where staff gave them a later date: one query for all blocks."""
    if LATER not in rights.memo:
        mine = Later.objects.filter(user=rights.user_id)
        rights.memo[LATER] = dict(mine.values_list("placement_id", "until"))
    found: date | None = rights.memo[LATER].get(placement.pk)
    return found


def closing(placement: Placement, scope: Scope) -> datetime | None:
    """The last instant of the closing day, where the course is."""
    return None if placement.closes_on is None else end_of(placement.closes_on, scope)


def end_of(last: date, scope: Scope) -> datetime:
    """The instant at which a day is over where the course is."""
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZoneInfo(scope.time_zone))


def opening(placement: Placement, scope: Scope) -> datetime | None:
    if placement.opens_on is None:
        return None
    return datetime.combine(placement.opens_on, time.min, tzinfo=ZoneInfo(scope.time_zone))


def is_open(space: Space, *, rights: Rights | None = None, at: datetime | None = None) -> Verdict:
    """May anybody write here at this moment, or this person, who may have a later date? Reading goes on after the closing."""
    at = at or timezone.now()
    closed = no(_("This discussion is closed. Everything in it can still be read."))
    if space.closed_at is not None and space.closed_at <= at:
        return closed
    going = _course_goes_on(space, at)
    if not going:
        return going
    return _placement_is_open(space, at, closed, rights) if space.placement is not None else yes()


def _course_goes_on(space: Space, at: datetime) -> Verdict:
    """Not after its staff ended the course, nor after its last day where it is taught."""
    course = space.course
    if course is None:
        return yes()
    if course.archived_at is not None and course.archived_at <= at:
        return no(_("This course is over. Everything in it can still be read."))
    if course.ends_on is None or end_of(course.ends_on, space.scope) > at:
        return yes()
    return no(_("This course ended on %(day)s. Everything in it can still be read.") % {"day": day(course.ends_on)})


def _placement_is_open(space: Space, at: datetime, closed: Verdict, rights: Rights | None) -> Verdict:
    assert space.placement is not None
    until, since = closing(space.placement, space.scope), opening(space.placement, space.scope)
    if until is not None and until <= at and not _has_longer(rights, space, at):
        return closed
    if since is not None and since > at:
        return no(_("This discussion opens on %(day)s.") % {"day": day(since)})
    if space.placement.state == PlacementState.DRAFT:
        return no(_("This discussion is a draft. It opens when it is placed in the unit."))
    return yes() if space.placement.state == PlacementState.PLACED else closed


def _has_longer(rights: Rights | None, space: Space, at: datetime) -> bool:
    assert space.placement is not None
    later = later_date(rights, space.placement) if rights is not None else None
    return later is not None and end_of(later, space.scope) > at


def can_write_in(rights: Rights, space: Space, *, at: datetime | None = None) -> Verdict:
    """Takes part, and the place is not there to be read only. What was written earlier, elsewhere, is not asked again."""
    verdict = can_take_part_in(rights, space, at=at)
    return verdict if not verdict or at is not None else can_write_under(rights, space)


def can_take_part_in(rights: Rights, space: Space, *, at: datetime | None = None) -> Verdict:
    """Reads it, it is open, no pause, and the rules are agreed to."""
    verdict = first_no(can_read_space(rights, space), is_open(space, rights=rights, at=at))
    if not verdict or at is not None:
        return verdict
    kind = space_kinds.get(space.kind)
    allowed = kind.may_write(rights, space) if kind is not None else verdict
    return first_no(allowed, standing(rights, space.scope), may_act(rights, POSTING, space.scope))


def standing(rights: Rights, scope: Scope) -> Verdict:
    pause = rights.paused_in(scope)
    if pause is None:
        return yes()
    if pause.until is None:
        return no(_("You can read here, but not post for now. The letter in your inbox says why."))
    return no(_("You can read here, and post again on %(day)s.") % {"day": day(timezone.localtime(pause.until))})


def first_no(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), yes())
