"""Which posts helped whom. Nobody is told of it, so eight hundred marks are written at once, and counted once."""

from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from community.models import Helped, Post, Thread
from config.demo.loader import files
from config.demo.loader.stage import Stage

HOURS_TO_THANK = 14


def thank(stage: Stage) -> None:
    rows = []
    for thread in files.conversation():
        for told in (thread, *thread.get("post", ())):
            name = f"{thread['key']}/{told['key'] if told is not thread else ''}"
            if name in stage.posts:
                rows += _rows(stage, told, name)
    Helped.objects.bulk_create(rows)
    _count()


def _rows(stage: Stage, told: dict[str, Any], name: str) -> list[Helped]:
    post = stage.posts[name]
    return [
        Helped(post=post, user=stage.people[key], since=_read(stage, told, f"{name} {key}"))
        for key in told.get("helped", ())
    ]


def _read(stage: Stage, told: dict[str, Any], lot: str) -> datetime:
    """People read in their own time: within some hours, always the same for the same person and post."""
    written = stage.clock.at(told["at"])
    left = min(timedelta(hours=HOURS_TO_THANK), stage.clock.now - written)
    return written + left * (1 + crc32(lot.encode()) % 97) / 100


def _count() -> None:
    marks = Helped.objects.filter(post=OuterRef("pk")).order_by().values("post").annotate(n=Count("pk")).values("n")
    Post.objects.update(helped_count=Coalesce(Subquery(marks), 0))
    sums = Post.objects.filter(thread=OuterRef("pk"), state="posted").order_by().values("thread")
    Thread.objects.update(helped_count=Coalesce(Subquery(sums.annotate(n=Sum("helped_count")).values("n")), 0))
