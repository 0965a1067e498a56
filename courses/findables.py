from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from core.extensions import Findable, Hit, findables
from core.models import SearchDocument
from core.search import Asked
from courses.choices import PartKind
from courses.models import Part

PART = "courses.part"


def in_unit(path: str, names: list[str]) -> Q:
    """Units of these names: a piece of the title, or the name in the address."""
    return reduce(or_, (Q(**{f"{path}title__icontains": name}) | Q(**{f"{path}slug": name}) for name in names))


@findables.register
class Texts(Findable):
    """The texts of units."""

    key, label, icon, order = PART, _("Course texts"), "text", 20
    filters = frozenset(["unit"])

    def documents(self, ids: Collection[int] | None) -> Iterator[SearchDocument]:
        parts = Part.objects.live().filter(kind=PartKind.TEXT).select_related("unit__course")
        rows = parts if ids is None else parts.filter(pk__in=ids)
        for part in rows.only("title", "text", "edited_at", "unit__title", "unit__course__created_at").iterator():
            yield SearchDocument(
                kind=PART,
                object_id=part.pk,
                audience_id=0,
                title=part.title or part.unit.title,
                body=part.text,
                written_at=part.edited_at or part.unit.course.created_at,
            )

    def openable(self, *, request: HttpRequest, asked: Asked, scope_id: int | None) -> QuerySet[Part]:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        parts = Part.objects.visible_to(rights).live()
        if scope_id is not None:
            parts = parts.filter(unit__course__scope=scope_id)
        return parts.filter(in_unit("unit__", asked.filters["unit"])) if "unit" in asked.filters else parts

    def hits(self, *, request: HttpRequest, ids: Collection[int]) -> dict[int, Hit]:
        rights: Rights = request.rights  # type: ignore[attr-defined]
        found = Part.objects.visible_to(rights).live().filter(pk__in=ids).select_related("unit__course")
        return {
            part.pk: Hit(
                title=part.title or part.unit.title,
                url=f"{part.unit.get_absolute_url()}#{part.anchor}",
                facts=[part.unit.course.title, *([part.unit.title] if part.title else [])],
            )
            for part in found.defer("source", "html", "text")
        }
