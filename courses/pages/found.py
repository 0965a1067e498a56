"""A course and its units, read once for the whole page: one query."""

from dataclasses import dataclass

from django.db.models import QuerySet, SlugField

from accounts.rights import Rights
from core.kept import At, Kept
from courses.models import Course, OldSlug, Unit
from courses.pages.menus import listed_units


@dataclass(frozen=True)
class Found:
    """What this person sees of a course: itself, and the units of its rail."""

    course: Course
    units: list[Unit]

    def unit(self, slug: str, rights: Rights) -> Unit | None:
        """The unit at an address; staff find retired ones too."""
        listed = next((unit for unit in self.units if unit.slug == slug), None)
        if listed is not None:
            return listed
        retired = Unit.objects.visible_to(rights, today=self.course.today).with_visits(rights.user_id)
        unit = retired.filter(course=self.course, slug=slug).first()
        if unit is not None:
            unit.course = self.course
        return unit


def _at(rights: Rights, at: At) -> "QuerySet[Unit]":
    found = Unit.objects.listed_to(rights).filter(course__slug=at("slug", SlugField())).with_visits(rights.user_id)
    return found.select_related("chapter", "course__scope__parent").order_by("position", "pk")


UNITS = Kept(_at)


def find_course(rights: Rights, slug: str) -> Found | None:
    """The course at an address, if this person may see it."""
    units: list[Unit] = UNITS.rows(rights, slug=slug)
    if units:
        for unit in units:
            unit.course = units[0].course
        return Found(units[0].course, units)
    course = Course.objects.visible_to(rights).select_related("scope__parent").filter(slug=slug).first()
    return Found(course, listed_units(rights, course)) if course else None


def moved_course(slug: str) -> str | None:
    """The address that a course has now, for one that it had."""
    old = OldSlug.objects.filter(slug=slug, unit__isnull=True).select_related("course").order_by("-pk").first()
    return old.course.slug if old else None


def moved_unit(course: Course, slug: str) -> Unit | None:
    old = OldSlug.objects.filter(course=course, slug=slug, unit__isnull=False).select_related("unit__course")
    return next((each.unit for each in old.order_by("-pk")[:1] if each.unit), None)
