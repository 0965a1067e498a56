"""Home: what needs this person now, and a line for each course. Nothing else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Scope
from accounts.rights import Rights
from core.kept import Kept
from courses.choices import UnitState
from courses.extensions import home_panels
from courses.models import Course, Unit, UnitVisit
from courses.querysets import scopes_for_courses


@dataclass(frozen=True)
class HomePage:
    courses: list[Course]
    panels: list[tuple[str, dict[str, Any]]]
    may_create: bool
    template: str = "courses/home.html"

    @classmethod
    def build(cls, *, request: HttpRequest) -> "HomePage":
        rights: Rights = request.rights  # type: ignore[attr-defined]
        courses: list[Any] = COURSES.rows(rights)
        for course in courses:
            course.next_url = _next_url(course)
        return cls(
            courses=courses,
            panels=_panels(request, courses),
            may_create=not courses and scopes_for_courses(Scope.objects.all(), rights).exists(),
        )


def _with_next_unit(courses: Any, rights: Rights) -> Any:
    """The unit visited last, or the first one, beside each course: one query for all of them."""
    open_units = Unit.objects.filter(course=OuterRef("pk"), state=UnitState.PUBLISHED, about=False)
    first = open_units.order_by("position", "pk")
    visits = UnitVisit.objects.filter(user=rights.user_id, unit__course=OuterRef("pk"), unit__state=UnitState.PUBLISHED)
    last = visits.order_by("-last_at")
    return (
        courses.select_related("scope__parent")
        .annotate(
            last_title=Subquery(last.values("unit__title")[:1]),
            last_slug=Subquery(last.values("unit__slug")[:1]),
            first_title=Subquery(first.values("title")[:1]),
            first_slug=Subquery(first.values("slug")[:1]),
        )
        .order_by("archived_at", "title", "pk")
    )


COURSES = Kept(lambda rights, _at: _with_next_unit(Course.objects.joined_by(rights), rights))


def _next_url(course: Any) -> str:
    slug = None if course.begins_later else course.last_slug or course.first_slug
    return reverse("courses:unit", args=[course.slug, slug]) if slug else course.get_absolute_url()


def _panels(request: HttpRequest, courses: list[Course]) -> list[tuple[str, dict[str, Any]]]:
    mine = sorted(home_panels, key=lambda panel: panel.order)
    pairs = [(panel.template, panel.context(request=request, courses=courses)) for panel in mine]
    return [(template, context) for template, context in pairs if context is not None]
