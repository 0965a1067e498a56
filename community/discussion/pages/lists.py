"""All discussions of a course: twenty threads a page, with numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Value
from django.http import HttpRequest
from django.urls import reverse

from accounts.rights import Rights
from community.discussion.choices import THREADS_PER_PAGE
from community.discussion.forms.tending import ManyForm
from community.discussion.models import Thread
from community.discussion.pages import tabs
from community.discussion.pages.labels import asked_label
from community.discussion.pages.rows import Row, row_of
from community.discussion.pages.tending import places_for
from community.discussion.policies import tending as stewards
from community.discussion.services import Label, labels_offered, wearing
from core.kept import At, Kept
from core.menus import Menu
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found

NARROW = [key for key in tabs.MORE if key not in {tabs.FOR_YOU, tabs.NEWEST}]
"""Tabs that do not hold every thread."""


@dataclass(frozen=True)
class DiscussionsPage:
    course: Course
    rows: list[Row]
    page: Page[Any]
    tab: str
    tabs: list[tabs.Tab]
    menu: Menu
    labels: list[Label] = field(default_factory=list)
    label: Label | None = None
    may_tend: bool = False
    form: ManyForm | None = None
    here: str = ""
    template: str = "community/discussion_list.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found) -> "DiscussionsPage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        course, tab = found.course, tabs.known(request.GET.get("tab"), tabs.MORE)
        label = asked_label(course, request.GET.get("label", ""))
        number = label.number if label else 0
        counts = Counter(COUNTS.first(rights, number, course=course.pk))
        by_tab = {tabs.FOR_YOU: counts["total"], **{key: counts[_name(key)] for key in NARROW}}
        paginator = Paginator(range(by_tab.get(tab, counts["total"])), THREADS_PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        keys = (LATER if page.number > 1 else KEYS).rows(rights, number, tab, page.number, course=course.pk)
        more = f"&label={label.number}" if label else ""
        url = reverse("community:discussions", args=[course.slug])
        may_tend = bool(stewards.can_see_log(rights, course.scope))
        return cls(
            course=course,
            rows=_rows(keys, course),
            page=page,
            tab=tab,
            tabs=tabs.tabs_of(tab, by_tab, f"{url}?tab=%tab%{more}", tabs.MORE),
            labels=labels_offered(course),
            label=label,
            menu=course_menu(request, course, units=found.units),
            may_tend=may_tend,
            form=ManyForm(spaces=places_for(rights, course)) if may_tend and "choose" in request.GET else None,
            here=f"{url}?tab={tab}&page={page.number}",
        )


def _name(tab: str) -> str:
    return f"in_{tab.replace('-', '_')}"


def _threads(rights: Rights, at: At, label: int) -> Any:
    threads = Thread.objects.visible_to(rights).filter(course=at.course).with_news_for(rights)
    return threads.filter(wearing(label)) if label else threads


def _counts(rights: Rights, at: At, label: int) -> Any:
    """How many threads each tab holds."""
    counted = {_name(key): Count("pk", filter=tabs.condition(key, rights.user_id)) for key in NARROW}
    one = _threads(rights, at, label).order_by().values(one=Value(1))
    return one.annotate(total=Count("pk"), **counted)


def _keys(rights: Rights, at: At, label: int, tab: str, page: int) -> Any:
    """Thread and whether it has news, of one page of a tab."""
    wanted = _threads(rights, at, label).filter(tabs.condition(tab, rights.user_id)).order_by(*tabs.order(tab))
    return wanted.values_list("pk", "news")[(page - 1) * THREADS_PER_PAGE : page * THREADS_PER_PAGE]


COUNTS, KEYS, LATER = Kept(_counts), Kept(_keys), Kept(_keys, planned_anew=True)
"""Later pages are read too seldom to be worth a plan that is kept."""


def _rows(keys: list[tuple[int, bool]], course: Course) -> list[Row]:
    rows = []
    for thread in Thread.objects.rows(keys, "space__placement__unit"):
        thread.course = course
        placement = thread.space.placement
        rows.append(row_of(thread, where=placement.unit.title if placement else ""))
    return rows
