from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion import services
from community.discussion.choices import State
from community.discussion.models import Post, Thread
from community.discussion.pages.about import about_words, anchor_of
from community.discussion.pages.words import course_of, permalink, warned
from core import moments
from core.extensions import Findable, Hit, findables
from core.models import SearchDocument
from core.search import Asked
from courses.findables import in_unit
from courses.models import Course

KIND = services.KIND


def _rights(request: HttpRequest) -> Rights:
    return request.rights  # type: ignore[attr-defined, no-any-return]


def written_by(names: list[str]) -> Q:
    """Posts under these names as they are shown: a name that peers do not see finds nothing. It is the persona's, for what
    was carried over from an earlier run belongs to nobody else."""
    shown = (
        Q(persona__anonymous=False, persona__user__name__icontains=name)
        | Q(persona__anonymous=False, persona__user__call_me__iexact=name)
        | Q(persona__anonymous=True, persona__label__icontains=name)
        for name in names
    )
    return reduce(or_, shown)


@findables.register
class Posts(Findable):
    """What is said in discussions; the title of a thread is found with its opening post."""

    key, label, icon, order = KIND, _("Discussions"), "talk", 10
    filters = frozenset(["author", "unit", "label"])

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        posts = Post.objects.filter(state=State.POSTED).select_related("thread")
        rows = posts if ids is None else posts.filter(pk__in=ids)
        yield from map(services.document_of, rows.iterator(chunk_size=500))

    def openable(self, *, request: HttpRequest, asked: Asked, scope_id: int | None) -> QuerySet[Post]:
        rights = _rights(request)
        posts = Post.objects.visible_to(rights).heard_by(rights).filter(state=State.POSTED)
        if scope_id is not None:
            posts = posts.filter(thread__course__scope=scope_id)
        if "author" in asked.filters:
            posts = posts.filter(written_by(asked.filters["author"]))
        if "label" in asked.filters:
            courses = (
                Course.objects.filter(scope=scope_id) if scope_id is not None else Course.objects.visible_to(rights)
            )
            posts = posts.filter(thread__in=Thread.objects.filter(services.named(courses, asked.filters["label"])))
        unit = "thread__space__placement__unit__"
        return posts.filter(in_unit(unit, asked.filters["unit"])) if "unit" in asked.filters else posts

    def audiences(self, request: HttpRequest) -> Collection[int]:
        return _rights(request).audiences

    def hits(self, *, request: HttpRequest, ids: Collection[int]) -> dict[int, Hit]:
        posts = Post.objects.visible_to(_rights(request)).filter(pk__in=ids, state=State.POSTED)
        posts = posts.select_related(
            "persona__user", "thread__course", "thread__space__placement__unit", "thread__anchor"
        )
        return {
            post.pk: Hit(
                title=post.thread.shown_title,
                url=permalink(post),
                facts=[post.persona.name, *_where(post), moments.clock(post.created_at), *_about(post)],
                instead=warned(post.warning_line) if post.warning_line else "",
            )
            for post in posts.defer("source", "html", "text")
        }


def _about(post: Post) -> list[str]:
    """What its thread hangs on, which every reader of the thread is quoted."""
    anchor = anchor_of(post.thread) if post.is_opening else None
    return [about_words(anchor)] if anchor is not None else []


def _where(post: Post) -> list[str]:
    placement = post.thread.space.placement
    return [words for words in (course_of(post.thread), placement.unit.title if placement else "") if words]
