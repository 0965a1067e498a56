"""What a reader decides: everything is read, unread from here, later, not this one."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Scope, User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.events import ReminderDue
from community.discussion.models import (
    Feed,
    Following,
    LiveChunk,
    Post,
    ReadChunk,
    ReadingHabit,
    Saved,
    Space,
    Thread,
)
from community.discussion.querysets import unread
from community.discussion.services import ledger
from core.bulk import batches
from core.outbox import emit
from courses.models import Unit

AT_ONCE = 200
MOST_WORDS = 30


@transaction.atomic
def read_all(*, actor: User, threads: QuerySet[Thread], until: datetime) -> int:
    """Mark what was there at that moment as read, in threads this person may read; how many posts that were.

    What came after `until` (when the page was drawn) stays new: nobody has seen it.
    """
    rights = rights_of(actor)
    mine = threads & Thread.objects.visible_to(rights)
    late = _late(mine, until)
    rows = []
    live = LiveChunk.objects.filter(thread__in=mine)
    for thread, chunk, bits, seen in unread(live, rights).values_list("thread_id", "chunk", "bits", "seen"):
        fresh = bits & ~seen & ~late.get((thread, chunk), 0)
        if fresh:
            rows.append({"user_id": actor.pk, "thread_id": thread, "chunk": chunk, "bits": fresh})
    rows.sort(key=lambda row: (row["thread_id"], row["chunk"]))
    for some in batches(rows, AT_ONCE):
        ledger.merge_bits(ReadChunk, some)
    return sum(row["bits"].bit_count() for row in rows)


def _late(threads: QuerySet[Thread], until: datetime) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for post in Post.objects.filter(thread__in=threads, created_at__gt=until).only("thread_id", "seq"):
        key = (post.thread_id, post.chunk)
        found[key] = found.get(key, 0) | post.bit
    return found


@transaction.atomic
def unread_from(*, actor: User, post: Post) -> None:
    """This post and all behind it in reading order are new again; one's own stay read."""
    rights = rights_of(actor)
    policies.can_read_post(rights, post).require()
    behind = Post.objects.visible_to(rights).from_here(post).exclude(author=actor)
    for chunk, bits in ledger.chunks_of(list(behind.values_list("seq", flat=True))).items():
        marks = ReadChunk.objects.filter(user=actor, thread=post.thread_id, chunk=chunk)
        marks.update(bits=F("bits").bitand(~bits))


@transaction.atomic
def save_post(*, actor: User, post: Post, remind_at: datetime | None = None) -> Saved:
    """Keep a post for later; keeping it again sets the reminder anew."""
    policies.can_read_post(rights_of(actor), post).require()
    saved, _made = Saved.objects.update_or_create(
        user=actor, post=post, defaults={"remind_at": remind_at, "told_at": None, "since": timezone.now()}
    )
    return saved


@transaction.atomic
def forget_saved(*, actor: User, post_id: int) -> None:
    Saved.objects.filter(user=actor, post=post_id).delete()


def remind_due(limit: int = 200) -> None:
    """Emit an event for each reminder whose time has come, once."""
    due = Saved.objects.filter(remind_at__lte=timezone.now(), told_at__isnull=True).order_by("remind_at")
    for saved in due[:limit]:
        with transaction.atomic():
            if Saved.objects.filter(pk=saved.pk, told_at__isnull=True).update(told_at=timezone.now()):
                emit(ReminderDue(saved_id=saved.pk, post_id=saved.post_id, user_id=saved.user_id))


FOLLOW, PLAIN, MUTE = "follow", "plain", "mute"
CHOICES = (FOLLOW, PLAIN, MUTE)


@transaction.atomic
def set_following(
    *, actor: User, choice: str, scope: Scope | None = None, spaces: Iterable[Space] = (), thread: Thread | None = None
) -> None:
    """Follow, mute or neither: a course (its scope), the places of a unit, a thread. Only what one may read."""
    rights = rights_of(actor)
    targets: list[dict[str, Any]] = [{"space": space} for space in spaces if policies.can_read_space(rights, space)]
    targets += [{"thread": thread}] if thread is not None and policies.can_read_thread(rights, thread) else []
    targets += [{"scope": scope}] if scope is not None and rights.is_member(scope) else []
    for target in targets:
        if choice == PLAIN:
            Following.objects.filter(user=actor, **target).delete()
        else:
            Following.objects.update_or_create(user=actor, **target, defaults={"muted": choice == MUTE})


@transaction.atomic
def renew_feed(*, actor: User, unit: Unit) -> Feed:
    """A new secret address for this unit; the old one answers nobody any more."""
    feed, _made = Feed.objects.update_or_create(
        user=actor, unit=unit, defaults={"token": secrets.token_urlsafe(32), "made_at": timezone.now()}
    )
    return feed


@transaction.atomic
def end_feed(*, actor: User, unit: Unit) -> None:
    Feed.objects.filter(user=actor, unit=unit).delete()


@transaction.atomic
def set_words(*, actor: User, words: Iterable[str]) -> list[str]:
    """Posts with one of these words are folded for this person."""
    kept = list(dict.fromkeys(" ".join(word.split()).lower()[:60] for word in words if word.strip()))[:MOST_WORDS]
    ReadingHabit.objects.update_or_create(user=actor, defaults={"words": kept})
    return kept
