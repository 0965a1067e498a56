"""Who may read, write and tend. Reading has its twins in querysets.py; a test proves that they agree."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF
from accounts.models import Scope, User
from accounts.rights import Rights
from community.discussion.choices import FEWEST_VOTERS, FREE_EDIT, UNDO, ResultsAfter, State, ThreadKind
from community.discussion.models import Later, Poll, Post, Space, Thread
from community.discussion.querysets import looked_after, unwritten
from community.extensions import space_kinds
from core.moments import day
from core.policy import Verdict, hidden, no, yes
from courses.choices import PlacementState
from courses.models import Course, Placement
from ethics.policies import may_act

POSTING = "community.post"
"""The gate before everything one writes here (gates.py)."""
WAITING, LATER = "community.waits", "community.later"
"""Where the rights of one request keep what was asked once."""
GONE = (State.DELETED, State.REMOVED)
OWN = (State.SCHEDULED, State.HELD, State.REMOVED)


def can_read_space(rights: Rights, space: Space) -> Verdict:
    return yes() if space.audience_id in rights.audiences else hidden()


def can_read_thread(rights: Rights, thread: Thread) -> Verdict:
    if thread.audience_id not in rights.audiences or _waits_for(rights, thread):
        return hidden()
    there = thread.state == State.POSTED or (thread.state in GONE and thread.post_count > 0)
    own = thread.author_id == rights.user_id and thread.state in OWN
    return yes() if there or own else hidden()


def can_read_post(rights: Rights, post: Post) -> Verdict:
    if post.audience_id not in rights.audiences or _waits_for(rights, post.thread):
        return hidden()
    own = post.author_id == rights.user_id and post.state in OWN
    return yes() if post.state == State.POSTED or own else hidden()


def waits(rights: Rights, space: Space) -> bool:
    """Whether this learner writes first here and has not yet; asked once for all spaces, and only where it may be so."""
    if not space.write_first:
        return False
    if WAITING not in rights.memo:
        rights.memo[WAITING] = frozenset(unwritten(rights).values_list("pk", flat=True))
    return space.pk in rights.memo[WAITING]


def _waits_for(rights: Rights, thread: Thread) -> bool:
    space = thread.space
    return space.write_first and thread.audience_id == space.audience_id and waits(rights, space)


def later_date(rights: Rights, placement: Placement) -> date | None:
    """Until when this person has time in a block, where staff gave them a later date: one query for all blocks."""
    if LATER not in rights.memo:
        mine = Later.objects.filter(user=rights.user_id)
        rights.memo[LATER] = dict(mine.values_list("placement_id", "until"))
    found: date | None = rights.memo[LATER].get(placement.pk)
    return found


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
    """Reads it, it is open, no pause, and the rules are agreed to. What was written earlier, elsewhere, is not asked again."""
    verdict = _first_no(can_read_space(rights, space), is_open(space, rights=rights, at=at))
    if not verdict or at is not None:
        return verdict
    kind = space_kinds.get(space.kind)
    allowed = kind.may_write(rights, space) if kind is not None else verdict
    return _first_no(allowed, _standing(rights, space.scope), may_act(rights, POSTING, space.scope))


def can_start_thread(rights: Rights, space: Space, kind: str, *, at: datetime | None = None) -> Verdict:
    if kind == ThreadKind.ANNOUNCEMENT and not speaks_for_staff(rights, space.scope):
        return no(_("Announcements are written by the staff of the course."))
    return can_write_in(rights, space, at=at)


def can_vote(rights: Rights, poll: Poll) -> Verdict:
    """Whoever reads it and may write where it stands, until it closes."""
    thread = poll.thread
    readable = can_read_thread(rights, thread)
    if not readable or thread.state != State.POSTED:
        return hidden()
    over = poll.closes_at is not None and poll.closes_at <= timezone.now()
    if over or thread.closed_at is not None:
        return no(_("This poll is closed. What people chose can still be read."))
    return can_write_in(rights, thread.space)


def can_see_results(rights: Rights, poll: Poll, *, voted: bool) -> Verdict:
    """As it said beforehand; never while so few have voted that one could guess who chose what."""
    is_open = poll.closes_at is None or poll.closes_at > timezone.now()
    is_open = is_open and poll.thread.closed_at is None
    if is_open and poll.results == ResultsAfter.CLOSING:
        return no(_("Results are shown when the poll has closed."))
    if is_open and not voted:
        return no(_("Results are shown when you have voted."))
    if poll.voters < FEWEST_VOTERS and not poll.named:
        return no(_("Results are shown once five people have voted, so that nobody can guess who chose what."))
    return yes()


def can_see_voters(rights: Rights, poll: Poll) -> Verdict:
    """The staff, where everybody knew before they voted."""
    named = poll.named and speaks_for_staff(rights, poll.thread.scope)
    return yes() if named else no(_("Nobody sees who voted for what."))


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
    return _first_no(
        _audience(rights, post), is_open(post.thread.space, rights=rights), _standing(rights, post.thread.scope)
    )


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


def can_look_after(rights: Rights, course: Course) -> Verdict:
    """See who has written and who has not: the staff of the course, and of a group in it."""
    if any(rights.memberships.get(pk, frozenset()) & STAFF for pk in course.scope.ancestor_ids):
        return yes()
    if rights.below(course.scope, *STAFF):
        return yes()
    return no(_("Only the staff of the course see who has written and who has not."))


def can_give_later(rights: Rights, placement: Placement, person: User) -> Verdict:
    """A later date for a student whom this person looks after."""
    allowed = can_look_after(rights, placement.unit.course)
    if not allowed:
        return allowed
    theirs = looked_after(rights, placement.unit.course.scope).filter(user=person)
    return yes() if theirs.exists() else hidden()


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
