"""Who may read, write and tend. Reading has its twins in querysets.py; a test proves that they agree."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import FREE_EDIT, UNDO, State, ThreadKind
from community.discussion.models import Post, Space, Thread
from community.discussion.policies.anchoring import NOWHERE_TO_ASK, can_anchor, can_anchor_at, can_follow_anchor
from community.discussion.policies.answers import (
    can_bring_back,
    can_join_shared,
    can_react,
    can_read_version,
    can_resolve,
    can_share_answer,
    shares_answers,
)
from community.discussion.policies.approving import (
    can_approve,
    can_end_first_look,
    can_look_first,
    can_look_first_at,
    can_return,
    can_see_waiting,
)
from community.discussion.policies.choosing import can_see_results, can_see_voters, can_vote
from community.discussion.policies.customs import (
    Customs,
    TooSoon,
    can_begin_under,
    can_post_now,
    can_write_under,
    customs_of,
    is_looked_after,
    pace_line,
    takes,
    writes_again_at,
)
from community.discussion.policies.looking_after import can_give_later, can_grade, can_look_after, can_mark, can_warn
from community.discussion.policies.names import (
    can_open_names,
    can_read_names_log,
    can_see_names,
    goes_without_name,
    naming,
)
from community.discussion.policies.private import can_answer_showing, can_ask_staff, can_ask_to_show
from community.discussion.policies.reading import (
    can_read_post,
    can_read_space,
    can_read_thread,
    speaks_for_staff,
    waits,
)
from community.discussion.policies.writing import (
    POSTING,
    can_write_in,
    closing,
    end_of,
    first_no,
    is_open,
    later_date,
    opening,
    standing,
)
from core.policy import Verdict, hidden, no, yes

__all__ = [
    "NOWHERE_TO_ASK",
    "POSTING",
    "Customs",
    "TooSoon",
    "can_anchor",
    "can_anchor_at",
    "can_answer_showing",
    "can_approve",
    "can_ask_staff",
    "can_ask_to_show",
    "can_begin",
    "can_bring_back",
    "can_delete",
    "can_edit",
    "can_end_first_look",
    "can_endorse",
    "can_follow_anchor",
    "can_give_later",
    "can_grade",
    "can_label",
    "can_look_after",
    "can_look_first",
    "can_look_first_at",
    "can_mark",
    "can_mark_helped",
    "can_open_names",
    "can_point",
    "can_point_at",
    "can_post_now",
    "can_react",
    "can_read_names_log",
    "can_read_post",
    "can_read_space",
    "can_read_thread",
    "can_read_version",
    "can_reply",
    "can_resolve",
    "can_return",
    "can_see_names",
    "can_see_results",
    "can_see_voters",
    "can_see_waiting",
    "can_share_answer",
    "can_start_thread",
    "can_tend",
    "can_undo",
    "can_vote",
    "can_warn",
    "can_write_in",
    "can_write_shared",
    "closing",
    "customs_of",
    "edits_freely",
    "end_of",
    "goes_without_name",
    "is_looked_after",
    "is_open",
    "later_date",
    "naming",
    "opening",
    "pace_line",
    "shares_answers",
    "speaks_for_staff",
    "takes",
    "waits",
    "writes_again_at",
]


def can_start_thread(rights: Rights, space: Space, kind: str, *, at: datetime | None = None) -> Verdict:
    if kind == ThreadKind.ANNOUNCEMENT and not speaks_for_staff(rights, space.scope):
        return no(_("Announcements are written by the staff of the course."))
    begins = can_begin(rights, space, at=at)
    return begins if not begins or at is not None else takes(space, kind)


def can_begin(rights: Rights, space: Space, *, at: datetime | None = None) -> Verdict:
    """Start a thread of some kind."""
    verdict = can_write_in(rights, space, at=at)
    return verdict if not verdict or at is not None else can_begin_under(rights, space)


def can_reply(rights: Rights, thread: Thread, *, at: datetime | None = None) -> Verdict:
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    if thread.closed_at is not None and thread.closed_at <= (at or timezone.now()):
        return no(_("This thread is closed. Everything in it can still be read."))
    if thread.state in {State.SCHEDULED, State.HELD}:
        return no(_("This is not published yet."))
    if thread.replies_off:
        return no(_("Replies are switched off for this announcement."))
    return can_write_in(rights, thread.space, at=at)


def can_write_shared(rights: Rights, thread: Thread, post: Post | None) -> Verdict:
    """Begin the answer that several write, or write at it (`post`): whoever may answer here."""
    readable = can_read_thread(rights, thread)
    return first_no(can_join_shared(rights, thread, post), can_reply(rights, thread)) if readable else readable


def can_edit(rights: Rights, post: Post) -> Verdict:
    """Only the author; also what a moderator asked to be edited, and as long as people may write here."""
    if post.author_id != rights.user_id or post.state == State.DELETED:
        return hidden()
    if post.is_shared:
        return no(_("Several people write this answer. It is edited where everybody edits it."))
    space = post.thread.space
    return first_no(
        _audience(rights, post),
        is_open(space, rights=rights),
        can_write_under(rights, space),
        standing(rights, post.thread.scope),
    )


def can_undo(rights: Rights, post: Post) -> Verdict:
    if post.author_id != rights.user_id or post.state not in {State.POSTED, State.HELD}:
        return hidden()
    if post.answer_count:
        return no(_("Somebody has answered already. You can still edit or delete the post."))
    if post.version > 1:
        return no(_("It was saved more than once. Staff can bring back what it said before."))
    in_time = timezone.now() <= post.created_at + UNDO
    return yes() if in_time else no(_("The 30 seconds are over. You can still edit or delete the post."))


def can_delete(rights: Rights, post: Post) -> Verdict:
    """One's own words, at any time, while one can reach them."""
    if post.author_id != rights.user_id or post.state == State.DELETED:
        return hidden()
    if post.writers > 1:
        return no(_("Others wrote this answer too, so it stays. You can change what it says."))
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
    own = post.author_id == rights.user_id and post.writers < 2  # noqa: PLR2004
    return no(_("This is your own answer.")) if own else yes()


def can_label(rights: Rights, thread: Thread) -> Verdict:
    """Its staff; its author where writers choose."""
    readable = can_read_thread(rights, thread)
    if not readable or thread.course is None:
        return readable or hidden()
    if speaks_for_staff(rights, thread.scope):
        return yes()
    if thread.course.setting("labels_by", "writers") != "writers":
        return no(_("In this course its staff choose the labels."))
    return yes() if thread.author_id == rights.user_id else no(_("The author and the staff choose the labels."))


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
    if original.privacy:
        return no(_("That question is between its author and the staff."))
    if original.pk == thread.pk or original.kind != ThreadKind.QUESTION:
        return no(_("Choose another question of this course."))
    if original.duplicate_of_id is not None:
        return no(_("That question points at an earlier one itself. Choose the earlier one."))
    return yes()


def edits_freely(post: Post) -> bool:
    """Within 15 minutes an edit leaves no history, nor does one before others read it."""
    return post.state == State.HELD or timezone.now() <= post.created_at + FREE_EDIT


def _audience(rights: Rights, post: Post) -> Verdict:
    return yes() if post.audience_id in rights.audiences else hidden()
