"""Answering in a thread."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.choices import STAFF
from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import Answered
from community.discussion.events import Replied
from community.discussion.models import Post, Thread
from community.discussion.services import ledger
from community.discussion.services.beside import Beside
from community.discussion.services.drafts import draft_gone
from community.discussion.services.following_up import flag
from community.discussion.services.footing import footing_in
from community.discussion.services.holding import hold, why_held
from community.discussion.services.mentions import call
from community.discussion.services.posting import Sending, append, keep_pace
from community.discussion.services.steady import steady
from core.kept import At, Kept
from core.outbox import emit
from core.text import Rendered
from core.together import together


def _written_in(_reader: Any, at: At) -> "QuerySet[Thread]":
    return Thread.objects.select_related("space__placement", "space__course", "scope").filter(pk=at.thread)


WRITTEN_IN = Kept(_written_in)


def place_to_write(thread_id: int) -> Thread | None:
    """With what a form and the rules ask of where a reply goes. Whether anybody may see it is not asked here, but under the
    locks of `reply`."""
    found: Thread | None = WRITTEN_IN.first(None, thread=thread_id)
    return found


@steady
def reply(
    *,
    actor: User,
    thread: Thread,
    source: str,
    to: Post | int | None = None,
    token: str = "",
    draft: int | None = None,
    anonymous: bool = False,
    at: datetime | None = None,
    beside: Beside | None = None,
    asks_on: bool = False,
    rendered: Rendered | None = None,
) -> Post:
    """An answer to a post of the thread (without `to`: to the opening post), or a further question under it (`asks_on`)."""
    thread = ledger.lock_thread(thread.pk, thread.space_id)
    rights = rights_of(actor)
    policies.can_reply(rights, thread, at=at).require()
    anonymous = policies.goes_without_name(rights, thread.space, wanted=anonymous)
    footing = footing_in(thread, actor, to=to, token=token, anonymous=anonymous)
    if footing.sent is not None:
        return Post.objects.get(pk=footing.sent)
    keep_pace(rights, thread, at)
    held = why_held(rights, thread, at=at, looked_at=footing.looked_at)
    more: dict[str, Any] = {"at": at, "beside": beside, "footing": footing, "rendered": rendered}
    how = Sending(author=actor, source=source, token=token, anonymous=anonymous, **more)
    post, people = append(thread, how, parent=footing.above, held=bool(held))
    gone = [draft_gone(actor, thread, posted=source, version=draft)] if footing.has_draft else []
    if asks_on:
        flag(post, thread)
    if held:
        together(*gone)
        hold(post, thread, held)
    else:
        _note_answer(thread, post)
        ledger.save(thread, *gone)
    call(post, thread, people, told=[] if held else [tell_of_reply(post, thread)])
    return post


def tell_of_reply(post: Post, thread: Thread) -> int:
    """And to whom it was: they hear of it as of an answer."""
    to_author = post.reply_to.author_id if post.reply_to else thread.author_id
    emit(
        Replied(
            thread_id=thread.pk,
            post_id=post.pk,
            author_id=post.author_id,
            to_author_id=to_author,
            asker_id=thread.author_id,
            to_opening=post.reply_to_id is not None and post.root_id is None,
            masked=post.persona.anonymous,
        )
    )
    return to_author


def _note_answer(thread: Thread, post: Post) -> None:
    """What this reply means for the question: staff answered, or a peer did. Who asked and answers under two names is two."""
    if post.persona_id == thread.persona_id or post.follow_up:
        return
    if post.persona.role in STAFF:
        thread.staff_replied_at = thread.staff_replied_at or post.created_at
        if thread.answered in {Answered.NO, Answered.PEER}:
            thread.answered = Answered.STAFF
    elif thread.answered == Answered.NO:
        thread.answered = Answered.PEER
