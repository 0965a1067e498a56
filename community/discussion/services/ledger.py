"""Numbers kept under the row locks: seq, revision, what is there, counters. Space first, then thread: always this order."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.choices import STAFF
from community.discussion.choices import CHUNK, OPENING, Answered, FollowUp, State
from community.discussion.models import (
    Endorsement,
    LiveChunk,
    Origin,
    Post,
    PostRevision,
    ReadChunk,
    Space,
    Thread,
)
from community.discussion.services.steady import Moved
from core.kept import At, Kept
from core.together import Write, changed, together
from notifications.services import ring_streams

AROUND = ("scope", "course__scope", "space__placement", "space__audience")
"""What everybody who changes a thread asks of its place."""


def lock_space(space_id: int) -> Space:
    """The row that everybody who changes something in this space waits for; its revision is raised at once."""
    space = (
        Space.objects.select_for_update(of=("self",), no_key=True)
        .select_related("placement", "course", "scope", "audience")
        .get(pk=space_id)
    )
    space.revision += 1
    transaction.on_commit(ring_streams, robust=True)
    return space


def _both(_reader: Any, at: At) -> "QuerySet[Thread]":
    locked = Thread.objects.select_for_update(of=("space", "self"), no_key=True)
    return locked.select_related(*AROUND).filter(pk=at.thread, space=at.space)


BOTH = Kept(_both)


def lock_thread(thread_id: int, space_id: int) -> Thread:
    """The thread under its own lock, with `space` locked before it; `Moved` when it is no longer in that space.

    One statement: the database locks the rows of the tables in the order in which they are named to it.
    """
    thread = BOTH.first(None, thread=thread_id, space=space_id)
    if thread is None or thread.state == State.MERGED:
        raise Moved
    thread.space.revision += 1
    transaction.on_commit(ring_streams, robust=True)
    return _at_hand(thread)


def _at_hand(thread: Thread) -> Thread:
    """What thread and space share, so that nobody asks for it twice."""
    space = thread.space
    for thing, other in ((space, "scope"), (space, "course"), (thread, "audience")):
        near = thread if thing is space else space
        if getattr(thing, f"{other}_id") == getattr(near, f"{other}_id"):
            setattr(thing, other, getattr(near, other))
    return thread


def lock_threads(ids: Iterable[int], *, also: Iterable[int] = (), merged: bool = False) -> dict[int, Thread]:
    """Several threads, and the spaces they are in or go to (`also`): the spaces first, each in the order of its key."""
    wanted = sorted(set(ids))
    places = set(Thread.objects.filter(pk__in=wanted).values_list("space_id", flat=True)) | set(also)
    spaces = {pk: lock_space(pk) for pk in sorted(places)}
    rows = Thread.objects.select_for_update(of=("self",), no_key=True).select_related("scope", "audience")
    found = {thread.pk: thread for thread in rows.filter(pk__in=wanted).order_by("pk")}
    for thread in found.values():
        if thread.space_id not in spaces or (thread.state == State.MERGED and not merged):
            raise Moved
        thread.space = spaces[thread.space_id]
    return found


def lock_post(post: Post) -> tuple[Post, Thread]:
    """A post as it stands now, with its thread and space locked around it."""
    thread = lock_thread(post.thread_id, post.space_id)
    fresh = Post.objects.select_related("persona__user", "author").get(pk=post.pk)
    if fresh.thread_id != thread.pk:
        raise Moved
    fresh.thread = thread
    return fresh, thread


def counts_here(thread: Thread) -> int:
    """1 when all readers of the space read the thread, else 0: nothing that others cannot read stands in a number they see."""
    return int(thread.audience_id == thread.space.audience_id)


def appear(post: Post, thread: Thread) -> list[Write]:
    """A new post is there: counted, and marked in the chunk of what is there. The caller writes, and saves thread and space."""
    thread.post_count += 1
    thread.space.post_count += counts_here(thread)
    there = bits_in(LiveChunk, [{"thread_id": thread.pk, "chunk": post.chunk, "bits": post.bit}])
    return [there] if post.is_opening else [there, _one_more_below(post)]


def vanish(post: Post, thread: Thread) -> None:
    """A post is no longer there (undone, deleted, hidden)."""
    chunk = LiveChunk.objects.filter(thread=thread, chunk=post.chunk)
    chunk.update(bits=F("bits").bitand(~post.bit))
    _count_for_parents(post, -1)
    settle(thread)
    count_threads(thread)


def reappear(post: Post, thread: Thread) -> None:
    """A hidden post comes back to its place; one that came from an earlier course was never new to anybody."""
    if not Origin.objects.filter(post=post).exists():
        merge_bits(LiveChunk, [{"thread_id": thread.pk, "chunk": post.chunk, "bits": post.bit}])
    _count_for_parents(post, +1)
    settle(thread)
    count_threads(thread)


def _count_for_parents(post: Post, step: int) -> None:
    """Everything above a post knows how many there are below it, so that an empty place is kept for a gone one."""
    if post.is_opening:
        return
    above = {post.reply_to_id, post.root_id}
    opening = Post.objects.filter(thread=post.thread_id, seq=1)
    parents = Post.objects.filter(pk__in={pk for pk in above if pk is not None}) | opening
    parents.update(answer_count=F("answer_count") + step)


def _one_more_below(post: Post) -> Write:
    """As above, as a statement that goes with others."""
    quote = connection.ops.quote_name
    table, count = quote(Post._meta.db_table), quote("answer_count")
    above = [pk for pk in {post.reply_to_id, post.root_id} if pk is not None]
    keys = "".join(f" OR {quote('id')} = %s" for _pk in above)
    sql = f"UPDATE {table} SET {count} = {count} + 1 WHERE ({quote('thread_id')} = %s AND {quote('seq')} = %s){keys}"  # noqa: S608
    return Write(sql, (post.thread_id, OPENING, *above))


def count_threads(thread: Thread) -> None:
    """How many threads of the space have something in them."""
    others = Thread.objects.filter(space=thread.space, audience=thread.space.audience_id, post_count__gt=0)
    here = 1 if thread.post_count and counts_here(thread) else 0
    thread.space.thread_count = others.exclude(pk=thread.pk).count() + here


def settle(thread: Thread) -> None:
    """Every counter of a thread from its posts; what the incremental way keeps must be the same."""
    there = Post.objects.filter(thread=thread, state=State.POSTED)
    before = thread.post_count
    facts = there.aggregate(
        n=Count("pk"),
        people=Count("persona", distinct=True),
        helped=Sum("helped_count"),
        asking=Count("pk", filter=Q(follow_up=FollowUp.OPEN, seq__gt=OPENING)),
        shared=Count("pk", filter=Q(version__gt=0)),
    )
    thread.open_follow_ups = facts["asking"]
    thread.post_count, thread.people_count, thread.helped_count = facts["n"], facts["people"], facts["helped"] or 0
    thread.space.post_count += counts_here(thread) * (thread.post_count - before)
    last = there.order_by("-seq").first()
    thread.last_post_at = last.created_at if last else thread.created_at
    thread.last_persona_id = last.persona_id if last else thread.persona_id
    answers = there.exclude(seq=OPENING)
    endorsement = (
        Endorsement.objects.filter(post__in=answers, withdrawn_at__isnull=True).order_by("-created_at").first()
    )
    thread.endorsed_post_id = endorsement.post_id if endorsement else None
    others = there.filter(Q(follow_up="") | Q(seq=OPENING), version=0).exclude(persona=thread.persona_id)
    thread.staff_replied_at = others.filter(persona__role__in=STAFF).aggregate(at=Min("created_at"))["at"]
    together = _together(thread) if facts["shared"] else {}
    by_staff = [at for at in (thread.staff_replied_at, together.get("staff")) if at is not None]
    thread.staff_replied_at = min(by_staff, default=None)
    thread.answered = _answered(thread, others_wrote="others" in together or others.exists())


def _together(thread: Thread) -> dict[str, Any]:
    """When somebody other than the asker, and when staff, first saved a version of an answer that several write."""
    there = Post.objects.filter(thread=thread, state=State.POSTED, version__gt=0)
    now = there.values_list("persona_id", "persona__role", Coalesce("edited_at", "created_at"))
    before = PostRevision.objects.filter(post__in=there).values_list("persona_id", "persona__role", "said_at")
    found: dict[str, Any] = {}
    for persona, role, at in sorted([*now, *before], key=lambda each: each[2]):
        if persona != thread.persona_id:
            found.setdefault("others", at)
            if role in STAFF:
                found.setdefault("staff", at)
    return found


def _answered(thread: Thread, *, others_wrote: bool) -> str:
    if thread.endorsed_post_id:
        return Answered.ENDORSED
    if thread.staff_replied_at or thread.settled_at:
        return Answered.STAFF
    return Answered.PEER if others_wrote else Answered.NO


def save(thread: Thread, *also: Write) -> None:
    """Write what was counted, with the revision of the change."""
    thread.revision = thread.space.revision
    counted = changed(thread.space, "revision", "thread_count", "post_count", "closed_at")
    together(changed(thread), counted, *also)


def save_around(post: Post, thread: Thread, *, held: bool) -> None:
    """After a change of one post. One that is (or was) held leaves no mark on what others read: no revision, no count."""
    if not held:
        save(thread)
    elif post.is_opening:
        thread.save()


def touch(post: Post, thread: Thread, *fields: str) -> None:
    """Write a changed post under the revision of the change."""
    post.revision = thread.space.revision
    post.save(update_fields=[*fields, "revision"])


def merge_bits(model: type[ReadChunk | LiveChunk], rows: list[dict[str, int]]) -> None:
    """Upsert `bits | excluded.bits`; a row that would not change is not written."""
    if rows:
        together(bits_in(model, rows))


def bits_in(model: type[ReadChunk | LiveChunk], rows: list[dict[str, int]]) -> Write:
    fields = list(rows[0])
    quote = connection.ops.quote_name
    table, bits = quote(model._meta.db_table), quote("bits")
    names = ", ".join(quote(name) for name in fields)
    keys = ", ".join(quote(name) for name in fields if name != "bits")
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(rows))
    sql = (
        f"INSERT INTO {table} ({names}) VALUES {places} ON CONFLICT ({keys}) "  # noqa: S608
        f"DO UPDATE SET {bits} = {table}.{bits} | excluded.{bits} "
        f"WHERE ({table}.{bits} & excluded.{bits}) <> excluded.{bits}"
    )
    return Write(sql, tuple(row[name] for row in rows for name in fields))


def chunks_of(seqs: list[int]) -> dict[int, int]:
    """Chunk → bits."""
    found: dict[int, int] = {}
    for seq in seqs:
        found[seq // CHUNK] = found.get(seq // CHUNK, 0) | 1 << seq % CHUNK
    return found
