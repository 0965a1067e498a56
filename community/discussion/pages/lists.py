"""All discussions of a course: twenty threads a page, with numbers."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
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
from core.menus import Menu
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found


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
        threads = Thread.objects.visible_to(rights).filter(course=course).with_news_for(rights)
        threads = threads.filter(wearing(label.number)) if label else threads
        narrow = [key for key in tabs.MORE if key not in {tabs.FOR_YOU, tabs.NEWEST}]
        counted = {key: Count("pk", filter=tabs.condition(key, rights.user_id)) for key in narrow}
        counts = threads.order_by().aggregate(total=Count("pk"), **{_name(key): each for key, each in counted.items()})
        by_tab = {tabs.FOR_YOU: counts["total"], **{key: counts[_name(key)] for key in counted}}
        wanted = threads.filter(tabs.condition(tab, rights.user_id)).order_by(*tabs.order(tab))
        keys: Any = wanted
        paginator = Paginator(keys.values_list("pk", "news"), THREADS_PER_PAGE)
        paginator.count = by_tab.get(tab, counts["total"])
        page = paginator.get_page(request.GET.get("page"))
        more = f"&label={label.number}" if label else ""
        url = reverse("community:discussions", args=[course.slug])
        may_tend = bool(stewards.can_see_log(rights, course.scope))
        return cls(
            course=course,
            rows=_rows(page, course),
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


def _rows(page: Page[Any], course: Course) -> list[Row]:
    rows = []
    for thread in Thread.objects.rows(page.object_list, "space__placement__unit"):
        thread.course = course
        placement = thread.space.placement
        rows.append(row_of(thread, where=placement.unit.title if placement else ""))
    return rows
