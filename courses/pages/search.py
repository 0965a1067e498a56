"""What was found: of everything this person may open, or of one course."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.extensions import Findable, Hit, findables
from core.menus import Menu
from core.models import SearchDocument
from core.numbers import number_in
from core.search import Asked, engine, excerpt, marked, matching
from courses.models import Course
from courses.pages.found import Found
from courses.pages.menus import course_menu

PER_PAGE = 20
MOST_PAGES = 50


@dataclass(frozen=True)
class Line:
    """One hit, with the words marked that were asked for."""

    hit: Hit
    kind: Findable
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Tab:
    label: str | Promise
    url: str
    count: int
    current: bool
    shows_count: bool = True


@dataclass(frozen=True)
class SearchPage:
    asked: Asked
    course: Course | None
    menu: Menu | None
    lines: list[Line]
    page: Page[Any]
    tabs: list[Tab]
    close: bool
    template: str = "courses/search.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found | None = None) -> "SearchPage":
        course = found.course if found else None
        asked = Asked.read(request.GET.get("q", ""))
        kind = request.GET.get("kind", "")
        answer = _answer(request, asked, course, kind if kind in findables else "")
        return cls(
            asked=asked,
            course=course,
            menu=course_menu(request, found.course, units=found.units) if found else None,
            lines=_lines(request, asked, answer.documents),
            page=answer.page,
            tabs=_tabs(_address(course), asked, answer) if answer.counts else [],
            close=answer.close,
        )

    @property
    def url(self) -> str:
        return _address(self.course)

    @property
    def total(self) -> int:
        return self.page.paginator.count


def _address(course: Course | None) -> str:
    return reverse("courses:search-course", args=[course.slug]) if course else reverse("courses:search")


def visible(request: HttpRequest, asked: Asked, scope_id: int | None) -> Any:
    """Documents of what this person may open: asked of the rows themselves, kind by kind, in one query."""
    conditions = [_openable(each, request, asked, scope_id) for each in findables if each.filters >= set(asked.filters)]
    return SearchDocument.objects.filter(reduce(or_, conditions, Q(pk__in=[])))


def _openable(each: Findable, request: HttpRequest, asked: Asked, scope_id: int | None) -> Q:
    rows = each.openable(request=request, asked=asked, scope_id=scope_id)
    condition = Q(Exists(rows.filter(pk=OuterRef("object_id"))), kind=each.key)
    audiences = each.audiences(request)
    return condition if audiences is None else condition & Q(audience_id__in=audiences)


@dataclass(frozen=True)
class Answer:
    """One page of documents of one kind (of all without), how many there are of each, and whether they only come close."""

    kind: str
    documents: list[SearchDocument]
    counts: dict[str, int]
    number: int
    close: bool = False

    @property
    def page(self) -> Page[Any]:
        return Paginator(range(self.total), PER_PAGE).get_page(self.number)

    @property
    def total(self) -> int:
        return self.counts.get(self.kind, 0) if self.kind else sum(self.counts.values())


def _answer(request: HttpRequest, asked: Asked, course: Course | None, kind: str) -> Answer:
    """One query; a second one where nothing has exactly these words."""
    if not asked.says_something:
        return Answer(kind, [], {}, 1)
    there = visible(request, asked, course.scope_id if course else None)
    number = number_in(request.GET.get("page")) or 1
    exact = _read(matching(there, asked), kind, number)
    if exact.counts or not asked.wanted or any(term.phrase for term in asked.wanted):
        return exact
    near = engine().loosely(there, asked).order_by(F("rank").desc(), "-written_at", "-pk")
    return replace(_read(near, kind, 1), close=True)


def _read(documents: Any, kind: str, number: int) -> Answer:
    """The wanted kind first, so that the rows know how many there are of every kind."""
    counted = {f"n{i}": _number_of(each.key) for i, each in enumerate(findables)}
    wanted = Case(When(kind=kind, then=Value(0)), default=Value(1))
    ordered = documents.annotate(**counted).order_by(wanted, *documents.query.order_by)
    number = min(max(number, 1), MOST_PAGES)
    rows = list(ordered[(number - 1) * PER_PAGE : number * PER_PAGE])
    mine = [row for row in rows if kind in {"", row.kind}]
    if not mine and number > 1:
        return _read(documents, kind, 1)
    counts = {each.key: getattr(rows[0], f"n{i}") for i, each in enumerate(findables)} if rows else {}
    counts = {key: n for key, n in counts.items() if n}
    return Answer(kind, mine, counts, number)


def _number_of(kind: str) -> Window:
    return Window(Count(Case(When(kind=kind, then=F("pk")))))


def _lines(request: HttpRequest, asked: Asked, documents: Collection[SearchDocument]) -> list[Line]:
    ids: dict[str, list[int]] = {}
    for document in documents:
        ids.setdefault(document.kind, []).append(document.object_id)
    hits = {kind: findables[kind].hits(request=request, ids=mine) for kind, mine in ids.items()}
    pairs = [(document, hits[document.kind].get(document.object_id)) for document in documents]
    return [
        Line(hit, findables[document.kind], marked(hit.title, asked), _excerpt(hit, document, asked))
        for document, hit in pairs
        if hit is not None
    ]


def _excerpt(hit: Hit, document: SearchDocument, asked: Asked) -> SafeString:
    """Some lines around what was asked for, or what one is warned of before reading."""
    return escape(hit.instead) if hit.instead else excerpt(document.body, asked)


def _tabs(url: str, asked: Asked, answer: Answer) -> list[Tab]:
    """Everything, then each kind of which something was found."""
    counts = answer.counts

    def tab(label: str | Promise, key: str, number: int) -> Tab:
        query = {"q": asked.typed, **({"kind": key} if key else {})}
        return Tab(label, f"{url}?{urlencode(query)}", number, current=key == answer.kind)

    kinds = sorted((each for each in findables if counts.get(each.key)), key=lambda each: each.order)
    return [tab(_("Everything"), "", sum(counts.values())), *(tab(e.label, e.key, counts[e.key]) for e in kinds)]
