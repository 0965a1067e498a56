"""Starting a thread, and the next post of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import Rights, rights_of
from community.discussion import policies
from community.discussion.choices import OPENING, SETTLES, State, ThreadKind
from community.discussion.events import ThreadStarted
from community.discussion.models import Following, Persona, Post, Space, Thread
from community.discussion.services import ledger
from community.discussion.services.anchoring import Spot, hang
from community.discussion.services.beside import Beside, lay_files
from community.discussion.services.drafts import drop_draft, title_of
from community.discussion.services.footing import Footing
from community.discussion.services.holding import hold, next_waiting, why_held
from community.discussion.services.labels import put_labels
from community.discussion.services.marks import read_bits
from community.discussion.services.mentions import call, render
from community.discussion.services.names import new_persona, persona_of
from community.discussion.services.promising import promise
from community.discussion.services.terms import Terms, announce, withhold
from core.outbox import emit
from core.text import Rendered
from core.together import added, together


@transaction.atomic
def start_thread(
    *,
    actor: User,
    space: Space,
    source: str,
    kind: str = ThreadKind.QUESTION,
    title: str = "",
    token: str = "",
    draft: int | None = None,
    anonymous: bool = False,
    at: datetime | None = None,
    terms: Terms | None = None,
    labels: Collection[int] = (),
    beside: Beside | None = None,
    spot: Spot | None = None,
) -> Post:
    """A new thread with its opening post, which is returned. `at` is for what was written earlier, elsewhere.

    `draft` is the version of the draft that its writer knew: a newer one from another device stays.
    """
    space = ledger.lock_space(space.pk)
    rights = rights_of(actor)
    policies.can_start_thread(rights, space, kind, at=at).require()
    anonymous = policies.goes_without_name(rights, space, wanted=anonymous)
    if (known := _sent_already(actor, token)) is not None:
        return known
    thread = _new_thread(actor, space, kind=kind, title=title.strip(), at=at or timezone.now(), terms=terms)
    keep_pace(rights, thread, at)
    _furnish(rights, thread, labels, spot)
    how = Sending(author=actor, source=source, token=token, anonymous=anonymous, at=at, beside=beside)
    held = why_held(rights, thread, at=at)
    post, people = append(thread, how, parent=None, held=bool(held))
    if kind != ThreadKind.POLL:
        drop_draft(actor, space, posted=source, version=draft, use=terms.use if terms else "")
    thread.persona = post.persona
    thread.title = thread.title or title_of(post.text)
    _bring_out(post, thread, terms, held)
    call(post, thread, people)
    return post


def _furnish(rights: Rights, thread: Thread, labels: Collection[int], spot: Spot | None) -> None:
    if labels and policies.can_label(rights, thread):
        put_labels(thread, labels)
    if spot is not None:
        hang(rights, thread, spot)


def _bring_out(post: Post, thread: Thread, terms: Terms | None, held: str) -> None:
    """At its time, or now: as an announcement, or as a thread among others; or once staff have looked at it."""
    if held:
        thread.state, thread.people_count = State.HELD, 0
        thread.save()
        hold(post, thread, held)
        return
    thread.space.thread_count += ledger.counts_here(thread)
    ledger.save(thread)
    if terms is not None and terms.is_later:
        withhold(post, thread)
    elif thread.kind == ThreadKind.ANNOUNCEMENT and thread.course_id is not None:
        announce(post, thread)
    else:
        tell_of_thread(post, thread)


def tell_of_thread(post: Post, thread: Thread) -> None:
    masked = post.persona.anonymous
    emit(ThreadStarted(thread_id=thread.pk, post_id=post.pk, author_id=post.author_id, masked=masked))


def _new_thread(
    actor: User, space: Space, *, kind: str, title: str, at: datetime, terms: Terms | None = None
) -> Thread:
    thread = Thread.objects.create(
        space=space,
        course=space.course,
        scope=space.scope,
        audience=space.audience,
        kind=kind,
        title=title,
        author=actor,
        created_at=at,
        last_post_at=at,
        answer_due_at=promise(space.course, at) if kind == ThreadKind.QUESTION else None,
        publish_at=at if kind == ThreadKind.ANNOUNCEMENT else None,
    )
    if terms is not None:
        terms.lay_on(thread)
    return thread


@transaction.atomic
def open_conversation(*, actor: User, space: Space, title: str) -> Thread:
    """A thread without an opening post, for a space that holds one conversation (a pair). The caller has decided."""
    space = ledger.lock_space(space.pk)
    thread = _new_thread(actor, space, kind=ThreadKind.CONVERSATION, title=title, at=timezone.now())
    thread.last_seq = OPENING
    space.thread_count += 1
    ledger.save(thread)
    return thread


def _sent_already(actor: User, token: str) -> Post | None:
    """The same token again is the same post: a retry on a flaky line, or a second click."""
    return Post.objects.filter(author=actor, token=token).first() if token else None


def keep_pace(rights: Rights, thread: Thread, at: datetime | None) -> None:
    """Asked under the lock of the space, so that two tabs do not both pass; what only some readers see is never slow."""
    if at is not None or not ledger.counts_here(thread):
        return
    if not (verdict := policies.can_post_now(rights, thread.space)):
        raise policies.TooSoon(verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is sent, by whom and how. `at` is for what was written earlier, elsewhere."""

    author: User
    source: str
    token: str = ""
    anonymous: bool = False
    at: datetime | None = None
    beside: Beside | None = None
    footing: Footing | None = None
    rendered: Rendered | None = None
    """What it looks like, where that was made ahead."""


