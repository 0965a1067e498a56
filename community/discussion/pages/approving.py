"""What waits until staff have looked at it: the list of a course, returning one, and the people for whom it was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import STAFF
from accounts.models import Membership
from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import THREADS_PER_PAGE, Anonymity
from community.discussion.forms.approving import FirstLookForm, ReturnForm
from community.discussion.models import Approval, FirstLook, Post, SavedReply, Thread, Unveiling
from community.discussion.pages.acts import menu_of
from community.discussion.pages.files import Attached, attached
from community.discussion.pages.mentions import People, named_in, with_names
from community.discussion.pages.words import permalink, thread_url
from core.menus import Menu
from courses.models import Course
from courses.pages import course_menu
from courses.pages.found import Found

RELATED = (
    "reviewer",
    "decided_by",
    "post__persona__user",
    "post__thread__course",
    "post__thread__scope",
    "post__thread__space__placement__unit",
)


@dataclass(frozen=True)
class Waiting:
    """One post that waits, as this member of staff sees it."""

    approval: Approval
    names: bool
    people: People = field(default_factory=dict)
    mine: bool = False

    @property
    def post(self) -> Post:
        return self.approval.post

    @property
    def thread(self) -> Thread:
        return self.post.thread

    @property
    def real_name(self) -> str:
        """Who wrote it without their name, where this reader sees the names of its place."""
        persona = self.post.persona
        return persona.user.name if persona.anonymous and self.names else ""

    @property
    def html(self) -> str:
        return with_names(self.post.html, self.people)

    @property
    def files(self) -> list[Attached]:
        return attached(self.post, mine=False)

    @property
    def is_late(self) -> bool:
        return self.approval.due_at < timezone.now()

    @property
    def url(self) -> str:
        return permalink(self.post)


@dataclass(frozen=True)
class ApprovalsPage:
    course: Course
    waiting: list[Waiting]
    returned: list[Waiting]
    page: Page[Any]
    looks: list[FirstLook]
    may_look_first: bool
    menu: Menu
    template: str = "community/approvals.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found) -> "ApprovalsPage":
        """What waits, one's own first and then the oldest promise; below it what is with its authors."""
        rights: Rights = request.rights  # type: ignore[attr-defined]
        course = found.course
        opened = Unveiling.objects.filter(thread=OuterRef("post__thread"), by=rights.user_id)
        rows = Approval.objects.visible_to(rights).undecided().filter(course=course).select_related(*RELATED)
        rows = rows.annotate(names_opened=Exists(opened)).order_by("-state", "due_at", "pk")
        page = Paginator(rows, THREADS_PER_PAGE).get_page(request.GET.get("page"))
        shown = _views(rights, list(page.object_list))
        looks = FirstLook.objects.live(course.today).filter(course=course).select_related("person", "set_by")
        may = bool(policies.can_look_first(rights, course))
        return cls(
            course,
            [each for each in shown if not each.approval.is_returned],
            [each for each in shown if each.approval.is_returned],
            page,
            list(looks.order_by("until", "pk")) if may else [],
            may,
            course_menu(request, course, units=found.units),
        )


def _views(rights: Rights, rows: Sequence[Approval]) -> list[Waiting]:
    named = named_in([row.post for row in rows], rights)
    found = []
    for row in rows:
        thread = row.post.thread
        thread.names_opened = row.names_opened  # type: ignore[attr-defined]
        names = thread.space.anonymity != Anonymity.OFF and bool(policies.can_see_names(rights, thread))
        people, mine = named.get(row.post_id, {}), row.reviewer_id == rights.user_id
        found.append(Waiting(row, names=names, people=people, mine=mine))
    return found


@dataclass(frozen=True)
class ReturnPage:
    post: Post
    form: ReturnForm
    phrases: list[tuple[SavedReply, str]]
    menu: Menu | None
    template: str = "community/approval_return.html"

    @classmethod
    def build(cls, *, request: HttpRequest, post: Post, form: ReturnForm | None = None) -> "ReturnPage":
        """Begun with a sentence of the house, or with the saved reply that was chosen."""
        assert request.user.is_authenticated
        assert post.thread.course is not None
        rows = list(services.replies_for(request.user, post.thread.course))
        chosen = next((row for row in rows if str(row.pk) == request.GET.get("phrase")), None)
        words = chosen.source if chosen else _("Thank you for writing. Before others read it, please change this:")
        phrases = [(row, f"?phrase={row.pk}") for row in rows]
        return cls(post, form or ReturnForm(initial={"words": words}), phrases, menu_of(request, post.thread))

    @property
    def thread(self) -> Thread:
        return self.post.thread

    @property
    def thread_url(self) -> str:
        return thread_url(self.thread)

    @property
    def back(self) -> str:
        assert self.thread.course is not None
        return reverse("community:approvals", args=[self.thread.course.slug])


@dataclass(frozen=True)
class FirstLookPage:
    course: Course
    form: FirstLookForm
    menu: Menu
    template: str = "community/first_look.html"

    @classmethod
    def build(cls, *, request: HttpRequest, found: Found, form: FirstLookForm) -> "FirstLookPage":
        return cls(found.course, form, course_menu(request, found.course, units=found.units))


def first_look_form(course: Course, data: Any = None, *, asked: str = "") -> FirstLookForm:
    """Everybody in the course who is not of its staff; `asked` is the one whose posts it is about."""
    here = Membership.objects.live().filter(scope=course.scope)
    staff = here.filter(role__in=STAFF).values("user")
    people = here.exclude(user__in=staff).order_by("user__name", "user_id").values_list("user_id", "user__name")
    begun = {"person": asked} if asked else None
    return FirstLookForm(data, people=list(dict(people).items()), today=course.today, initial=begun)


def staff_of(course: Course) -> list[tuple[int, str]]:
    """Who can be named to look at posts first: one query."""
    here = Membership.objects.live().filter(scope__path__startswith=course.scope.path, role__in=STAFF)
    return list(dict(here.order_by("user__name", "user_id").values_list("user_id", "user__name")).items())
