"""The terms of an announcement: from when, until when, for whom, on top or not, with replies or without."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone

from accounts.models import Scope
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import OPENING, SETTLES, State, ThreadKind
from community.discussion.events import Announced
from community.discussion.models import Post, Thread
from community.discussion.services import ledger
from community.discussion.services.mentions import call_at_last
from community.discussion.services.spaces import readers_of
from community.discussion.services.steady import steady
from core.outbox import emit

AT_ONCE = 100
"""How many a single run publishes; the next one follows within a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    use: ClassVar[str] = ""
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    pinned: bool = False
    group: Scope | None = None
    replies: bool = True
    urgent_reason: str = ""

    @property
    def is_later(self) -> bool:
        return self.publish_at is not None and self.publish_at > timezone.now()

    def lay_on(self, thread: Thread) -> None:
        """Before the first word is written, so that it has its readers from the start."""
        thread.publish_at, thread.expires_at = self.publish_at or thread.created_at, self.expires_at
        thread.pinned_at = thread.created_at if self.pinned else None
        thread.replies_off, thread.urgent_reason = not self.replies, self.urgent_reason.strip()
        if self.group is not None and thread.course is not None:
            thread.scope, thread.audience = self.group, readers_of(thread.course.scope, group=self.group)


def announce(post: Post, thread: Thread) -> None:
    """Tell its readers: in their digest, or at once where a reason says why."""
    assert thread.course_id is not None
    ids = {"thread_id": thread.pk, "post_id": post.pk, "author_id": post.author_id, "course_id": thread.course_id}
    emit(Announced(**ids, urgent=bool(thread.urgent_reason)))


def withhold(post: Post, thread: Thread) -> None:
    """Written, and seen by its author alone until its time has come."""
    post.state = thread.state = State.SCHEDULED
    ledger.touch(post, thread, "state")
    ledger.vanish(post, thread)
    ledger.save(thread)


def publish_due() -> int:
    """Publish what was scheduled and whose time has come; how many were published."""
    due = Thread.objects.filter(state=State.SCHEDULED, kind=ThreadKind.ANNOUNCEMENT, publish_at__lte=timezone.now())
    return sum(_publish(thread) for thread in due.order_by("publish_at")[:AT_ONCE])


@steady
def _publish(thread: Thread) -> bool:
    """Once, and only while its author may still announce here; otherwise it waits without a date."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    if thread.state != State.SCHEDULED or thread.publish_at is None:
        return False
    if not policies.can_start_thread(rights_of(thread.author), thread.space, ThreadKind.ANNOUNCEMENT):
        thread.publish_at = None
        thread.save(update_fields=["publish_at"])
        return False
    post = Post.objects.select_related("author", "persona").get(thread=thread, seq=OPENING)
    now = timezone.now()
    post.thread, post.state, post.created_at, post.due_at = thread, State.POSTED, thread.publish_at, now + SETTLES
    ledger.touch(post, thread, "state", "created_at", "due_at")
    thread.state, thread.created_at = State.POSTED, thread.publish_at
    ledger.reappear(post, thread)
    ledger.save(thread)
    announce(post, thread)
    call_at_last(post, thread)
    return True
