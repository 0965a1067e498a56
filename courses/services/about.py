"""«About this course»: the first unit of every course, with the places that are built in."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from courses.choices import PartKind, PlacementState, UnitState
from courses.extensions import BlockType, blocks
from courses.models import Course, Part, Placement, Unit
from courses.services.slugs import free_slug


@transaction.atomic
def furnish(*, actor: User | None, course: Course) -> Unit | None:
    """Give the course its first unit; doing it again adds what is missing. None where nothing is built in."""
    wanted = sorted((tool for tool in blocks if tool.built_in), key=lambda tool: tool.key)
    if not wanted:
        return None
    unit = course.units.filter(about=True).first() or _first_unit(course)
    there = set(unit.placements.values_list("block_key", flat=True))
    for tool in wanted:
        if tool.key not in there:
            _place(unit, tool, actor)
    return unit


def _first_unit(course: Course) -> Unit:
    title = _("About this course")
    course.units.update(position=F("position") + 1)
    slug = free_slug(title, course.units.all(), length=100)
    return Unit.objects.create(course=course, title=title, slug=slug, state=UnitState.PUBLISHED, about=True)


def _place(unit: Unit, tool: BlockType, actor: User | None) -> None:
    """Outside the cap on tools and the rule of outcomes: it is there for the course as a whole."""
    position = unit.parts.count()
    part = Part.objects.create(unit=unit, kind=PartKind.PLACEMENT, position=position)
    placement = Placement.objects.create(
        part=part,
        unit=unit,
        block_key=tool.key,
        whole_unit=True,
        why=str(tool.purpose)[:200],
        state=PlacementState.PLACED,
        placed_by=actor,
    )
    tool.placed(placement, actor=actor)
