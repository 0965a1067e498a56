"""Who writes at a shared answer, says that a follow-up question is answered, reacts with a small word."""

from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import Privacy, Reaction, State, ThreadKind
from community.discussion.models import Post, PostRevision, Thread
from community.discussion.policies.reading import can_read_post, speaks_for_staff
from core.policy import Verdict, hidden, no, yes
from courses.models import Course


def shares_answers(course: Course | None) -> bool:
    """Unless a course has switched them off, its questions can have an answer that several write."""
    return course is not None and bool(course.setting("shared_answers", True))


def can_share_answer(rights: Rights, thread: Thread) -> Verdict:
    """Have a shared answer at all: an open question of a course that wants them. The acts of `can_do` ask this, too."""
    if thread.kind != ThreadKind.QUESTION or thread.course is None:
        return no(_("Only a question of a course can have a shared answer."))
    if not shares_answers(thread.course):
        return no(_("This course has no shared answers."))
    return yes() if thread.privacy == Privacy.OPEN else no(_("This is private to its author and the staff."))


def can_join_shared(rights: Rights, thread: Thread, post: Post | None) -> Verdict:
    """Write at it, as far as the question and its answer are concerned: staff always, everybody once it is open to them."""
    if post is not None and post.state == State.REMOVED and post.author_id != rights.user_id:
        return no(_("The shared answer is hidden by a moderator."))
    if post is not None and post.state not in {State.POSTED, State.REMOVED}:
        return hidden()
    staff = speaks_for_staff(rights, thread.scope)
    if post is not None and staff:
        return yes()
    allowed = can_share_answer(rights, thread)
    if not allowed or staff:
        return allowed
    return yes() if thread.shared_at is not None else no(_("Staff have not opened this question for a shared answer."))


def can_bring_back(rights: Rights, post: Post) -> Verdict:
    """Make an earlier version of a shared answer what it says now: the staff of the place."""
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if not speaks_for_staff(rights, post.thread.scope):
        return no(_("Earlier versions are brought back by the staff of the course."))
    return yes() if post.is_shared and post.state == State.POSTED else hidden()


def can_resolve(rights: Rights, post: Post) -> Verdict:
    """Say that a follow-up question is answered, or open again: whoever wrote it, whoever asked first, the staff."""
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if not post.asks_on or post.state != State.POSTED:
        return no(_("This is no follow-up question."))
    if rights.user_id in {post.author_id, post.thread.author_id} or speaks_for_staff(rights, post.thread.scope):
        return yes()
    return no(_("Whoever asked and the staff of the course say when it is answered."))


def can_react(rights: Rights, post: Post, reaction: Reaction, *, on: bool = True) -> Verdict:
    """To what others wrote, with a word that the course has chosen; taking one back is always possible."""
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if post.state != State.POSTED:
        return hidden()
    course = post.thread.course
    if on and (course is None or reaction not in course.setting("reactions", [])):
        return no(_("This course has not chosen this reaction."))
    return no(_("This is your own post.")) if on and post.author_id == rights.user_id else yes()


def can_read_version(rights: Rights, post: Post, version: PostRevision) -> Verdict:
    """Whoever reads the answer reads what it said before; what a moderator hid only whoever saved it."""
    if version.hidden_at is not None and version.author_id != rights.user_id:
        return hidden()
    return can_read_post(rights, post)
