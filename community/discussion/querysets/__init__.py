"""The twins of policies.can_read, for many rows at once: an indexed column, no join, no distinct."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, TruncDate

from accounts.choices import STAFF, Role
from accounts.models import Membership, PersonBlock
from accounts.rights import Rights
from community.discussion.choices import CHUNK, OPENING, Answered, Checked, State, ThreadKind
from community.discussion.querysets.approving import ApprovalQuerySet, approvals
from core.kept import Kept

if TYPE_CHECKING:
    from accounts.models import Scope
    from community.discussion.models import (
        LiveChunk,
        Post,
        PostFile,
        ReadChunk,
        Space,
        Thread,
        Unveiling,
    )

WAITING = Q(kind=ThreadKind.QUESTION, state=State.POSTED, closed_at__isnull=True) & (
    Q(answered=Answered.NO) | Q(open_follow_ups__gt=0)
)
"""Questions that nobody else has answered yet, and those in which a follow-up question is open."""
BY_PROMISE = (
    TruncDate("answer_due_at").asc(nulls_last=True),
    TruncDate("created_at").asc(),
    F("helped_count").desc(),
    F("answer_due_at").asc(nulls_last=True),
    F("pk").asc(),
)
GONE = (State.DELETED, State.REMOVED, State.LEFT)
OWN = (State.SCHEDULED, State.HELD, State.REMOVED)
WRITTEN = (State.POSTED, State.HELD, State.REMOVED)
"""What counts as written by its author, whoever else sees it now."""


class SpaceQuerySet(QuerySet["Space"]):
    def visible_to(self, rights: Rights) -> Self:
        return self.filter(audience_id__in=rights.audiences)

    def of_placements(self, placements: Collection[int]) -> Self:
        """Whole-course spaces first, then the groups in the order of their names."""
        return self.filter(placement__in=placements).order_by(
            "placement_id", F("group__name").asc(nulls_first=True), "pk"
        )

    def with_news_for(self, rights: Rights) -> Self:
        """`news`: in how many of its threads there is something that this person has not read."""
        mine = _threads().filter(space=OuterRef("pk")).visible_to(rights).with_news_for(rights).filter(news=True)
        counted = mine.order_by().values("space").annotate(n=Count("pk")).values("n")
        return self.annotate(news=Coalesce(Subquery(counted), 0))


class ThreadQuerySet(QuerySet["Thread"]):
    def visible_to(self, rights: Rights) -> Self:
        """In one of the reader's audiences, and there: or gone but answered, or the reader's own that others do not see,
        or waiting until the reader, as staff, has looked at it."""
        there = Q(state=State.POSTED) | Q(state__in=GONE, post_count__gt=0)
        own = Q(author_id=rights.user_id, state__in=OWN)
        first = Q(state=State.HELD, pk__in=_undecided(rights).filter(post__seq=OPENING).values("post__thread"))
        first |= Q(state__in=GONE, pk__in=approvals().undecided().concerning(rights).values("post__thread"))
        return self.filter(there | own | first, audience_id__in=rights.audiences).exclude(_kept_back(rights))

    def below(self, scope: "Scope") -> Self:
        return self.filter(scope__path__startswith=scope.path)

    def needing_answer(self) -> Self:
        return self.filter(WAITING)

    def by_promise(self) -> Self:
        """What staff look at first: the oldest promise, then age, both by the day, then how many have the same question."""
        return self.order_by(*BY_PROMISE)

    def unexpired(self, now: datetime) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))

    def for_rows(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("course", "persona__user", "last_persona__user", "space")

    def rows(self, keys: "Iterable[tuple[int, bool]]", *more: str) -> "list[Thread]":
        """What a page of a list shows of these (id, whether it has news), in their order.

        Sorting and counting look at narrow keys of all threads; the wide joins are made for those of one page.
        """
        wanted = dict(keys)
        found = {thread.pk: thread for thread in ROWS.rows(None, more, threads=wanted)}
        for thread in found.values():
            thread.news = wanted[thread.pk]
        return [found[pk] for pk in wanted if pk in found]

    def with_news_for(self, rights: Rights) -> Self:
        """`news`: something in it is there and not read by this person."""
        if rights.user_id is None:
            return self.annotate(news=Value(value=False, output_field=BooleanField()))
        live = _live().filter(thread=OuterRef("pk"))
        return self.annotate(news=Exists(unread(live, rights)))


ROWS = Kept(lambda _reader, at, more: _threads().filter(pk__in=at.set("threads")).for_rows().select_related(*more))


class PostQuerySet(QuerySet["Post"]):
    def visible_to(self, rights: Rights) -> Self:
        found = self.filter(Q(state=State.POSTED) | _unseen(rights), audience_id__in=rights.audiences)
        return found.exclude(_kept_back(rights))

    def on_page_of(self, rights: Rights) -> Self:
        """What may be read, and the empty places of posts that are gone but were answered."""
        kept = Q(state__in=GONE, answer_count__gt=0)
        return self.filter(Q(state=State.POSTED) | kept | _unseen(rights), audience_id__in=rights.audiences)

    def answering(self, rights: Rights) -> Self:
        """What others answered to this person: to their posts, and to the threads they began."""
        mine = self.filter(reply_to__author=rights.user_id, state=State.POSTED).exclude(author=rights.user_id)
        return mine.heard_by(rights)

    def heard_by(self, rights: Rights) -> Self:
        """Without what people wrote, under their names, whom this person blocked; without a name nobody can tell."""
        shut = PersonBlock.objects.filter(blocker=rights.user_id).values("blocked")
        return self.exclude(persona__anonymous=False, author__in=shut)

    def unread_by(self, rights: Rights) -> Self:
        """Posts whose bit is not in this person's chunks. What came from an earlier course is new to nobody."""
        shifted = F("bits").bitrightshift(OuterRef("bit_no")).bitand(1)  # type: ignore[arg-type]
        read = _reads().filter(user=rights.user_id, thread=OuterRef("thread"), chunk=OuterRef("chunk_no"))
        marked = read.annotate(mine=ExpressionWrapper(shifted, output_field=BigIntegerField())).filter(mine=1)
        return self.filter(origin__isnull=True).with_chunks().exclude(Exists(marked))

    def from_here(self, post: "Post") -> Self:
        """A post and all that stands behind it in reading order."""
        return self.filter(thread=post.thread_id).starting_at(post.root_seq, post.seq)

    def with_chunks(self) -> Self:
        """Where a post stands in the chunks of read marks."""
        return self.annotate(chunk_no=_whole(F("seq") / CHUNK), bit_no=_whole(F("seq") % CHUNK))

    def in_reading_order(self) -> Self:
        return self.order_by("root_seq", "seq")

    def starting_at(self, root_seq: int, seq: int) -> Self:
        """This place in reading order and what stands behind it."""
        return self.filter(Q(root_seq=root_seq, seq__gte=seq) | Q(root_seq__gt=root_seq), root_seq__gte=root_seq)

    def before(self, root_seq: int, seq: int) -> Self:
        return self.filter(Q(root_seq=root_seq, seq__lt=seq) | Q(root_seq__lt=root_seq), root_seq__lte=root_seq)


