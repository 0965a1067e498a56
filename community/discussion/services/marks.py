"""What readers do with posts: read them, find them helpful, follow where they are."""

import logging
from collections.abc import Iterable, Sequence

from django.db import OperationalError, transaction
from django.db.models import F

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.models import Following, Helped, Post, ReadChunk, Thread
from community.discussion.services import ledger
from community.discussion.services.steady import Moved, steady
from core.together import Write, together
from notifications.extensions import notices
from notifications.services import mark_read_about

logger = logging.getLogger(__name__)


def read(*, user_id: int, thread_id: int, seqs: Iterable[int]) -> None:
    """These posts are read; what is marked already costs nothing and is never taken back."""
    together(*read_bits(user_id=user_id, thread_id=thread_id, seqs=seqs))


def read_bits(*, user_id: int, thread_id: int, seqs: Iterable[int]) -> list[Write]:
    chunks = ledger.chunks_of(list(seqs))
    rows = [
        {"user_id": user_id, "thread_id": thread_id, "chunk": chunk, "bits": bits}
        for chunk, bits in sorted(chunks.items())
    ]
    return [ledger.bits_in(ReadChunk, rows)] if rows else []


def read_if_possible(*, user_id: int, thread_id: int, seqs: Sequence[int]) -> None:
    """The one write of a GET: where the database is busy the posts stay new, and the page is shown all the same."""
    if not seqs:
        return
    try:
        with transaction.atomic():
            read(user_id=user_id, thread_id=thread_id, seqs=seqs)
            mark_read_about(user_id=user_id, kinds=_told_of_threads(), fold=str(thread_id))
    except OperationalError as error:
        logger.info("A read mark was skipped: %s", error.__class__.__name__)


def _told_of_threads() -> list[str]:
    """The kinds of notices that speak of what was written in a thread: whoever opens it has seen what they tell."""
    return [kind.key for kind in notices if "thread_id" in kind.event.__annotations__]


@steady
def mark_helped(*, actor: User, post: Post) -> None:
    """This helped me (under the opening post of a question: I have the same question, and want to hear of answers). Twice changes nothing."""
    policies.can_mark_helped(rights_of(actor), post).require()
    _, made = Helped.objects.get_or_create(post=post, user=actor)
    if made:
        _count_helped(post, +1)
    if made and post.asks:
        follow_quietly(user_id=actor.pk, thread_id=post.thread_id)


@steady
def unmark_helped(*, actor: User, post: Post) -> None:
    policies.can_mark_helped(rights_of(actor), post).require()
    gone, _ = Helped.objects.filter(post=post, user=actor).delete()
    if gone:
        _count_helped(post, -1)


def forget_helped(helped: Helped) -> None:
    """Part of erasing a person: the count loses one."""
    _forget_helped(helped.pk, helped.post)


@steady
def _forget_helped(pk: int, post: Post) -> None:
    Helped.objects.filter(pk=pk).delete()
    _count_helped(post, -1)


def _count_helped(post: Post, step: int) -> None:
    """The thread first, as everywhere; a post that was moved to another one meanwhile is counted there."""
    Thread.objects.filter(pk=post.thread_id).update(helped_count=F("helped_count") + step)
    here = Post.objects.filter(pk=post.pk, thread=post.thread_id)
    if not here.update(helped_count=F("helped_count") + step):
        raise Moved
    post.helped_count += step


def follow_quietly(*, user_id: int, thread_id: int) -> None:
    """Who writes in a thread follows it, unless they follow or muted it already."""
    Following.objects.bulk_create([Following(user_id=user_id, thread_id=thread_id)], ignore_conflicts=True)


@transaction.atomic
def follow(*, actor: User, thread: Thread) -> None:
    policies.can_read_thread(rights_of(actor), thread).require()
    Following.objects.update_or_create(user=actor, thread=thread, defaults={"muted": False})


@transaction.atomic
def unfollow(*, actor: User, thread: Thread) -> None:
    """No more of this thread, also when they write in it again."""
    policies.can_read_thread(rights_of(actor), thread).require()
    Following.objects.update_or_create(user=actor, thread=thread, defaults={"muted": True})
