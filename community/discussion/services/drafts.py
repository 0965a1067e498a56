"""Unfinished texts, kept on the server so that they follow a person to another device."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import STAFF_ONLY
from community.discussion.models import Draft, Post, Space, Thread
from core.text import POST_LIMIT, excerpt
from core.together import Write

TITLE_LENGTH = 120
LONGEST = 4 * POST_LIMIT
"""A draft may be longer than a post; somebody may be about to shorten it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a composer."""

    source: str
    title: str = ""
    kind: str = ""
    anonymous: bool = False
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that the server has now, and whether what came was written over by a newer one elsewhere."""

    version: int
    is_older: bool = False
    words: Words | None = None
    """What the newer one says, for the writer to choose."""


@transaction.atomic
def keep_draft(
    *, actor: User, place: Thread | Space, words: Words, version: int = 0, token: str = "", use: str = ""
) -> Kept:
    """Keep what is being written. What was posted meanwhile (`token`) is no draft any more; nothing left is none either."""
    rights = rights_of(actor)
    if isinstance(place, Thread):
        policies.can_read_thread(rights, place).require()
    else:
        policies.can_read_space(rights, place).require()
    if token and Post.objects.filter(author=actor, token=token).exists():
        return Kept(0)
    known = Draft.objects.select_for_update(no_key=True).filter(user=actor, **key_of(place, use)).first()
    if known is not None and known.version > version and known.source != words.source:
        return Kept(known.version, is_older=True, words=Words(known.source, known.title))
    has_files = known is not None and bool(known.files)
    if not words.source.strip() and not words.title.strip() and not has_files:
        drop_draft(actor, place, use=use)
        return Kept(0)
    return Kept(_write(actor, place, words, (known.version if known else version) + 1, use).version)


def _write(person: User, place: Thread | Space, words: Words, version: int, use: str = "") -> Draft:
    fields = {
        "source": words.source[:LONGEST],
        "title": words.title[:200],
        "kind": words.kind[:14],
        "anonymous": words.anonymous,
        "reply_to": words.reply_to,
        "version": version,
        "saved_at": timezone.now(),
    }
    return Draft.objects.update_or_create(user=person, **key_of(place, use), defaults=fields)[0]


def bring_back(post: Post, thread: Thread) -> Draft | None:
    """Words that were taken back stand in the composer again, before what was begun there since. The draft, if any.

    What was meant for the staff alone goes back to where one asks them, never into the composer that everybody reads."""
    place = thread.space if post.is_opening else thread
    if isinstance(place, Space) and place.placement_id is None:
        return None
    use = STAFF_ONLY if post.is_opening and thread.privacy else ""
    begun = Draft.objects.filter(user=post.author_id, **key_of(place, use)).first()
    source = "\n\n".join(text for text in (post.source, begun.source if begun else "") if text)
    title = thread.title if post.is_opening and thread.title != title_of(post.text) else ""
    kind = thread.kind if post.is_opening else ""
    words = Words(source, title, kind, anonymous=post.persona.anonymous, reply_to=post.reply_to_id)
    return _write(post.author, place, words, (begun.version if begun else 0) + 1, use)


def title_of(text: str) -> str:
    """The title of a thread that was given none: its first line."""
    return excerpt(text.split("\n", 1)[0], TITLE_LENGTH)


def drop_draft(
    person: User, place: Thread | Space, *, posted: str = "", version: int | None = None, use: str = ""
) -> None:
    """Posted, or emptied. Newer words from another device (than `version`, the last that this one knows) stay."""
    if isinstance(place, Space) and place.placement_id is None:
        return
    drafts = Draft.objects.filter(user=person, **key_of(place, use))
    if version is not None:
        drafts = drafts.filter(Q(version__lte=version) | Q(source=posted))
    drafts.delete()


def draft_gone(person: User, thread: Thread, *, posted: str, version: int | None) -> Write:
    """As above for the composer of a thread, as a statement that goes with others."""
    quote = connection.ops.quote_name
    key = " AND ".join(f"{quote(name)} = %s" for name in ("thread_id", "user_id", "use"))
    sql = f"DELETE FROM {quote(Draft._meta.db_table)} WHERE {key}"  # noqa: S608
    if version is None:
        return Write(sql, (thread.pk, person.pk, ""))
    older = f" AND ({quote('version')} <= %s OR {quote('source')} = %s)"
    return Write(sql + older, (thread.pk, person.pk, "", version, posted))


def key_of(place: Thread | Space, use: str = "") -> dict[str, Any]:
    """Where a draft belongs: a thread, or the block that a space is of; and what it is to become there."""
    where = {"thread_id": place.pk} if isinstance(place, Thread) else {"placement_id": place.placement_id}
    return {**where, "use": use}