def append(
    thread: Thread, how: Sending, *, parent: Post | None, held: bool = False, version: int = 0
) -> tuple[Post, list[User]]:
    """The next post of a locked thread: its number, its place in reading order, its chunk; and whom it names.

    With a `version` it is the first one of an answer that several write, right after the question. One that is `held` is
    counted nowhere, and an answer that is has a number apart.
    """
    if not how.source.strip():
        raise ValidationError(_("There is nothing written here yet."))
    rendered, people = (how.rendered, []) if how.rendered else render(how.source, thread.space, thread.audience)
    now, seq = how.at or timezone.now(), _next_number(thread, held=held)
    post = Post.objects.create(
        **(how.beside.columns() if how.beside else {}),
        thread=thread,
        space=thread.space,
        audience_id=thread.audience_id,
        seq=seq,
        **_place_below(parent, or_at=OPENING if version else seq),
        version=version,
        writers=int(version > 0),
        author=how.author,
        persona=_persona(thread, how),
        source=how.source,
        html=rendered.html,
        text=rendered.text,
        renderer=rendered.version,
        state=State.HELD if held else State.POSTED,
        first_revision=thread.space.revision,
        revision=thread.space.revision,
        token=how.token,
        created_at=now,
        due_at=now + SETTLES,
    )
    if how.beside is not None and how.beside.files:
        lay_files(post, how.beside)
    if not held:
        _count(thread, post, how.footing)
    return post, people


def _next_number(thread: Thread, *, held: bool) -> int:
    if held and thread.last_seq > 0:
        return next_waiting(thread)
    thread.last_seq += 1
    return thread.last_seq


def _persona(thread: Thread, how: Sending) -> Persona:
    if how.footing is None:
        return persona_of(thread, how.author, anonymous=how.anonymous)
    thread.people_count += not how.footing.is_heard
    return how.footing.persona or new_persona(thread, how.author, anonymous=how.anonymous)


def _place_below(parent: Post | None, *, or_at: int) -> dict[str, Any]:
    """In the branch of what it answers; a first-level answer has a place of its own."""
    if parent is None or parent.is_opening:
        return {"reply_to": parent, "root": None, "root_seq": or_at}
    return {"reply_to": parent, "root_id": parent.root_id or parent.pk, "root_seq": parent.root_seq}


def _count(thread: Thread, post: Post, footing: Footing | None) -> None:
    """There, read and followed by its author: in one go."""
    writes = ledger.appear(post, thread)
    thread.last_post_at, thread.last_persona = post.created_at, post.persona
    writes += read_bits(user_id=post.author_id, thread_id=thread.pk, seqs=[post.seq])
    if footing is None or not footing.follows:
        writes.append(added(Following(user_id=post.author_id, thread_id=thread.pk)))
    together(*writes)
