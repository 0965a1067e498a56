"""One piece of what was said elsewhere, written in one short transaction: nothing doubled, nobody told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from accounts.choices import STAFF
from community.discussion.choices import OPENING, Answered, FollowUp, State, ThreadKind
from community.discussion.models import Origin, Post, Space, Thread
from community.discussion.policies import takes
from community.discussion.services import ledger
from community.discussion.services.anchoring import hang_arrived
from community.discussion.services.arriving.cast import Cast
from community.discussion.services.arriving.preparing import FOLLOW_UP, RESOLVED, SHARED, Piece, PostWords, Slice
from community.discussion.services.search import index, index_many
from core.bulk import update_each
from courses.extensions import Arrival, Received
from courses.models import Placement

_OF_THREADS = (
    "persona",
    "last_persona",
    "last_seq",
    "post_count",
    "people_count",
    "last_post_at",
    "answered",
    "staff_replied_at",
    "revision",
    "open_follow_ups",
)
_ASKS = {FOLLOW_UP: FollowUp.OPEN, RESOLVED: FollowUp.RESOLVED}


@transaction.atomic
def receive(*, placement: Placement, pieces: Sequence[Piece], arrival: Arrival) -> Received:
    """Write pieces into the space of a placement that the whole course reads.

    What the course has from this source already is left alone, unless its words changed there and nobody touched them here.
    A thread of a kind that is not started in this place comes as a plain discussion.
    """
    received = Received()
    space = Space.objects.filter(placement=placement).order_by("group_id", "pk").first()
    if space is None:
        return received
    space = ledger.lock_space(space.pk)
    for piece in pieces:
        received.add(_Writer(space, arrival, piece).write())
    space.save(update_fields=["revision", "thread_count", "post_count"])
    return received


@dataclass(eq=False)
class _Line:
    """A post with what it answers and the first-level answer that it hangs below."""

    post: Post
    parent: "_Line | None" = None
    root: "_Line | None" = None

    @property
    def base(self) -> "_Line | None":
        """What an answer to this one hangs below: nothing below the opening post."""
        return None if self.post.seq == OPENING else self.root or self


class _Writer:
    def __init__(self, space: Space, arrival: Arrival, piece: Piece) -> None:
        self._space, self._arrival, self._piece = space, arrival, piece
        self._received = Received()
        self._known = self._look_up()
        self._fresh = [(each, new) for each in piece if (new := self._new(each))]
        self._threads: dict[str, Thread] = {}
        self._openings: dict[int, _Line] = {}
        self._lines: dict[str, _Line] = {}
        self._shared: set[int] = set()

    def write(self) -> Received:
        self._find_threads()
        self._make_threads()
        cast = Cast(self._space, self._arrival)
        cast.gather([(self._threads[each.source_id], post.person) for each, new in self._fresh for post in new])
        self._make_posts(cast)
        self._count()
        self._remember()
        for each in self._piece:
            self._renew(each)
        return self._received

    def _look_up(self) -> dict[str, Origin]:
        ids = {each.source_id for each in self._piece}
        for each in self._piece:
            ids |= {_key(name) for post in each.posts for name in (post.source_id, post.parent)}
        mine = Origin.objects.filter(course=self._arrival.course_id, source=self._arrival.source, source_id__in=ids)
        return {origin.source_id: origin for origin in mine.select_related("post__root", "post__author")}

    def _new(self, each: Slice) -> list[PostWords]:
        return [post for post in each.posts if _key(post.source_id) not in self._known]

    def _find_threads(self) -> None:
        """Threads that are continued, under their locks: where staff moved them, and in what they merged them into."""
        known = {
            each.source_id: self._known[each.source_id] for each, _ in self._fresh if each.source_id in self._known
        }
        came = [origin.thread_id for origin in known.values()]
        where = dict(Thread.objects.filter(pk__in=came).values_list("pk", Coalesce("merged_into", "pk")))
        ids = sorted(set(where.values()))
        locked = Thread.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk(ids)
        self._threads = {source_id: locked[where[origin.thread_id]] for source_id, origin in known.items()}
        for post in Post.objects.filter(thread__in=ids, seq=OPENING):
            self._openings[post.thread_id] = _Line(post)
        self._shared.update(Post.objects.filter(thread__in=ids, version__gt=0).values_list("thread_id", flat=True))

    def _make_threads(self) -> None:
        new = {
            each.source_id: self._thread(each, posts[0])
            for each, posts in self._fresh
            if each.source_id not in self._threads
        }
        Thread.objects.bulk_create(new.values())
        self._threads |= new
        self._space.thread_count += len(new)
        self._received.threads += len(new)
        Origin.objects.bulk_create(self._origin(source_id, thread) for source_id, thread in new.items())
        hang_arrived(
            [(new[each.source_id], each.anchor) for each in self._piece if each.anchor and each.source_id in new]
        )

    def _thread(self, each: Slice, first: PostWords) -> Thread:
        space = self._space
        return Thread(
            space=space,
            course=space.course,
            scope=space.scope,
            audience=space.audience,
            kind=each.kind if takes(space, each.kind) else ThreadKind.DISCUSSION,
            title=each.title,
            author_id=self._arrival.people[first.person],
            created_at=first.at,
            last_post_at=first.at,
            pinned_at=first.at if each.pinned else None,
            closed_at=each.posts[-1].at if each.closed else None,
            publish_at=first.at if each.kind == ThreadKind.ANNOUNCEMENT else None,
        )

    def _make_posts(self, cast: Cast) -> None:
        for each, new in self._fresh:
            thread = self._threads[each.source_id]
            for words in new:
                self._lines[words.source_id] = self._line(thread, words, cast)
        Post.objects.bulk_create(line.post for line in self._lines.values())
        rows = [
            (line.parent.post.pk, line.root.post.pk if line.root else None, line.post.pk)
            for line in self._lines.values()
            if line.parent
        ]
        update_each(Post, "reply_to_id = %s, root_id = %s", rows)
        self._received.posts += len(self._lines)
        by_space = Counter(line.post.space_id for line in self._lines.values())
        self._space.post_count += by_space.pop(self._space.pk, 0)
        for pk, number in by_space.items():
            Space.objects.filter(pk=pk).update(post_count=F("post_count") + number)
        index_many(line.post for line in self._lines.values())

    def _line(self, thread: Thread, words: PostWords, cast: Cast) -> _Line:
        """With its number and its place in reading order; its parent came before it."""
        thread.last_seq += 1
        parent = self._parent(thread, words) if thread.last_seq > OPENING else None
        root = parent.base if parent else None
        persona = cast.persona(thread, words.person)
        post = Post(
            thread=thread,
            space_id=thread.space_id,
            audience_id=thread.audience_id,
            seq=thread.last_seq,
            root_seq=root.post.root_seq if root else thread.last_seq,
            author_id=persona.user_id,
            persona=persona,
            source=words.source,
            html=words.html,
            text=words.text,
            renderer=words.renderer,
            first_revision=self._space.revision,
            revision=self._space.revision,
            created_at=words.at,
            due_at=words.at,
            edited_at=words.edited_at,
        )
        self._stand(post, thread, words)
        line = _Line(post, parent, root)
        if post.seq == OPENING:
            self._openings[thread.pk] = line
        return line

    def _stand(self, post: Post, thread: Thread, words: PostWords) -> None:
        """More than a post: the shared answer of a thread, of which there is one, or a further question under a question."""
        first_level = post.root_seq == post.seq != OPENING
        if words.stands == SHARED and first_level and thread.pk not in self._shared:
            self._shared.add(thread.pk)
            post.version, post.writers, post.root_seq = 1, 1, OPENING
        elif thread.kind == ThreadKind.QUESTION and post.seq != OPENING:
            post.follow_up = _ASKS.get(words.stands, FollowUp.NONE)

    def _parent(self, thread: Thread, words: PostWords) -> _Line:
        """What it answers, in this piece or written earlier; the opening post where that stands in another thread."""
        found = self._lines.get(words.parent)
        origin = self._known.get(_key(words.parent))
        if found is None and origin is not None and origin.post is not None:
            root = origin.post.root
            found = _Line(origin.post, root=_Line(root) if root else None)
        return found if found and found.post.thread_id == thread.pk else self._openings[thread.pk]

    def _count(self) -> None:
        """The counters of the threads, and how many answers stand below each post."""
        below: Counter[int] = Counter()
        for line in self._lines.values():
            opening = self._openings[line.post.thread_id]
            below.update({above.post.pk for above in (line.parent, line.root, opening) if above and above is not line})
        update_each(Post, "answer_count = answer_count + %s", [(number, pk) for pk, number in below.items()])
        for each, new in self._fresh:
            thread = self._threads[each.source_id]
            thread.revision = self._space.revision
            thread.post_count += len(new)
            _settle(thread, [self._lines[words.source_id].post for words in new])
        Thread.objects.bulk_update({thread.pk: thread for thread in self._threads.values()}.values(), _OF_THREADS)

    def _remember(self) -> None:
        Origin.objects.bulk_create(
            self._origin(_key(words.source_id), self._threads[each.source_id], words, self._lines[words.source_id].post)
            for each, new in self._fresh
            for words in new
        )

    def _origin(
        self, source_id: str, thread: Thread, words: PostWords | None = None, post: Post | None = None
    ) -> Origin:
        return Origin(
            course_id=self._arrival.course_id,
            source=self._arrival.source,
            source_id=source_id,
            source_hash=words.fingerprint if words else "",
            thread=thread,
            post=post,
            arrived_with_id=self._arrival.import_id,
        )

    def _renew(self, each: Slice) -> None:
        """Words that changed at the source, where nobody touched or claimed them here."""
        for words in each.posts:
            origin = self._known.get(_key(words.source_id))
            post = origin.post if origin else None
            if origin is None or post is None or origin.source_hash == words.fingerprint:
                continue
            if post.state != State.POSTED or post.author.is_active or post.revisions.exists():
                self._received.kept += 1
                continue
            post.source, post.html, post.text = words.source, words.html, words.text
            post.renderer, post.edited_at, post.revision = words.renderer, words.edited_at, self._space.revision
            post.save(update_fields=["source", "html", "text", "renderer", "edited_at", "revision"])
            Origin.objects.filter(pk=origin.pk).update(source_hash=words.fingerprint)
            index(post)
            self._received.updated += 1


def _settle(thread: Thread, posts: list[Post]) -> None:
    """What these posts mean for the thread; the same numbers that ledger.settle counts from all of them."""
    thread.persona = thread.persona or posts[0].persona
    last = posts[-1]
    thread.last_post_at, thread.last_persona = last.created_at, last.persona
    thread.open_follow_ups += sum(post.follow_up == FollowUp.OPEN for post in posts)
    others = [post for post in posts if post.persona_id != thread.persona_id and not post.follow_up]
    staff = [post.created_at for post in others if post.persona.role in STAFF]
    if staff:
        thread.staff_replied_at = min([*staff, *filter(None, [thread.staff_replied_at])])
    if thread.staff_replied_at:
        thread.answered = Answered.ENDORSED if thread.endorsed_post_id else Answered.STAFF
    elif others and thread.answered == Answered.NO:
        thread.answered = Answered.PEER


def _key(post: str) -> str:
    """The id of a post, kept apart from those of threads."""
    return f"post/{post}"[:255]
