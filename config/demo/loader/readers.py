"""What people have read so far, posts and notices, so that «new» is true for everybody."""

from collections import defaultdict

from django.db.models import F

from accounts.rights import rights_of
from community.discussion.choices import State
from community.discussion.services import ledger
from community.models import Helped, Post, ReadChunk
from config.demo.loader import files
from config.demo.loader.stage import Stage
from notifications.models import Notice

BY_HABIT = "-1 12:00"
"""Most people have read until yesterday at noon; `reads_until` says otherwise for some."""
BEFORE = "-100 00:00"


def catch_up(stage: Stage) -> None:
    there = Post.objects.exclude(state=State.HELD)
    posts = list(there.values_list("pk", "thread_id", "seq", "created_at", "audience_id"))
    thanked = defaultdict(set)
    for helper, post in Helped.objects.values_list("user_id", "post_id"):
        thanked[helper].add(post)
    for person in files.people():
        user = stage.people[person["key"]]
        until = stage.clock.at(person.get("reads_until", BEFORE if "joined" in person else BY_HABIT))
        audiences = rights_of(user).audiences
        seen = [
            (thread, seq)
            for pk, thread, seq, at, audience in posts
            if audience in audiences and (at <= until or pk in thanked[user.pk])
        ]
        _mark(user.pk, seen)
        Notice.objects.filter(recipient=user, at__lte=until).update(read_at=F("at"))


def _mark(user_id: int, seen: list[tuple[int, int]]) -> None:
    by_thread: dict[int, list[int]] = defaultdict(list)
    for thread, seq in seen:
        by_thread[thread].append(seq)
    rows = [
        {"user_id": user_id, "thread_id": thread, "chunk": chunk, "bits": bits}
        for thread, seqs in by_thread.items()
        for chunk, bits in ledger.chunks_of(seqs).items()
    ]
    ledger.merge_bits(ReadChunk, rows)
