"""The kept numbers of discussions, counted again from the posts: counters, what is there, what was read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum

from community.discussion.choices import CHUNK, OPENING, WAITING_FROM, FollowUp, State, ThreadKind
from community.discussion.models import Helped, LiveChunk, Post, ReadChunk, Space, Thread
from community.discussion.services import ledger
from community.discussion.services.steady import steady
from core.counting import Difference, differences, portions

OF_THREAD = ("post_count", "people_count", "helped_count", "last_seq", "open_follow_ups")
OF_POST = ("answer_count", "helped_count")
OF_SPACE = ("post_count", "thread_count")
READ = ("id", "thread_id", "seq", "reply_to_id", "root_id", "state", "persona_id", "origin", "follow_up", *OF_POST)
Row = dict[str, Any]


def check_discussions(*, mend: bool) -> Iterator[Difference]:
    """Every counter, live chunk and read mark that is not what the posts say; with `mend` they are put right.

    What looks wrong is counted once more under the locks of its space and thread, so that people may write meanwhile.
    """
    for ids in portions(Thread.objects.all()):
        doubtful = {each[0] for each in _look(ids)}
        for pk in sorted(doubtful):
            yield from _check_thread(pk, mend=mend)
    for ids in portions(Space.objects.all()):
        for pk in [each.pk for each in _spaces(ids)]:
            yield from _check_space(pk, mend=mend)


@steady
def _check_thread(thread_id: int, *, mend: bool) -> list[Difference]:
    ledger.lock_threads([thread_id], merged=True)
    found = [difference for _thread, difference in _look([thread_id])]
    if mend:
        for each in found:
            _mend(each, thread_id)
    return found


def _mend(wrong: Difference, thread_id: int) -> None:
    if wrong.thing == "thread":
        Thread.objects.filter(pk=wrong.pk).update(**{wrong.name: wrong.counted})
    elif wrong.thing == "post":
        Post.objects.filter(pk=wrong.pk).update(**{wrong.name: wrong.counted})
    elif wrong.thing == "read mark":
        ReadChunk.objects.filter(pk=wrong.pk).update(bits=wrong.counted)
    else:
        chunk = int(wrong.name.rpartition(" ")[2])
        LiveChunk.objects.update_or_create(thread_id=thread_id, chunk=chunk, defaults={"bits": wrong.counted})


def _look(ids: list[int]) -> Iterator[tuple[int, Difference]]:
    """(thread, difference) for these threads, in a handful of queries."""
    posts = Post.objects.filter(thread__in=ids).order_by("thread_id", "seq").values(*READ)
    by_thread = {thread: list(rows) for thread, rows in groupby(posts, key=lambda post: int(post["thread_id"]))}
    helped: Counter[int] = Counter(Helped.objects.filter(post__thread__in=ids).values_list("post_id", flat=True))
    live: dict[int, dict[int, int]] = {}
    for thread, chunk, bits in LiveChunk.objects.filter(thread__in=ids).values_list("thread_id", "chunk", "bits"):
        live.setdefault(thread, {})[chunk] = bits
    for row in Thread.objects.filter(pk__in=ids).values("pk", "kind", *OF_THREAD):
        mine = by_thread.get(row["pk"], [])
        yield from ((row["pk"], each) for each in _of_thread(row, mine, helped, live.get(row["pk"], {})))
    yield from _read_too_far(ids)


def _of_thread(row: Row, posts: list[Row], helped: Counter[int], live: dict[int, int]) -> Iterator[Difference]:
    there = [post for post in posts if post["state"] == State.POSTED]
    none_yet = OPENING if row["kind"] == ThreadKind.CONVERSATION else 0
    true = {
        "post_count": len(there),
        "people_count": len({post["persona_id"] for post in there}),
        "helped_count": sum(helped[post["id"]] for post in there),
        "open_follow_ups": sum(post["follow_up"] == FollowUp.OPEN and post["seq"] != OPENING for post in there),
        "last_seq": max([row["last_seq"], none_yet, *(post["seq"] for post in posts if post["seq"] < WAITING_FROM)])
        if posts
        else row["last_seq"],
    }
    yield from differences("thread", row["pk"], row, true)
    below = _below(posts, there)
    for post in posts:
        counted = {"answer_count": below[post["id"]], "helped_count": helped[post["id"]]}
        yield from differences("post", post["id"], post, counted)
    chunks = ledger.chunks_of([post["seq"] for post in there if post["origin"] is None])
    for chunk in sorted(chunks.keys() | live.keys()):
        if live.get(chunk, 0) != chunks.get(chunk, 0):
            name = f"what is there in chunk {chunk}"
            yield Difference("live marks of thread", row["pk"], name, live.get(chunk, 0), chunks.get(chunk, 0))


def _below(posts: list[Row], there: Iterable[Row]) -> Counter[int]:
    """How many posts that are there stand below each: below what they answer, its branch, and the opening post."""
    opening = next((post["id"] for post in posts if post["seq"] == OPENING), None)
    found: Counter[int] = Counter()
    for post in there:
        if post["seq"] != OPENING:
            found.update({post["reply_to_id"], post["root_id"], opening} - {None})
    return found


def _read_too_far(ids: list[int]) -> Iterator[tuple[int, Difference]]:
    """Read marks of posts that were never given a number."""
    ends = dict(Post.objects.filter(thread__in=ids).values_list("thread_id").annotate(end=Max("seq")))
    marks = ReadChunk.objects.filter(thread__in=ids).values("pk", "thread_id", "chunk", "bits")
    for mark in marks.iterator():
        room = max(min(ends.get(mark["thread_id"], 0) + 1 - mark["chunk"] * CHUNK, CHUNK), 0)
        true = mark["bits"] & ((1 << room) - 1)
        if true != mark["bits"]:
            yield mark["thread_id"], Difference("read mark", mark["pk"], "what was read", mark["bits"], true)


@transaction.atomic
def _check_space(pk: int, *, mend: bool) -> list[Difference]:
    Space.objects.select_for_update(no_key=True).get(pk=pk)
    found = list(_spaces([pk]))
    if found and mend:
        Space.objects.filter(pk=pk).update(**{each.name: each.counted for each in found})
    return found


def _spaces(ids: list[int]) -> Iterator[Difference]:
    """Posts by their threads' counters, which are true by now; a conversation counts before its first word, too."""
    filled = Q(post_count__gt=0) | Q(kind=ThreadKind.CONVERSATION, last_seq=OPENING)
    rows = Thread.objects.filter(space__in=ids, audience=F("space__audience")).values("space_id")
    true = {row["space_id"]: row for row in rows.annotate(said=Sum("post_count"), filled=Count("pk", filter=filled))}
    for space in Space.objects.filter(pk__in=ids).values("pk", *OF_SPACE):
        row = true.get(space["pk"], {"said": 0, "filled": 0})
        yield from differences("space", space["pk"], space, {"post_count": row["said"], "thread_count": row["filled"]})
