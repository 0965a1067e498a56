"""The educator's desk over all courses: what needs an answer and fits in the week, what peers answered well, quiet places."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import STAFF, Role
from accounts.rights import Rights
from community.discussion.choices import OPENING, Answered, State, ThreadKind
from community.discussion.models import Approval, Post, Space, Thread
from community.discussion.pages.rows import Row, row_of
from community.discussion.pages.words import permalink
from community.discussion.policies.tending import HOMES
from core.text import excerpt
from courses.choices import PlacementState
from courses.models import Course

MINUTES = 12
"""For one answer, as long as nobody's own are timed."""
QUIET = timedelta(days=10)
MOST = 60
WELL = 10
PLACES = 20


@dataclass(frozen=True)
class Budget:
    """What is left of the hours that a person gave their courses this week, in minutes and in answers."""

    hours: int
    written: int

    @property
    def left(self) -> int:
        return max(self.hours * 60 - self.written * MINUTES, 0)

    @property
    def fit(self) -> int:
        return self.left // MINUTES

    def line(self, waiting: int) -> str:
        """ "5 posts fit in the 70 minutes you have left this week."."""
        if not self.hours:
            return ""
        if not self.left:
            return _("You have given this week's hours. What follows may wait, or be answered by peers first.")
        n = min(self.fit, waiting)
        words = ngettext(
            "%(n)s post fits in the %(left)s minutes you have left this week.",
            "%(n)s posts fit in the %(left)s minutes you have left this week.",
            n,
        )
        return words % {"n": n, "left": self.left}


@dataclass(frozen=True)
class Answer:
    """What a peer wrote and others found helpful, ready to be endorsed."""

    post: Post
    url: str
    words: str
    where: str


@dataclass(frozen=True)
class DeskPage:
    courses: list[Course]
    course: Course | None
    now: list[Row]
    later: list[Row]
    budget: Budget
    well: list[Answer]
    quiet: list[tuple[Space, str]]
    first: list[Any]
    template: str = "community/desk.html"

    @classmethod
    def build(cls, *, request: HttpRequest) -> "DeskPage":
        """Six queries, however much there is."""
        rights: Rights = request.rights  # type: ignore[attr-defined]
        courses = list(Course.objects.filter(mine(rights), archived_at__isnull=True).order_by("title", "pk"))
        course = next((each for each in courses if each.slug == request.GET.get("course")), None)
        chosen = [course] if course else courses
        waiting = _waiting(rights, chosen)
        budget = _budget(rights, chosen)
        fit = budget.fit if budget.hours else len(waiting)
        return cls(
            courses=courses,
            course=course,
            now=waiting[:fit],
            later=waiting[fit:],
            budget=budget,
            well=_well(rights, chosen),
            quiet=_quiet(rights, chosen),
            first=_first(rights, chosen),
        )

    @property
    def budget_line(self) -> str:
        return self.budget.line(len(self.now) + len(self.later))


def leaves(rights: Rights) -> frozenset[int]:
    """Where a person teaches or assists; an assistant of certain groups only there."""
    paths = rights.paths_with(Role.ASSISTANT)
    assists = [path for path in paths if not any(other != path and other.startswith(path) for other in paths)]
    return frozenset(
        {*rights.scopes_with(Role.EDUCATOR), *(int(path.strip("/").rsplit("/", 1)[-1]) for path in assists)}
    )


def mine(rights: Rights) -> Q:
    return Q(scope__in=rights.scopes_with(*STAFF))


def _here(rights: Rights, courses: list[Course]) -> Q:
    places = leaves(rights)
    return Q(course__in=courses) & (Q(scope__in=places) | Q(course__scope__in=places))


def _waiting(rights: Rights, courses: list[Course]) -> list[Row]:
    """The oldest promise first, then age, then how many have the same question."""
    by_pk = {course.pk: course for course in courses}
    found = Thread.objects.visible_to(rights).filter(_here(rights, courses)).needing_answer().with_news_for(rights)
    found = found.exclude(author=rights.user_id).for_rows()
    rows = []
    for thread in found.by_promise()[:MOST]:
        thread.course = by_pk[thread.course_id or 0]
        rows.append(row_of(thread, where=thread.course.title))
    return rows


def _first(rights: Rights, courses: list[Course]) -> list[Any]:
    """Course by course how many posts wait until staff have looked at them, how many of them for this person, and the
    oldest promise."""
    waiting = Approval.objects.visible_to(rights).waiting().filter(course__in=courses)
    mine = Count("pk", filter=Q(reviewer=rights.user_id))
    rows = (
        waiting.order_by().values("course__slug", "course__title").annotate(n=Count("pk"), mine=mine, due=Min("due_at"))
    )
    return list(rows.order_by("due", "course__slug"))


def _budget(rights: Rights, courses: list[Course]) -> Budget:
    """The hours of these courses, less the answers that this person wrote in them since Monday."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    written = Post.objects.filter(author=rights.user_id, created_at__gte=today - timedelta(days=today.weekday()))
    written = written.filter(thread__course__in=courses, seq__gt=OPENING, state=State.POSTED)
    return Budget(sum(int(course.setting("weekly_hours", 3)) for course in courses), written.count())


def _well(rights: Rights, courses: list[Course]) -> list[Answer]:
    """In questions that a peer answered: the answer that helped most people, to be endorsed in one step."""
    helpful = Post.objects.filter(thread=OuterRef("pk"), state=State.POSTED, helped_count__gt=0, seq__gt=OPENING)
    first = helpful.exclude(author=rights.user_id).order_by("-helped_count", "seq").values("pk")[:1]
    asked: Any = Thread.objects.visible_to(rights).filter(_here(rights, courses), closed_at__isnull=True)
    asked = asked.filter(kind=ThreadKind.QUESTION, answered=Answered.PEER).annotate(best=Subquery(first))
    best = asked.filter(best__isnull=False).order_by("-helped_count", "-last_post_at").values("best")[:WELL]
    posts = Post.objects.visible_to(rights).filter(pk__in=[row["best"] for row in best])
    by_pk = {course.pk: course for course in courses}
    return [
        Answer(post, permalink(post), excerpt(post.text, 240), by_pk[post.thread.course_id or 0].title)
        for post in posts.select_related("thread", "persona__user").order_by("-helped_count", "pk")
    ]


def _quiet(rights: Rights, courses: list[Course]) -> list[tuple[Space, str]]:
    """Open places in which nobody has written for ten days."""
    before = timezone.now() - QUIET
    found: Any = Space.objects.visible_to(rights).filter(_here(rights, courses), kind__in=HOMES)
    found = found.filter(placement__state=PlacementState.PLACED, placement__unit__state="published")
    found = found.annotate(last=Coalesce(Max("threads__last_post_at"), F("opened_at"))).filter(last__lt=before)
    today = timezone.localdate()
    begun = Q(placement__opens_on__isnull=True) | Q(placement__opens_on__lte=today)
    going = Q(placement__closes_on__isnull=True) | Q(placement__closes_on__gte=today)
    rows = found.filter(begun, going).select_related("placement__unit__course", "placement__part", "group")
    return [(space, _edit(space)) for space in rows.order_by("last", "pk")[:PLACES]]


def _edit(space: Space) -> str:
    placement = space.placement
    assert placement is not None
    where = [placement.unit.course.slug, placement.unit.slug, placement.part.key]
    return reverse("courses:studio-block", args=where)
