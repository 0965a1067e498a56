"""Saying that a question was asked before: both stay, and the later one shows the way."""

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import OPENING
from community.discussion.events import ThreadPointed, ThreadUnpointed
from community.discussion.models import Thread
from community.discussion.services import ledger
from community.discussion.services.steady import steady
from core.outbox import emit


@steady
def point(*, actor: User, thread: Thread, original: Thread) -> None:
    """Twice changes nothing. What pointed at this one points at the original from now on."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    rights = rights_of(actor)
    policies.can_point(rights, thread).require()
    policies.can_point_at(rights, thread, Thread.objects.get(pk=original.pk)).require()
    if thread.duplicate_of_id == original.pk:
        return
    thread.duplicate_of_id = original.pk
    ledger.save(thread)
    Thread.objects.filter(duplicate_of=thread).update(duplicate_of=original)
    opening = thread.posts.filter(seq=OPENING).values_list("pk", flat=True).first() or 0
    ids = {"thread_id": thread.pk, "post_id": opening, "original_id": original.pk}
    emit(ThreadPointed(**ids, author_id=thread.author_id, by_id=actor.pk))


@steady
def unpoint(*, actor: User, thread: Thread) -> None:
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    policies.can_point(rights_of(actor), thread).require()
    if thread.duplicate_of_id is not None:
        thread.duplicate_of_id = None
        ledger.save(thread)
        emit(ThreadUnpointed(thread_id=thread.pk))
