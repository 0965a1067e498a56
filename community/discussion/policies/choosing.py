"""Who votes in a poll, and what they see of it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import FEWEST_VOTERS, ResultsAfter, State
from community.discussion.models import Poll
from community.discussion.policies.reading import can_read_thread, speaks_for_staff
from community.discussion.policies.writing import can_take_part_in
from core.policy import Verdict, hidden, no, yes


def can_vote(rights: Rights, poll: Poll) -> Verdict:
    """Whoever reads it and takes part where it stands, until it closes; also where only staff write."""
    thread = poll.thread
    readable = can_read_thread(rights, thread)
    if not readable or thread.state != State.POSTED:
        return hidden()
    over = poll.closes_at is not None and poll.closes_at <= timezone.now()
    if over or thread.closed_at is not None:
        return no(_("This poll is closed. What people chose can still be read."))
    return can_take_part_in(rights, thread.space)


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
    named = poll.named and not poll.thread.space.veiled and speaks_for_staff(rights, poll.thread.scope)
    return yes() if named else no(_("Nobody sees who voted for what."))
