"""The small pages of one act: edit, delete, endorse, read what it said before, announce."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.models import Scope
from community.discussion import policies
from community.discussion.choices import Looked, edit_of
from community.discussion.forms import AnnounceForm, EditForm, EndorseForm
from community.discussion.forms.beside import WarnForm
from community.discussion.models import Approval, Post, PostRevision, Space, Thread
from community.discussion.pages.drafts import Begun, with_keeping
from community.discussion.pages.files import Attached, attached, beside_of_post, fresh_beside
from community.discussion.pages.pen import with_pen
from community.discussion.pages.words import audience_line, permalink, thread_url
from core.menus import Menu
from courses.models import Course
from courses.pages import course_menu

MANY = 3


@dataclass(frozen=True)
class PostActPage:
    """A page about one post; `back` is the post in its place."""

    post: Post
    menu: Menu | None

    @property
    def thread(self) -> Thread:
        return self.post.thread

    @property
    def thread_url(self) -> str:
        return thread_url(self.post.thread)

    @property
    def back(self) -> str:
        return permalink(self.post)


@dataclass(frozen=True)
class EditPage(PostActPage):
    """`returned` holds what staff said when they sent it back, to be read while one writes."""

    form: EditForm
    begun: Begun
    returned: Approval | None = None
    template: str = "community/post_edit.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post, form: EditForm | None = None) -> "EditPage":
        begun, said = Begun.on_page(request, post.thread, edit_of(post.pk)), {}
        if "anew" not in request.GET and begun.source:
            said = {"source": begun.source, "title": begun.title or post.thread.title}
        initial = {"source": post.source, "title": post.thread.title} | said
        form = form or EditForm(initial=initial, with_title=post.is_opening)
        with_pen(form, post.thread)
        with_keeping(form, begun)
        form.beside = form.beside or beside_of_post(post)
        returned = Approval.objects.filter(post=post, state=Looked.RETURNED).select_related("decided_by").first()
        return cls(post=post, menu=menu_of(request, post.thread), form=form, begun=begun, returned=returned)

    @property
    def keeps_history(self) -> bool:
        return not policies.edits_freely(self.post)


@dataclass(frozen=True)
class DeletePage(PostActPage):
    template: str = "community/post_delete.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post) -> "DeletePage":
        return cls(post=post, menu=menu_of(request, post.thread))


@dataclass(frozen=True)
class EndorsePage(PostActPage):
    form: EndorseForm
    template: str = "community/post_endorse.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post, form: EndorseForm | None = None) -> "EndorsePage":
        return cls(post=post, menu=menu_of(request, post.thread), form=form or EndorseForm())


@dataclass(frozen=True)
class WarnPage(PostActPage):
    form: WarnForm
    template: str = "community/post_warn.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post, form: WarnForm | None = None) -> "WarnPage":
        initial = {"warnings": post.warnings, "warning_words": post.warning_words}
        return cls(post=post, menu=menu_of(request, post.thread), form=form or WarnForm(initial=initial))


@dataclass(frozen=True)
class HistoryPage(PostActPage):
    """What it says now, then what it said before, newest first."""

    revisions: list[PostRevision]
    files: list[Attached]
    template: str = "community/post_history.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post) -> "HistoryPage":
        revisions = list(post.revisions.order_by("-replaced_at", "-pk"))
        mine = post.author_id == request.user.pk
        rows = list(post.files.select_related("stored").order_by("added_at", "pk"))
        for revision in revisions:
            until = revision.replaced_at
            then = [row for row in rows if row.added_at < until and not (row.removed_at and row.removed_at < until)]
            revision.shown_files = attached(post, mine=mine, rows=[row.shown() for row in then])  # type: ignore[attr-defined]
        menu, files = menu_of(request, post.thread), attached(post, mine=mine)
        return cls(post=post, menu=menu, revisions=revisions, files=files)


@dataclass(frozen=True)
class AnnouncePage:
    course: Course
    space: Space
    form: AnnounceForm
    begun: Begun
    menu: Menu
    template: str = "community/announce.html"

    @classmethod
    def build(
        cls, *, request: HttpRequest, course: Course, space: Space, form: AnnounceForm | None = None
    ) -> "AnnouncePage":
        begun = Begun.on_page(request, space)
        form = form or AnnounceForm()
        if not form.is_bound:
            form.initial.update(begun.initial)
        with_pen(form, space)
        with_keeping(form, begun)
        form.beside = form.beside or fresh_beside(space, begun.files)
        return cls(course=course, space=space, form=form, begun=begun, menu=course_menu(request, course))

    @property
    def audience(self) -> str:
        """Where there are groups to choose, the choice itself tells in numbers who reads."""
        if "group" in self.form.fields:
            return _("Whoever you choose, and the staff who see them, will read this with your name.")
        return audience_line(self.space)

    @property
    def many(self) -> bool:
        """Three in the last week already: the fourth is asked whether it could wait."""
        week = timezone.now() - timedelta(days=7)
        return self.space.threads.filter(created_at__gte=week).count() >= MANY


def groups_of(course: Course) -> list[tuple[Scope, str]]:
    """The groups of a course, each with its name and how many students read there: one query."""
    live = Q(memberships__role=Role.LEARNER, memberships__ended_at__isnull=True)
    rows = Scope.objects.groups_of(course.scope_id).annotate(n=Count("memberships", filter=live))
    found = []
    for group in rows.order_by("name", "pk"):
        n = group.n  # type: ignore[attr-defined]
        words = ngettext("%(name)s (%(n)s student)", "%(name)s (%(n)s students)", n) % {"name": group.name, "n": n}
        found.append((group, words))
    return found


def menu_of(request: HttpRequest, thread: Thread) -> Menu | None:
    return course_menu(request, thread.course) if thread.course else None
