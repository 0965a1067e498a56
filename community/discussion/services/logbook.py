"""The log of what staff did with threads: each act is written down, told to those whose words it touched, and can be undone."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from community.discussion.choices import OPENING, Act
from community.discussion.events import ThreadTended
from community.discussion.models import Post, Tending, Thread
from core.outbox import emit


def note(
    *,
    by: User,
    act: Act,
    thread: Thread,
    reason: str = "",
    other: Thread | None = None,
    before: dict[str, Any] | None = None,
    told: Iterable[int] | None = None,
) -> Tending:
    """Write an act down. `told` are the ids of those whose words it touched; the thread's author unless it says others."""
    assert thread.course_id is not None
    people = sorted({thread.author_id} if told is None else set(told))
    row = Tending.objects.create(
        course_id=thread.course_id,
        thread=thread,
        other=other,
        act=act,
        by=by,
        reason=" ".join(reason.split())[:300],
        before=before or {},
        told=[pk for pk in people if pk != by.pk],
    )
    place = other or thread
    opening = Post.objects.filter(thread=place, seq=OPENING).values_list("pk", flat=True).first() or 0
    emit(ThreadTended(tending_id=row.pk, thread_id=place.pk, post_id=opening, by_id=by.pk))
    return row
