"""What an open page of a discussion may listen to: a thread, or the space that a block shows."""

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion.choices import State
from community.discussion.models import Following, Post, Space, Thread
from community.discussion.querysets import GONE, PostQuerySet
from notifications.extensions import Channel, News, channels

MOST = 100


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


def _news(rights: Rights, posts: PostQuerySet, since: int, *, here: bool) -> News:
    """At most two queries. What the reader wrote or changed is no news to them."""
    others = posts.visible_to(rights).filter(state=State.POSTED).exclude(author=rights.user_id)
    rows = list(others.order_by("thread_id", "root_seq", "seq").values_list("thread_id", "pk", "first_revision")[:MOST])
    fresh = [(thread, post) for thread, post, first in rows if first > since]
    changed = [(thread, post) for thread, post, first in rows if first <= since]
    gone = _gone(rights, posts, since) if here else ()
    found = fresh or changed
    one_thread = len({thread for thread, _post in found}) == 1
    url = reverse("community:post", args=found[0]) if found and one_thread else ""
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