class UnveilingQuerySet(QuerySet["Unveiling"]):
    def visible_to(self, rights: Rights) -> Self:
        """Of the places that this person administers."""
        return self.filter(thread__scope__path__under=rights.paths_with(Role.SITE_ADMIN, Role.INSTITUTION_ADMIN))


def _undecided(rights: Rights) -> ApprovalQuerySet:
    """What this person looks at before others read it: for most people nothing, and no question to the database."""
    found = approvals()
    return found.undecided().visible_to(rights) if rights.paths_with(*STAFF) else found.none()


def _unseen(rights: Rights) -> Q:
    """Posts that peers do not see: the reader's own, and those that the reader looks at first."""
    return Q(author_id=rights.user_id, state__in=OWN) | Q(state=State.HELD, pk__in=_undecided(rights).values("post"))


def unwritten(rights: Rights) -> "QuerySet[Space]":
    """Spaces that show this learner nothing of others before they have written in their block; not staff, not mentors.

    What its author took back does not count as written, nor does what only some of the readers see.
    """
    spaces = _spaces().filter(write_first=True)
    learns, free = rights.paths_with(Role.LEARNER), rights.paths_with(*STAFF, Role.MENTOR)
    if not learns:
        return spaces.none()
    written = _posts().filter(
        author=rights.user_id,
        space__placement=OuterRef("placement"),
        audience=F("space__audience"),
        state__in=WRITTEN,
    )
    found = spaces.filter(scope__path__under=learns).exclude(Exists(written))
    return found.exclude(scope__path__under=free) if free else found


