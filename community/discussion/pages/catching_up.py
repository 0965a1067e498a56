"""Catching up: what is asked of me, answers to me, threads I follow, the rest. Each thread once, in one list."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.choices import STAFF
from accounts.rights import Rights
from community.discussion.choices import THREADS_PER_PAGE, ThreadKind
from community.discussion.models import Following, Post, Thread
from community.discussion.pages.rows import Row, row_of
from community.discussion.querysets import WAITING
from core.kept import At, Kept
from core.menus import Menu
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found

ASKED, ANSWERED, FOLLOWED, REST = 1, 2, 3, 4


@dataclass(frozen=True)
class Section:
    """Threads of one sort on this page; `total` counts those on other pages too."""

    key: int
    title: str
    rows: list[Row]
    total: int


@dataclass(frozen=True)
class CatchUpPage:
    course: Course | None
    sections: list[Section]
    page: Page[Any]
    menu: Menu | None
    template: str = "community/catch_up.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found | None = None) -> "CatchUpPage":
        """Three queries over what the pages of a course cost anyway."""
        rights: Rights = request.rights  # type: ignore[attr-defined]
        course = found.course if found else None
        where = {"course": course.pk} if course else {}
        counts = dict((COUNTS if course else ALL_COUNTS).rows(rights, course is not None, **where))
        page = Paginator(range(sum(counts.values())), THREADS_PER_PAGE).get_page(request.GET.get("page"))
        keys = (KEYS if course and page.number == 1 else OTHER).rows(rights, course is not None, page.number, **where)
        return cls(
            course=course,
            sections=_sections(keys, counts, name_course=found is None),
            page=page,
            menu=course_menu(request, found.course, units=found.units) if found else None,
        )


def _counts(rights: Rights, at: At, one: bool) -> Any:
    """How many threads there are of each sort, in one course or in all."""
    return sorted_for(rights, at.course if one else None).order_by().values_list("sort").annotate(n=Count("pk"))


def _keys(rights: Rights, at: At, one: bool, page: int) -> Any:
    """Thread, whether it has news, and its sort, of one page."""
    keys = sorted_for(rights, at.course if one else None).values_list("pk", "news", "sort")
    return keys[(page - 1) * THREADS_PER_PAGE : page * THREADS_PER_PAGE]


COUNTS, KEYS = Kept(_counts), Kept(_keys)
ALL_COUNTS, OTHER = Kept(_counts, planned_anew=True), Kept(_keys, planned_anew=True)
"""Over all courses the best plan depends on how many those are; later pages are read too seldom to be worth one."""


def sorted_for(rights: Rights, course: Any) -> Any:
    """Threads that want this reader: unanswered questions to staff, and whatever has something new and is not muted."""
    threads = Thread.objects.visible_to(rights).with_news_for(rights).exclude(kind=ThreadKind.CONVERSATION)
    if course is not None:
        threads = threads.filter(course=course)
    taught = Q(course__scope__in=rights.scopes_with(*STAFF)) & WAITING & ~Q(author=rights.user_id)
    answers = Post.objects.visible_to(rights).answering(rights).unread_by(rights).values("thread")
    sort = Case(
        When(taught, then=Value(ASKED)),
        When(pk__in=answers, then=Value(ANSWERED)),
        When(Q(news=True, mutes=False), then=Value(FOLLOWED)),
        When(Q(news=True, mutes__isnull=True), then=Value(REST)),
        default=Value(0),
        output_field=IntegerField(),
    )
    found = threads.annotate(mutes=_choice(rights)).annotate(sort=sort).filter(Q(sort__gt=0))
    promise = Case(When(sort=ASKED, then=F("answer_due_at")))
    return found.order_by("sort", promise.asc(nulls_last=True), "-last_post_at", "-pk")


def _choice(rights: Rights) -> Coalesce:
    """Muted (True), followed (False) or neither: the thread before its place, that before the course."""
    mine = Following.objects.filter(user=rights.user_id).values("muted")
    said = [
        mine.filter(thread=OuterRef("pk")),
        mine.filter(space=OuterRef("space")),
        mine.filter(scope=OuterRef("course__scope")),
    ]
    return Coalesce(*(Subquery(each[:1], output_field=BooleanField(null=True)) for each in said))


def _sections(keys: list[tuple[int, bool, int]], counts: dict[int, int], *, name_course: bool) -> list[Section]:
    titles = {
        ASKED: _("Asked of you"),
        ANSWERED: _("Answers to you"),
        FOLLOWED: _("In threads you follow"),
        REST: _("Also new"),
    }
    sort = {pk: sort for pk, _news, sort in keys}
    threads = Thread.objects.rows([(pk, news) for pk, news, _sort in keys], "space__placement__unit")
    return [
        Section(key, titles[key], [_row(thread, name_course=name_course) for thread in some], counts.get(key, 0))
        for key, some in groupby(threads, key=lambda thread: sort[thread.pk])
    ]


def _row(thread: Thread, *, name_course: bool) -> Row:
    placement = thread.space.placement
    unit = placement.unit.title if placement else ""
    return row_of(thread, where=thread.course.title if name_course and thread.course else unit)
