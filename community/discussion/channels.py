"""What an open page of a discussion may listen to: a thread, or the space that a block shows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies
from community.discussion.choices import State
from community.discussion.models import Following, Post, Space, Thread
from community.discussion.querysets import GONE, PostQuerySet
from core.addresses import address
from notifications.extensions import Channel, Listener, News, channels

MOST = 100
FAR = 2000
"""A page that is so many changes behind asks for itself."""


@channels.register
class ThreadChannel(Channel):
    """An open thread: new posts, changed ones, and what was taken away."""

    key = "threads"

    def latest(self, object_ids: set[int]) -> dict[int, int]:
        return dict(Thread.objects.filter(pk__in=object_ids).values_list("pk", "revision"))

    def may_join(self, rights: Rights, object_ids: set[int]) -> set[int]:
        return set(Thread.objects.visible_to(rights).filter(pk__in=object_ids).values_list("pk", flat=True))

    def news(self, rights: Rights, object_id: int, since: int) -> News:
        return _news(rights, Post.objects.filter(thread=object_id, revision__gt=since), since, here=True)

    def look(self, object_id: int, listeners: Sequence[Listener]) -> list[News | None]:
        """The thread and its changes are read once; its policy says in the process who may read it."""
        thread = Thread.objects.select_related("space", "scope").filter(pk=object_id).first()
        if thread is None:
            return [None for _each in listeners]
        changes = _changes(Post.objects.filter(thread=thread), listeners, thread.revision)
        return [
            self._told(thread, changes, each) if policies.can_read_thread(each.rights, thread) else None
            for each in listeners
        ]

    def _told(self, thread: Thread, changes: "list[Change]", listener: Listener) -> News:
        since = listener.since
        with translation.override(listener.language):
            if thread.revision - since > FAR:
                return self.news(listener.rights, thread.pk, since)
            seen = [each for each in changes if each.revision > since and each.is_for(listener.rights)]
            gone = (each for each in seen if each.state in GONE and each.first_revision <= since)
            seqs = sorted(each.seq for each in gone)[:MOST]
            there = [each.place for each in seen if each.state == State.POSTED]
            return _said(there[:MOST], since, tuple(f"p{seq}" for seq in seqs))


@channels.register
class SpaceChannel(Channel):
    """A list of threads: what came into it, but for the threads that the reader muted."""

    key = "spaces"

    def latest(self, object_ids: set[int]) -> dict[int, int]:
        return dict(Space.objects.filter(pk__in=object_ids).values_list("pk", "revision"))

    def may_join(self, rights: Rights, object_ids: set[int]) -> set[int]:
        return set(Space.objects.visible_to(rights).filter(pk__in=object_ids).values_list("pk", flat=True))

    def news(self, rights: Rights, object_id: int, since: int) -> News:
        muted = Following.objects.filter(thread=OuterRef("thread"), user=rights.user_id, muted=True)
        posts = Post.objects.filter(~Exists(muted), space=object_id, revision__gt=since, first_revision__gt=since)
        return _news(rights, posts, since, here=False)

    def look(self, object_id: int, listeners: Sequence[Listener]) -> list[News | None]:
        space = Space.objects.filter(pk=object_id).first()
        if space is None:
            return [None for _each in listeners]
        changes = _changes(Post.objects.filter(space=space, state=State.POSTED), listeners, space.revision)
        muted = _muted(changes, listeners)
        return [
            self._told(space, changes, muted, each) if policies.can_read_space(each.rights, space) else None
            for each in listeners
        ]

    def _told(self, space: Space, changes: "list[Change]", muted: set[tuple[int, int]], listener: Listener) -> News:
        rights, since = listener.rights, listener.since
        with translation.override(listener.language):
            if space.revision - since > FAR:
                return self.news(rights, space.pk, since)
            waits = policies.waits(rights, space)
            there = [
                each.place
                for each in changes
                if each.first_revision > since
                and each.is_for(rights)
                and (rights.user_id, each.thread_id) not in muted
                and not (waits and each.audience_id == space.audience_id)
            ]
            return _said(there[:MOST], since, ())


class Change(NamedTuple):
    """A post that has changed, as far as it decides who is told what of it."""

    thread_id: int
    pk: int
    first_revision: int
    revision: int
    seq: int
    state: str
    author_id: int
    audience_id: int

    @property
    def place(self) -> "Place":
        return self.thread_id, self.pk, self.first_revision

    def is_for(self, rights: Rights) -> bool:
        """In one of their audiences, and not their own."""
        return self.audience_id in rights.audiences and self.author_id != rights.user_id


Place = tuple[int, int, int]
"""Thread, post, and the revision at which it came."""


def _changes(posts: PostQuerySet, listeners: Iterable[Listener], now: int) -> list[Change]:
    """In reading order, from the oldest that one of these pages shows: one query for all of them."""
    near = [each.since for each in listeners if now - each.since <= FAR]
    if not near:
        return []
    rows = posts.filter(revision__gt=min(near)).order_by("thread_id", "root_seq", "seq")
    return [Change(*row) for row in rows.values_list(*Change._fields)]


def _muted(changes: Iterable[Change], listeners: Iterable[Listener]) -> set[tuple[int, int]]:
    """Person and thread, of these people and the threads in which something is new."""
    threads, people = {each.thread_id for each in changes}, {each.rights.user_id for each in listeners}
    found = Following.objects.filter(muted=True, thread__in=threads, user__in=people)
    return set(found.values_list("user_id", "thread_id"))


def _news(rights: Rights, posts: PostQuerySet, since: int, *, here: bool) -> News:
    """At most two queries. What the reader wrote or changed is no news to them."""
    others = posts.visible_to(rights).filter(state=State.POSTED).exclude(author=rights.user_id)
    rows = list(others.order_by("thread_id", "root_seq", "seq").values_list("thread_id", "pk", "first_revision")[:MOST])
    return _said(rows, since, _gone(rights, posts, since) if here else ())


def _said(rows: Sequence[Place], since: int, gone: tuple[str, ...]) -> News:
    """In the language that is active."""
    fresh = [(thread, post) for thread, post, first in rows if first > since]
    changed = [(thread, post) for thread, post, first in rows if first <= since]
    found = fresh or changed
    one_thread = len({thread for thread, _post in found}) == 1
    url = address("community:post", *found[0]) if found and one_thread else ""
    return News(line=_line(len(fresh), len(changed), len(gone)), count=len(found) or len(gone), url=url, gone=gone)


def _gone(rights: Rights, posts: PostQuerySet, since: int) -> tuple[str, ...]:
    """Anchors of posts that this page still shows, and that are no longer there."""
    was_there = posts.filter(state__in=GONE, first_revision__lte=since, audience_id__in=rights.audiences)
    seqs = was_there.exclude(author=rights.user_id).order_by(F("seq")).values_list("seq", flat=True)
    return tuple(f"p{seq}" for seq in seqs[:MOST])


def _line(fresh: int, changed: int, gone: int) -> str:
    if fresh >= MOST:
        return _("100 new posts or more")
    if fresh:
        return ngettext("%(n)s new post", "%(n)s new posts", fresh) % {"n": fresh}
    if changed:
        return ngettext("A post has changed", "%(n)s posts have changed", changed) % {"n": changed}
    if gone:
        return ngettext("A post was taken away", "%(n)s posts were taken away", gone) % {"n": gone}
    return ""
