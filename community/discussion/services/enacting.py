"""Carrying out what moderation decided. No actor: only the declaration in contents.py calls these."""

from django.utils import timezone

from community.discussion.choices import State
from community.discussion.events import PostHidden, PostRestored
from community.discussion.models import Post, PostRevision, Thread
from community.discussion.services import ledger
from community.discussion.services.holding import is_undecided
from community.discussion.services.search import forget, index
from community.discussion.services.steady import steady
from core.outbox import emit


@steady
def hide_post(post: Post) -> None:
    """Out of everybody's sight but the author's; hiding twice changes nothing."""
    post, thread = ledger.lock_post(post)
    if post.state not in {State.POSTED, State.HELD}:
        return
    was_there = post.is_there
    post.state, post.gone_at = State.REMOVED, timezone.now()
    ledger.touch(post, thread, "state", "gone_at")
    forget(post)
    if post.is_opening:
        thread.state = State.REMOVED
    if was_there:
        ledger.vanish(post, thread)
    ledger.save(thread)
    emit(PostHidden(thread_id=thread.pk, post_id=post.pk))


@steady
def restore_post(post: Post) -> None:
    """Back to its old place, with no mark; what its author deleted meanwhile stays deleted."""
    post, thread = ledger.lock_post(post)
    if post.state not in {State.REMOVED, State.HELD}:
        return
    if is_undecided(post):
        _hold_again(post, thread)
        return
    post.state, post.gone_at = State.POSTED, None
    ledger.touch(post, thread, "state", "gone_at")
    if post.is_opening:
        thread.state = State.POSTED
    ledger.reappear(post, thread)
    ledger.save(thread)
    index(post)
    emit(PostRestored(thread_id=thread.pk, post_id=post.pk))


def _hold_again(post: Post, thread: Thread) -> None:
    """Staff had not looked at it yet when it was hidden, so it waits for them again."""
    post.state, post.gone_at = State.HELD, None
    post.save(update_fields=["state", "gone_at"])
    if post.is_opening:
        thread.state = State.HELD
        thread.save(update_fields=["state"])


def hide_version(revision: PostRevision) -> None:
    """An earlier version of an answer that several write, out of everybody's sight but that of whoever saved it."""
    PostRevision.objects.filter(pk=revision.pk, hidden_at=None).update(hidden_at=timezone.now())


def restore_version(revision: PostRevision) -> None:
    PostRevision.objects.filter(pk=revision.pk).update(hidden_at=None)
