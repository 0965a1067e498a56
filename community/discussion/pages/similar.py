"""Questions of the course that ask much the same, for whoever is about to ask."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, QueryDict

from accounts.rights import Rights
from community.discussion.choices import OPENING, ThreadKind
from community.discussion.forms import PointForm
from community.discussion.models import Post, Thread
from community.discussion.pages.acts import menu_of
from community.discussion.pages.rows import Row, row_of
from community.discussion.pages.words import thread_url
from community.discussion.services import KIND
from core.menus import Menu
from core.models import SearchDocument
from core.search import Asked, matching, shared
from courses.models import Course

ROW = ("course", "persona__user", "last_persona__user", "space")
MOST = 5
LOOKED_AT = 40
ALIKE = 0.5
"""At least this share of the words has to be there; a word of the title counts whole, one of the text half."""


def similar_to(rights: Rights, course: Course, title: str, *, apart: int = 0) -> list[Row]:
    """Up to five questions that this person may read, the most alike first: two queries."""
    asked = Asked.any_of(title)
    if not asked.terms:
        return []
    threads = Thread.objects.visible_to(rights).filter(course=course, kind=ThreadKind.QUESTION).exclude(pk=apart)
    opening = Post.objects.heard_by(rights).filter(pk=OuterRef("object_id"), seq=OPENING, thread__in=threads)
    documents = SearchDocument.objects.filter(Exists(opening), kind=KIND, audience_id__in=rights.audiences)
    found = matching(documents, asked, any_word=True)[:LOOKED_AT]
    ranked = sorted(((_alike(each, asked), each.object_id) for each in found), key=lambda pair: -pair[0])
    best = [post for alike, post in ranked if alike >= ALIKE][:MOST]
    posts = Post.objects.filter(pk__in=best).select_related(*(f"thread__{name}" for name in ROW))
    there = {post.pk: post.thread for post in posts.defer("source", "html", "text")} if best else {}
    return [row_of(there[pk]) for pk in best if pk in there]


def _alike(document: SearchDocument, asked: Asked) -> float:
    inside = shared(document.title, asked)
    return (inside + max(shared(f"{document.title} {document.body}", asked) - inside, 0) / 2) / len(asked.terms)


@dataclass(frozen=True)
class PointPage:
    """Which question asks the same: one of those that look alike, or another by its address."""

    thread: Thread
    form: PointForm
    menu: Menu | None
    template: str = "community/thread_point.html"

    @classmethod
    def build(cls, *, request: HttpRequest, thread: Thread, form: PointForm | None = None) -> "PointPage":
        return cls(thread, form or point_form(request, thread), menu_of(request, thread))

    @property
    def url(self) -> str:
        return thread_url(self.thread)


def point_form(request: HttpRequest, thread: Thread, data: QueryDict | None = None) -> PointForm:
    rights: Rights = request.rights  # type: ignore[attr-defined]
    rows = similar_to(rights, thread.course, thread.title, apart=thread.pk) if thread.course else []
    return PointForm(data, alike=[(row.thread.pk, row.thread.shown_title) for row in rows])