def looked_after(rights: Rights, scope: "Scope") -> "QuerySet[Membership]":
    """The students of a course that this person looks after: all for its educators, those of their groups for assistants.

    Where a course has no groups, its assistants look after everybody.
    """
    learners = Membership.objects.live().filter(scope=scope, role=Role.LEARNER)
    held = rights.memberships.get(scope.pk, frozenset())
    if Role.EDUCATOR in held:
        return learners
    groups = scope.children.groups_of(scope.pk)
    staffed = groups.filter(pk__in=rights.scopes_with(*STAFF))
    mine = Membership.objects.live().filter(scope__in=staffed, role=Role.LEARNER)
    seen = Q(user__in=mine.values("user"))
    return learners.filter(seen | ~Exists(groups)) if Role.ASSISTANT in held else learners.filter(seen)


def graded_by(rights: Rights, scope: "Scope") -> "QuerySet[Membership]":
    """The students of a course whom this person grades: of the course, or of the groups where they grade; never themselves."""
    learners = Membership.objects.live().filter(scope=scope, role=Role.LEARNER).exclude(user=rights.user_id)
    if rights.grades_in(scope):
        return learners
    inside = Q(pk__in=())
    for path in sorted(rights.grading_paths):
        inside |= Q(scope__path__startswith=path)
    below = Membership.objects.live().filter(inside, role=Role.LEARNER, scope__path__startswith=scope.path)
    return learners.filter(user__in=below.values("user"))


def _kept_back(rights: Rights) -> Q:
    """Threads and posts that wait until this learner has written; what is private to some never waits."""
    if not rights.paths_with(Role.LEARNER):
        return Q(pk__in=())
    return Q(Exists(unwritten(rights).filter(pk=OuterRef("space_id"), audience=OuterRef("audience_id"))))


class PostFileQuerySet(QuerySet["PostFile"]):
    def visible_to(self, rights: Rights) -> Self:
        """Beside a post that this person may read, once it was checked; what they uploaded themselves also before."""
        beside = Q(post__in=_posts().visible_to(rights))
        mine = Q(user_id=rights.user_id)
        readable = beside & (Q(checked=Checked.CLEAN) | mine) | mine & Q(post__isnull=True)
        return self.exclude(checked=Checked.INFECTED).filter(readable)

    def waiting(self) -> Self:
        """Not beside a post yet."""
        return self.filter(post__isnull=True)

    def due(self, now: datetime) -> Self:
        """Files that the scanner is to look at now."""
        return self.filter(checked=Checked.WAITING, check_after__lte=now)


def unread(live: "QuerySet[LiveChunk]", rights: Rights) -> Any:
    """Chunks in which something is there that this person has not read; `seen` are the bits already read."""
    reads = _reads().filter(user=rights.user_id, thread=OuterRef("thread"), chunk=OuterRef("chunk"))
    seen = Coalesce(Subquery(reads.values("bits")[:1]), Value(0))
    return live.annotate(seen=seen).exclude(bits=F("bits").bitand(F("seen")))  # type: ignore[arg-type]


def _whole(number: CombinedExpression) -> Any:
    return ExpressionWrapper(number, output_field=IntegerField())


def _spaces() -> "QuerySet[Space]":
    return apps.get_model("community", "Space")._default_manager.all()  # noqa: SLF001


def _posts() -> Any:
    return apps.get_model("community", "Post")._default_manager.all()  # noqa: SLF001


def _threads() -> Any:
    return apps.get_model("community", "Thread")._default_manager.all()  # noqa: SLF001


def _live() -> "QuerySet[LiveChunk]":
    return apps.get_model("community", "LiveChunk")._default_manager.all()  # noqa: SLF001


def _reads() -> "QuerySet[ReadChunk]":
    return apps.get_model("community", "ReadChunk")._default_manager.all()  # noqa: SLF001
