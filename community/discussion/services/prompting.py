"""The check points of a prompt: a first post by one day, replies by another; who has done them; later dates for a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Scope, User
from accounts.rights import rights_of
from community.discussion import policies
from community.discussion.choices import OPENING, Looked, State
from community.discussion.models import Later, Post
from courses.models import Placement

THERE = (State.POSTED, State.HELD)


@dataclass(frozen=True, slots=True)
class Points:
    """What a block asks for, and until the end of which day where the course is."""

    scope: Scope
    first_by: date | None = None
    replies: int = 0
    replies_by: date | None = None

    @classmethod
    def of(cls, placement: Placement) -> "Points":
        config = placement.config
        return cls(
            scope=placement.unit.course.scope,
            first_by=_day(config.get("first_by")),
            replies=int(config.get("replies") or 0),
            replies_by=_day(config.get("replies_by")),
        )

    def __bool__(self) -> bool:
        return self.first_by is not None or self.replies > 0

    def for_one(self, later: date | None) -> "Points":
        """The same for somebody with a later date."""
        if later is None:
            return self
        first, replies = (day and max(day, later) for day in (self.first_by, self.replies_by))
        return Points(self.scope, first, self.replies, replies)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


@dataclass(slots=True)
class Written:
    """What one person wrote in one block: when their first post came, and when each reply to somebody else."""

    first: datetime | None = None
    replies: list[datetime] = field(default_factory=list)

    def add(self, at: datetime, *, is_reply: bool) -> None:
        self.first = at if self.first is None else min(self.first, at)
        if is_reply:
            self.replies.append(at)


@dataclass(frozen=True, slots=True)
class Done:
    """One check point of one person: until when, whether it is done and whether that was after the day."""

    by: date
    done: bool
    late: bool
    over: bool
    have: int = 0
    of: int = 0


def first_done(points: Points, written: Written) -> Done | None:
    if points.first_by is None:
        return None
    end = policies.end_of(points.first_by, points.scope)
    late = written.first is not None and written.first >= end
    return Done(points.first_by, written.first is not None, late, over=end <= timezone.now())


def replies_done(points: Points, written: Written) -> Done | None:
    if not points.replies or points.replies_by is None:
        return None
    end = policies.end_of(points.replies_by, points.scope)
    have = len(written.replies)
    done = have >= points.replies
    late = done and sorted(written.replies)[points.replies - 1] >= end
    return Done(points.replies_by, done, late, end <= timezone.now(), min(have, points.replies), points.replies)


def written_in(placements: Iterable[int], users: Collection[int] | None = None) -> dict[tuple[int, int], Written]:
    """(placement, person) → what they wrote for all its readers: one query. What several wrote counts for nobody; what
    waited for staff counts from when it was sent, and not while it is with its author again."""
    posts = Post.objects.filter(space__placement__in=placements, state__in=THERE, audience=F("space__audience"))
    posts = posts.filter(version=0).exclude(approval__state=Looked.RETURNED)
    posts = posts if users is None else posts.filter(author__in=users)
    found: dict[tuple[int, int], Written] = defaultdict(Written)
    sent: Any = posts.annotate(sent=Coalesce("approval__sent_at", "created_at"))
    rows = sent.values_list("space__placement", "author", "sent", "seq", "reply_to__author")
    for placement, author, at, seq, to in rows.order_by("pk").iterator(chunk_size=2000):
        found[placement, author].add(at, is_reply=seq != OPENING and to != author)
    return found


@transaction.atomic
def give_later(*, actor: User, placement: Placement, person: User, until: date | None) -> None:
    """A later date for one person, or none any more."""
    policies.can_give_later(rights_of(actor), placement, person).require()
    if until is None:
        Later.objects.filter(placement=placement, user=person).delete()
        return
    given = {"until": until, "given_by": actor, "given_at": timezone.now()}
    Later.objects.update_or_create(placement=placement, user=person, defaults=given)
