"""What courses put into the bar, and the rules that stand above a unit until a person agreed to them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import COURSE_ROLES, Role
from accounts.rights import Rights
from core.extensions import NavItem, nav
from courses.extensions import CourseLink, Doorway, course_links, doorways
from courses.models import Course
from courses.querysets import KEEPERS, LEADS
from ethics.pages import RulesPanel, later_cookie


@nav.register
class CourseItem(NavItem):
    """First on a phone; on a wide screen the course's own menu stands there instead."""

    key, label, icon, order, only_small = "courses.course", _("Course"), "home", 10, True

    def url(self, request: HttpRequest) -> str | None:
        """This course for those who read courses; who only keeps them is led home."""
        rights: Rights = request.rights  # type: ignore[attr-defined]
        match = request.resolver_match
        slug = match.kwargs.get("course") if match else None
        if isinstance(slug, str) and rights.scopes_with(*COURSE_ROLES, *LEADS):
            return reverse("courses:course", args=[slug])
        return reverse("courses:home")

    def current(self, request: HttpRequest) -> bool:
        return request.path == "/" or request.path.startswith("/c/")


@nav.register
class StudioItem(NavItem):
    """A duty, not a destination: in the menu under one's own avatar, for those who make courses."""

    key, label, icon, place, order = "courses.studio", _("Studio"), "edit", "you", 30
    duty = True

    def url(self, request: HttpRequest) -> str | None:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        return reverse("courses:studio") if rights.scopes_with(Role.EDUCATOR, *KEEPERS) else None


@nav.register
class SearchItem(NavItem):
    """In the bar of a wide screen; on a phone it stands in the menu of the course and above Home."""

    key, label, icon, order, only_wide = "courses.search", _("Search"), "search", 15, True

    def url(self, request: HttpRequest) -> str | None:
        return reverse("courses:search") if request.user.is_authenticated else None


@course_links.register
class SearchLink(CourseLink):
    key, label, icon, order = "courses.search", _("Search this course"), "search", 5

    def url(self, *, request: HttpRequest, course: Course) -> str | None:
        return reverse("courses:search-course", args=[course.slug])


@course_links.register
class RulesOfCourse(CourseLink):
    """The rules that are in force here, to be read again at any time."""

    key, label, icon, order = "courses.rules", _("Conduct rules"), "shield", 90

    def url(self, *, request: HttpRequest, course: Course) -> str | None:
        return reverse("ethics:rules", args=[course.scope_id])


@doorways.register
class RulesDoorway(Doorway):
    """One screen above the unit, not over it; folded to a line for those who want to read first."""

    key, template = "courses.rules", "ethics/_rules_panel.html"

    def context(self, *, request: HttpRequest, course: Course) -> RulesPanel | None:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        if not rights.is_member(course.scope):
            return None
        in_unit = "unit" in (request.resolver_match.kwargs if request.resolver_match else {})
        return RulesPanel.build(
            rights=rights,
            scope=course.scope,
            next=request.path,
            folded=later_cookie(course.scope_id) in request.COOKIES,
            go=_("I agree, take me to the unit") if in_unit else _("I agree"),
        )
