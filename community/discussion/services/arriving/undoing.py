"""Taking out again what an import brought, as long as nobody has done anything with it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.choices import UserState
from community.discussion.models import (
    Endorsement,
    Following,
    Helped,
    LiveChunk,
    Origin,
    Persona,
    Post,
    PostRevision,
    Reacted,
    ReadChunk,
    Space,
    Thread,
)
from community.discussion.services import ledger
from community.discussion.services.search import KIND
from community.discussion.services.steady import steady
from core.models import SearchDocument
from courses.models import Placement


def why_it_stays(import_ids: Sequence[int], placements: Sequence[int], *, key: str) -> str:
    """What people did since with what arrived, or wrote into its blocks; nothing where nobody did anything."""
    arrived = Origin.objects.filter(arrived_with__in=import_ids, post=OuterRef("pk"))
    threads = Origin.objects.filter(arrived_with__in=import_ids, post__isnull=True).values("thread")
    inside = Q(thread__in=threads) | Q(space__placement__in=placements)
    posts = Post.objects.filter(inside, space__kind=key)
    if posts.exclude(Exists(arrived)).exists():
        return _("Somebody has written in a discussion of this import since, so it cannot be undone any more.")
    mine = posts.filter(Exists(arrived))
    if mine.filter(author__state=UserState.ACTIVE).exists():
        return _("Somebody has said since that posts of this import are theirs, so it cannot be undone any more.")
    touched = (
        Q(helped__isnull=False) | Q(endorsements__isnull=False) | Q(revisions__isnull=False) | Q(reacted__isnull=False)
    )
    if mine.filter(touched | ~Q(state="posted")).exists():
        return _("People have worked with posts of this import since, so it cannot be undone any more.")
    return ""


def withdraw(import_id: int, *, limit: int, key: str) -> int:
    """Take out whole threads that arrived with an import, about `limit` posts of them; how many posts went."""
    found = Origin.objects.filter(arrived_with=import_id, thread__space__kind=key)
    whole = list(found.filter(post__isnull=True).values_list("thread", "thread__post_count").order_by("pk")[:limit])
    taken, count = [], 0
    for thread, posts in whole:
        taken.append(thread)
        count += max(posts, 1)
        if count >= limit:
            break
    if taken:
        _take_threads(taken)
        return count
    return _take_posts(import_id, key=key, limit=limit)


@transaction.atomic
def _take_threads(ids: list[int]) -> None:
    spaces = Thread.objects.filter(pk__in=ids).values_list("space_id", flat=True)
    locked = [ledger.lock_space(pk) for pk in sorted(set(spaces))]
    posts = Post.objects.filter(thread__in=ids)
    _forget(posts)
    Origin.objects.filter(thread__in=ids).delete()
    for model in (LiveChunk, ReadChunk, Following):
        model.objects.filter(thread__in=ids).delete()
    Thread.objects.filter(pk__in=ids).update(persona=None, last_persona=None, endorsed_post=None)
    posts.update(reply_to=None, root=None)
    posts._raw_delete(posts.db)  # noqa: SLF001  (nothing refers to them any more)
    personas = Persona.objects.filter(thread__in=ids)
    personas._raw_delete(personas.db)  # noqa: SLF001
    Thread.objects.filter(pk__in=ids).delete()
    for space in locked:
        _recount(space)


@steady
def _take_posts(import_id: int, *, key: str, limit: int) -> int:
    """Posts that came later into threads that were here before: the newest first, so that answers go before questions."""
    late = Origin.objects.filter(arrived_with=import_id, thread__space__kind=key, post__isnull=False)
    rows = list(late.order_by("-post__created_at", "-post_id").select_related("post__thread")[:limit])
    for thread_id in sorted({row.thread_id for row in rows}):
        thread = ledger.lock_threads([thread_id])[thread_id]
        posts = Post.objects.filter(pk__in=[row.post_id for row in rows if row.thread_id == thread_id])
        _forget(posts)
        for post in posts:
            ledger.vanish(post, thread)
        Thread.objects.filter(pk=thread_id).update(last_persona=None)
        Origin.objects.filter(post__in=posts).delete()
        Post.objects.filter(Q(reply_to__in=posts) | Q(root__in=posts)).update(reply_to=None, root=None)
        posts._raw_delete(posts.db)  # noqa: SLF001
        ledger.settle(thread)
        thread.people_count = Persona.objects.filter(thread=thread, posts__isnull=False).distinct().count()
        Persona.objects.filter(thread=thread, posts__isnull=True).delete()
        ledger.save(thread)
    return len(rows)


def _forget(posts: QuerySet[Post]) -> None:
    SearchDocument.objects.filter(kind=KIND, object_id__in=posts.values("pk")).delete()
    for model in (Helped, Endorsement, PostRevision, Reacted):
        model.objects.filter(post__in=posts).delete()


def _recount(space: Space) -> None:
    there = Thread.objects.filter(space=space, audience=space.audience_id, post_count__gt=0)
    space.thread_count = there.count()
    space.post_count = Post.objects.filter(space=space, audience=space.audience_id, state="posted").count()
    space.save(update_fields=["revision", "thread_count", "post_count"])


def close_down(placement: Placement) -> None:
    """The empty spaces of a placement that is about to go."""
    Following.objects.filter(space__placement=placement).delete()
    Space.objects.filter(placement=placement).delete()
