"""What the staff of a course do with threads: endorse answers, close, reopen, pin."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.events import AnswerEndorsed, EndorsementWithdrawn, ThreadClosed, ThreadReopened
from community.discussion.models import Endorsement, Post, Thread
from community.discussion.services import ledger
from core.outbox import emit


@transaction.atomic
def endorse(*, actor: User, post: Post, reason: str) -> Endorsement:
    """Stand behind an answer and say why; endorsing again renews the reason and the date of the check."""
    post, thread = ledger.lock_post(post)
    policies.can_endorse(rights_of(actor), post).require()
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("Please say why: the reason is what people learn from."))
    endorsement, _made = Endorsement.objects.update_or_create(
        post=post, withdrawn_at=None, defaults={"by": actor, "reason": reason, "checked_at": timezone.now()}
    )
    _changed(post, thread)
    emit(AnswerEndorsed(thread_id=thread.pk, post_id=post.pk, author_id=post.author_id, by_id=actor.pk))
    return endorsement


@transaction.atomic
def withdraw_endorsement(*, actor: User, post: Post) -> None:
    post, thread = ledger.lock_post(post)
    policies.can_tend(rights_of(actor), thread).require()
    if Endorsement.objects.filter(post=post, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        _changed(post, thread)
        emit(EndorsementWithdrawn(thread_id=thread.pk, post_id=post.pk))


def _changed(post: Post, thread: Thread) -> None:
    Post.objects.filter(pk=post.pk).update(revision=thread.space.revision)
    ledger.settle(thread)
    ledger.save(thread)


@transaction.atomic
def close_thread(*, actor: User, thread: Thread) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_tend(rights_of(actor), thread).require()
    if thread.closed_at is None:
        thread.closed_at, thread.closed_by = timezone.now(), actor
        ledger.save(thread)
        emit(ThreadClosed(thread_id=thread.pk))


@transaction.atomic
def reopen_thread(*, actor: User, thread: Thread) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_tend(rights_of(actor), thread).require()
    if thread.closed_at is not None:
        thread.closed_at, thread.closed_by = None, None
        ledger.save(thread)
        emit(ThreadReopened(thread_id=thread.pk))


@transaction.atomic
def pin_thread(*, actor: User, thread: Thread) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_tend(rights_of(actor), thread).require()
    thread.pinned_at = thread.pinned_at or timezone.now()
    ledger.save(thread)


@transaction.atomic
def unpin_thread(*, actor: User, thread: Thread) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_tend(rights_of(actor), thread).require()
    thread.pinned_at = None
    ledger.save(thread)
