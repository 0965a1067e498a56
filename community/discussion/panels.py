"""What needs somebody, on course home and on Home."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import Placeholder
from accounts.rights import Rights
from community.discussion import services
from community.discussion.choices import ThreadKind
from community.discussion.models import Post, Thread
from community.discussion.pages.margin import AskedHere, asked_about, asked_here
from community.discussion.pages.rows import Row, row_of
from community.discussion.pages.triage import triage
from community.discussion.pages.words import permalink
from community.discussion.policies import can_look_first, can_read_names_log, can_see_waiting
from community.discussion.policies.tending import can_see_log
from core.extensions import NavItem, nav
from core.kept import At, Kept
from courses.extensions import (
    CourseLink,
    CoursePanel,
    HomePanel,
    Margin,
    MemberAct,
    course_links,
    course_panels,
    home_panels,
    margins,
    member_acts,
)
from notifications.extensions import Asked, DigestPart, digest_parts

if TYPE_CHECKING:
    from accounts.models import Membership
    from courses.models import Course, Part

FEW = 3
SOME = 5


def rights_in(request: HttpRequest) -> Rights:
    return request.rights  # type: ignore[attr-defined, no-any-return]


def rows_in(threads: Sequence[Thread], courses: "Sequence[Course]", *, name_course: bool = False) -> list[Row]:
    by_pk = {course.pk: course for course in courses}
    rows = []
    for thread in threads:
        thread.course = by_pk.get(thread.course_id or 0, thread.course)
        rows.append(row_of(thread, where=thread.course.title if name_course and thread.course else ""))
    return rows


@course_panels.register
class Announcements(CoursePanel):
    key, template, order = "community.announcements", "community/panels/announcements.html", 10

    def context(self, *, request: HttpRequest, course: "Course") -> dict[str, Any] | None:
        rights = rights_in(request)
        found = Thread.objects.visible_to(rights).filter(course=course, kind=ThreadKind.ANNOUNCEMENT)
        current = found.unexpired(timezone.now()).with_news_for(rights).for_rows()
        first = F("pinned_at").desc(nulls_last=True)
        rows = rows_in(list(current.order_by(first, "-created_at")[:FEW]), [course])
        return {"rows": rows} if rows else None


@course_panels.register
class OpenQuestions(CoursePanel):
    key, template, order = "community.questions", "community/panels/open_questions.html", 30

    def context(self, *, request: HttpRequest, course: "Course") -> dict[str, Any] | None:
        rights = rights_in(request)
        waiting = Thread.objects.visible_to(rights).filter(course=course).needing_answer().with_news_for(rights)
        rows = rows_in(list(waiting.for_rows().by_promise()[:FEW]), [course])
        address = reverse("community:discussions", args=[course.slug])
        return {"rows": rows, "url": f"{address}?tab=needs-answer"} if rows else None


def _answers(rights: Rights, _at: At) -> Any:
    answers = Post.objects.visible_to(rights).answering(rights).unread_by(rights)
    return answers.select_related("persona__user", "thread").order_by("-created_at")[:SOME]


ANSWERS = Kept(_answers)


@home_panels.register
class AnswersToMe(HomePanel):
    """What people answered to me and I have not read."""

    key, template, order = "community.answers", "community/panels/answers.html", 20

    def context(self, *, request: HttpRequest, courses: "Sequence[Course]") -> dict[str, Any] | None:
        rights = rights_in(request)
        found = ANSWERS.rows(rights)
        return {"answers": [(post, permalink(post)) for post in found]} if found else None


@home_panels.register
class QuestionsForMe(HomePanel):
    """For staff: questions without an answer over all their courses, the oldest promise first."""

    key, template, order = "community.waiting", "community/panels/waiting.html", 10

    def context(self, *, request: HttpRequest, courses: "Sequence[Course]") -> dict[str, Any] | None:
        rights = rights_in(request)
        taught = [course for course in courses if course.scope_id in rights.scopes_with(*STAFF)]
        if not taught:
            return None
        waiting = Thread.objects.visible_to(rights).filter(course__in=taught).needing_answer().with_news_for(rights)
        found = waiting.exclude(author=rights.user_id).for_rows().by_promise()[:SOME]
        rows = rows_in(list(found), taught, name_course=True)
        return {"rows": rows} if rows else None


@digest_parts.register
class Triage(DigestPart):
    """The questions that wait for whoever teaches, cut to the hours they have."""

    key, roles = "community.triage", tuple(STAFF)

    def asked(self, rights: Rights) -> Asked | None:
        return triage(rights)


@nav.register
class Desk(NavItem):
    """For everybody who teaches or assists somewhere."""

    key, label, icon, place, order = "community.desk", _("Your desk"), "hand", "you", 12
    at_home = True

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:desk") if rights_in(request).scopes_with(*STAFF) else None


@nav.register
class CatchUp(NavItem):
    key, label, icon, place, order = "community.catch_up", _("Catch up"), "list", "you", 15
    at_home = True

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:catch-up") if request.user.is_authenticated else None


@course_links.register
class CatchUpHere(CourseLink):
    key, label, icon, order = "community.catch_up", _("Catch up"), "list", 8

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        return reverse("community:course-catch-up", args=[course.slug])


@nav.register
class SavedPosts(NavItem):
    key, label, icon, place, order = "community.saved", _("Saved for later"), "clock", "you", 20
    at_home = True

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:saved") if request.user.is_authenticated else None


@nav.register
class ReadingSettings(NavItem):
    key, label, icon, place, order = "community.words", _("Reading"), "book", "settings", 35

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:words")


@home_panels.register
class EarlierPosts(HomePanel):
    """What came from an earlier course under an address that this person has verified."""

    key, template, order = "community.earlier", "community/panels/earlier.html", 5

    def context(self, *, request: HttpRequest, courses: "Sequence[Course]") -> dict[str, Any] | None:
        count = Placeholder.objects.filter(offered_to=rights_in(request).user_id, declined_at__isnull=True).count()
        return {"count": count} if count else None


@nav.register
class NamesLog(NavItem):
    key, label, icon, place, order = "community.names", _("Names that staff opened"), "eye", "settings", 60

    def url(self, request: HttpRequest) -> str | None:
        return reverse("community:names-log") if can_read_names_log(rights_in(request)) else None


@course_links.register
class AllDiscussions(CourseLink):
    key, label, icon, order = "community.discussions", _("All discussions"), "talk", 10

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        return reverse("community:discussions", args=[course.slug])


@course_links.register
class Labels(CourseLink):
    """For its educators: the words that threads wear."""

    key, label, icon, order = "community.labels", _("Labels"), "tune", 90

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        teaches = Role.EDUCATOR in rights_in(request).roles_in(course.scope)
        return reverse("community:labels", args=[course.slug]) if teaches else None


@course_links.register
class Answering(CourseLink):
    """For its educators: shared answers, and small words under posts."""

    key, label, icon, order = "community.answering", _("Answers and reactions"), "helped", 91

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        teaches = Role.EDUCATOR in rights_in(request).roles_in(course.scope)
        return reverse("community:answering", args=[course.slug]) if teaches else None


@course_links.register
class Tended(CourseLink):
    """For those who tend: what was done with threads."""

    key, label, icon, order = "community.tended", _("What was looked after"), "history", 92

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        tends = can_see_log(rights_in(request), course.scope)
        return reverse("community:tended", args=[course.slug]) if tends else None


@course_links.register
class LookedAtFirst(CourseLink):
    """For staff: posts that wait until somebody has looked at them."""

    key, label, icon, order = "community.approvals", _("Looked at first"), "clock", 91

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        staff = can_see_waiting(rights_in(request), course)
        return reverse("community:approvals", args=[course.slug]) if staff else None


@course_links.register
class PostsAsFile(CourseLink):
    """For its educators: everything that people said, to take along."""

    key, label, icon, order = "community.export", _("Posts as a file"), "download", 95

    def url(self, *, request: HttpRequest, course: "Course") -> str | None:
        teaches = Role.EDUCATOR in rights_in(request).roles_in(course.scope)
        return reverse("community:posts-export", args=[course.slug]) if teaches else None


@member_acts.register
class LookFirst(MemberAct):
    """For the staff of the course, beside everybody who is not one of them."""

    key, label = "community.first_look", _("Look first at what they write")

    def url(self, *, rights: Rights, course: "Course", member: "Membership") -> str | None:
        if member.role in STAFF or not can_look_first(rights, course):
            return None
        return f"{reverse('community:first-look', args=[course.slug])}?person={member.user_id}"


@margins.register
class AskedAbout(Margin):
    """What was asked about the words of a text, and the way to ask."""

    key, template = "community.asked", "community/_asked.html"

    def column(self, rights: Rights) -> Any:
        return asked_about(rights)

    def beside(self, *, request: HttpRequest, part: "Part", column: Any) -> AskedHere | None:
        return asked_here(rights_in(request), part, column)

    def rewritten(self, parts: Collection[int]) -> None:
        services.find_again(parts)
