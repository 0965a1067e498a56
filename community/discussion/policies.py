"""Who may read, write and tend. Reading has its twins in querysets.py; a test proves that they agree."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF
from accounts.models import Scope
from accounts.rights import Rights
from community.discussion.choices import FREE_EDIT, UNDO, State, ThreadKind
from community.discussion.models import Post, Space, Thread
from community.extensions import space_kinds
from core.moments import day
from core.policy import Verdict, hidden, no, yes
from courses.choices import PlacementState
from courses.models import Placement
from ethics.policies import may_act

POSTING = "community.post"
"""The gate before everything one writes here (gates.py)."""
GONE = (State.DELETED, State.REMOVED)
OWN = (State.SCHEDULED, State.HELD, State.REMOVED)


def can_read_space(rights: Rights, space: Space) -> Verdict:
    return yes() if space.audience_id in rights.audiences else hidden()


def can_read_thread(rights: Rights, thread: Thread) -> Verdict:
    if thread.audience_id not in rights.audiences:
        return hidden()
    there = thread.state == State.POSTED or (thread.state in GONE and thread.post_count > 0)
    own = thread.author_id == rights.user_id and thread.state in OWN
    return yes() if there or own else hidden()


def can_read_post(rights: Rights, post: Post) -> Verdict:
    if post.audience_id not in rights.audiences:
        return hidden()
    own = post.author_id == rights.user_id and post.state in OWN
    return yes() if post.state == State.POSTED or own else hidden()


def speaks_for_staff(rights: Rights, scope: Scope) -> bool:
    """Educator or assistant of the place, or of the course around it."""
    return any(not rights.memberships.get(pk, frozenset()).isdisjoint(STAFF) for pk in scope.ancestor_ids)


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


def is_open(space: Space, *, at: datetime | None = None) -> Verdict:
    """May anybody write here at this moment? Reading goes on after the closing."""
    at = at or timezone.now()
    closed = no(_("This discussion is closed. Everything in it can still be read."))
    if space.closed_at is not None and space.closed_at <= at:
        return closed
    going = _course_goes_on(space, at)
    if not going:
        return going
    return _placement_is_open(space, at, closed) if space.placement is not None else yes()


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


def _placement_is_open(space: Space, at: datetime, closed: Verdict) -> Verdict:
    assert space.placement is not None
    until, since = closing(space.placement, space.scope), opening(space.placement, space.scope)
    if until is not None and until <= at:
        return closed
    if since is not None and since > at:
        return no(_("This discussion opens on %(day)s.") % {"day": day(since)})
    if space.placement.state == PlacementState.DRAFT:
        return no(_("This discussion is a draft. It opens when it is placed in the unit."))
    return yes() if space.placement.state == PlacementState.PLACED else closed


def can_write_in(rights: Rights, space: Space, *, at: datetime | None = None) -> Verdict:
    """Reads it, it is open, no pause, and the rules are agreed to. What was written earlier, elsewhere, is not asked again."""
    verdict = _first_no(can_read_space(rights, space), is_open(space, at=at))
    if not verdict or at is not None:
        return verdict
    kind = space_kinds.get(space.kind)
    allowed = kind.may_write(rights, space) if kind is not None else verdict
    return _first_no(allowed, _standing(rights, space.scope), may_act(rights, POSTING, space.scope))


def can_start_thread(rights: Rights, space: Space, kind: str, *, at: datetime | None = None) -> Verdict:
    if kind == ThreadKind.ANNOUNCEMENT and not speaks_for_staff(rights, space.scope):
        return no(_("Announcements are written by the staff of the course."))
    return can_write_in(rights, space, at=at)


def can_reply(rights: Rights, thread: Thread, *, at: datetime | None = None) -> Verdict:
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    if thread.closed_at is not None and thread.closed_at <= (at or timezone.now()):
        return no(_("This thread is closed. Everything in it can still be read."))
    if thread.state == State.SCHEDULED:
        return no(_("This is not published yet."))
    if thread.replies_off:
        return no(_("Replies are switched off for this announcement."))
    return can_write_in(rights, thread.space, at=at)


def can_edit(rights: Rights, post: Post) -> Verdict:
    """Only the author; also what a moderator asked to be edited, and as long as people may write here."""
    if post.author_id != rights.user_id or post.state == State.DELETED:
        return hidden()
    return _first_no(_audience(rights, post), is_open(post.thread.space), _standing(rights, post.thread.scope))


def can_undo(rights: Rights, post: Post) -> Verdict:
    if post.author_id != rights.user_id or post.state != State.POSTED:
        return hidden()
    if post.answer_count:
        return no(_("Somebody has answered already. You can still edit or delete the post."))
    in_time = timezone.now() <= post.created_at + UNDO
    return yes() if in_time else no(_("The 30 seconds are over. You can still edit or delete the post."))


def can_delete(rights: Rights, post: Post) -> Verdict:
    """One's own words, at any time, while one can reach them."""
    if post.author_id != rights.user_id or post.state == State.DELETED:
        return hidden()
    return _audience(rights, post)


def can_mark_helped(rights: Rights, post: Post) -> Verdict:
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if post.state != State.POSTED:
        return hidden()
    return no(_("This is your own post.")) if post.author_id == rights.user_id else yes()


def can_endorse(rights: Rights, post: Post) -> Verdict:
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if not speaks_for_staff(rights, post.thread.scope):
        return no(_("Answers are endorsed by the staff of the course."))
    if post.is_opening or post.thread.kind != ThreadKind.QUESTION or post.state != State.POSTED:
        return no(_("Only an answer to a question can be endorsed."))
    return no(_("This is your own answer.")) if post.author_id == rights.user_id else yes()


def can_tend(rights: Rights, thread: Thread) -> Verdict:
    """Close, reopen, pin."""
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    return yes() if speaks_for_staff(rights, thread.scope) else no(_("The staff of the course look after this."))


def can_point(rights: Rights, thread: Thread) -> Verdict:
    """Say that a question was asked before: its author, and the staff."""
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    if thread.kind != ThreadKind.QUESTION or thread.course_id is None:
        return no(_("Only a question can have been asked before."))
    if thread.author_id == rights.user_id or speaks_for_staff(rights, thread.scope):
        return yes()
    return no(_("The author and the staff of the course can say that this was asked before."))


def can_point_at(rights: Rights, thread: Thread, original: Thread) -> Verdict:
    """At another question of the same course that one can read and that is not itself pointed elsewhere."""
    if not can_read_thread(rights, original) or original.course_id != thread.course_id:
        return no(_("There is no such question in this course."))
    if original.pk == thread.pk or original.kind != ThreadKind.QUESTION:
        return no(_("Choose another question of this course."))
    if original.duplicate_of_id is not None:
        return no(_("That question points at an earlier one itself. Choose the earlier one."))
    return yes()


def edits_freely(post: Post) -> bool:
    """Within 15 minutes an edit leaves no history."""
    return timezone.now() <= post.created_at + FREE_EDIT


def _audience(rights: Rights, post: Post) -> Verdict:
    return yes() if post.audience_id in rights.audiences else hidden()


def _standing(rights: Rights, scope: Scope) -> Verdict:
    pause = rights.paused_in(scope)
    if pause is None:
        return yes()
    if pause.until is None:
        return no(_("You can read here, but not post for now. The letter in your inbox says why."))
    return no(_("You can read here, and post again on %(day)s.") % {"day": day(timezone.localtime(pause.until))})


def _first_no(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), yes())
