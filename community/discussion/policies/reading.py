"""Who may read what: the twins of querysets.py, for one thing at a time; a test proves that they agree."""

from accounts.choices import STAFF
from accounts.models import Scope
from accounts.rights import Rights
from community.discussion.choices import OPENING, State
from community.discussion.models import Approval, Post, Space, Thread
from community.discussion.querysets import unwritten
from core.policy import Verdict, hidden, yes

WAITING = "community.waits"
"""Where the rights of one request keep what was asked once."""
GONE = (State.DELETED, State.REMOVED, State.LEFT)
OWN = (State.SCHEDULED, State.HELD, State.REMOVED)


def can_read_space(rights: Rights, space: Space) -> Verdict:
    return yes() if space.audience_id in rights.audiences else hidden()


def can_read_thread(rights: Rights, thread: Thread) -> Verdict:
    if thread.audience_id not in rights.audiences or _waits_for(rights, thread):
        return hidden()
    there = thread.state == State.POSTED or (thread.state in GONE and thread.post_count > 0)
    own = thread.author_id == rights.user_id and thread.state in OWN
    return yes() if there or own or _looks_first(rights, thread) or _still_waits_in(rights, thread) else hidden()


def can_read_post(rights: Rights, post: Post) -> Verdict:
    if post.audience_id not in rights.audiences or _waits_for(rights, post.thread):
        return hidden()
    own = post.author_id == rights.user_id and post.state in OWN
    if post.state == State.POSTED or own:
        return yes()
    return yes() if _looks_first(rights, post.thread, post) else hidden()


def _looks_first(rights: Rights, thread: Thread, post: Post | None = None) -> bool:
    """Staff look at it before others read it. What moderation holds is not theirs."""
    if (post or thread).state != State.HELD or not speaks_for_staff(rights, thread.scope):
        return False
    this = {"post": post} if post is not None else {"post__thread": thread, "post__seq": OPENING}
    return Approval.objects.undecided().filter(**this).exists()


def _still_waits_in(rights: Rights, thread: Thread) -> bool:
    """Nothing is left of it but an answer that waits, which its author and the staff still reach."""
    if thread.state not in GONE:
        return False
    waiting = Approval.objects.undecided().filter(post__thread=thread)
    if not speaks_for_staff(rights, thread.scope):
        waiting = waiting.filter(post__author=rights.user_id)
    return waiting.exists()


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


def speaks_for_staff(rights: Rights, scope: Scope) -> bool:
    """Educator or assistant of the place, or of the course around it."""
    return any(not rights.memberships.get(pk, frozenset()).isdisjoint(STAFF) for pk in scope.ancestor_ids)
