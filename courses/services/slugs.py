"""Short names in addresses: made from titles, unique in their place, and the old ones remembered."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from courses.models import Course, OldSlug, Unit

RESERVED = frozenset({"new", "preview"})


def free_slug(title: str, among: QuerySet[Any], *, length: int = 80, fallback: str = "unit") -> str:
    """A short name nobody among these has: "wound-care", "wound-care-2"."""
    base = slugify(title, allow_unicode=True)[:length].strip("-") or fallback
    base = f"{base}-1" if base in RESERVED else base
    pattern = rf"^{re.escape(base)}(-\d+)?$"
    taken = set(among.filter(slug__startswith=base).values_list("slug", flat=True))
    taken = {slug for slug in taken if re.match(pattern, slug)}
    if base not in taken:
        return base
    numbers = (f"{base[: length - 5]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in numbers if slug not in taken)


def rename_course(course: Course, slug: str) -> None:
    """Give the course another address; the old one redirects."""
    if slug == course.slug:
        return
    OldSlug.objects.filter(slug=slug, unit__isnull=True).delete()
    OldSlug.objects.create(course=course, slug=course.slug)
    course.slug = slug


def rename_unit(unit: Unit, slug: str) -> None:
    if slug == unit.slug:
        return
    OldSlug.objects.filter(course=unit.course, slug=slug, unit__isnull=False).delete()
    OldSlug.objects.create(course=unit.course, unit=unit, slug=unit.slug)
    unit.slug = slug
