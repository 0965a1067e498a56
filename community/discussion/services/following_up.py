"""Further questions under a question: whoever wrote one, whoever asked first and the staff say when it is answered."""

from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import Act, Answered, FollowUp, State, ThreadKind
from community.discussion.events import FollowUpReopened, FollowUpResolved
from community.discussion.models import Post, Tending, Thread
from community.discussion.services import ledger
from community.discussion.services.logbook import note
from community.discussion.services.promising import promise
from community.discussion.services.steady import steady
from core.outbox import emit


def flag(post: Post, thread: Thread) -> None:
    """Part of replying, under its locks: this reply asks something further. Elsewhere than under a question it just replies."""
    if thread.kind != ThreadKind.QUESTION:
        return
    post.follow_up = FollowUp.OPEN
    post.save(update_fields=["follow_up"])
    if post.state == State.HELD:
        return
    _promise_anew(thread)
    thread.open_follow_ups += 1


def resolve_follow_up(*, actor: User, post: Post) -> Tending | None:
    return _settle(actor=actor, post=post, state=FollowUp.RESOLVED)


def reopen_follow_up(*, actor: User, post: Post) -> Tending | None:
    return _settle(actor=actor, post=post, state=FollowUp.OPEN)


@steady
def _settle(*, actor: User, post: Post, state: FollowUp) -> Tending | None:
    """What staff do to a question of somebody else stands in their log, from where it can be undone."""
    post, thread = ledger.lock_post(post)
    policies.can_resolve(rights_of(actor), post).require()
    if post.follow_up == state:
        return None
    before = {"post": post.pk, "follow_up": post.follow_up}
    set_follow_up(post, thread, state)
    event = FollowUpResolved if state == FollowUp.RESOLVED else FollowUpReopened
    emit(event(thread_id=thread.pk, post_id=post.pk))
    if actor.pk in {post.author_id, thread.author_id} or thread.course_id is None:
        return None
    act = Act.RESOLVE if state == FollowUp.RESOLVED else Act.ASK_ON
    return note(by=actor, act=act, thread=thread, before=before, told=[post.author_id])


def set_follow_up(post: Post, thread: Thread, state: str) -> None:
    """On a locked thread, which is counted and saved."""
    if state == FollowUp.OPEN:
        _promise_anew(thread)
    post.follow_up = state
    ledger.touch(post, thread, "follow_up")
    ledger.settle(thread)
    ledger.save(thread)


def _promise_anew(thread: Thread) -> None:
    """Where nothing else waits for an answer, the promise of the staff begins again."""
    if thread.answered != Answered.NO and not thread.open_follow_ups:
        thread.answer_due_at = promise(thread.course, timezone.now())
