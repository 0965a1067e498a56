"""Verbs of units and their outcomes."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from core.policy import no
from courses import policies
from courses.choices import PlacementState, UnitState
from courses.events import UnitChanged, UnitPublished
from courses.models import Chapter, Course, Outcome, Unit
from courses.services.facts import forget_facts
from courses.services.ordering import move
from courses.services.slugs import free_slug, rename_unit


@transaction.atomic
def add_unit(*, actor: User, course: Course, title: str, chapter: str = "", **fields: Any) -> Unit:
    """A new unit at the end of the course (or of the chapter with this title), as a draft."""
    policies.can_edit_course(rights_of(actor), course).require()
    inside = _chapter(course, chapter)
    position = _end_of(course, inside)
    course.units.filter(position__gte=position).update(position=F("position") + 1)
    slug = free_slug(title, course.units.all(), length=100)
    return Unit.objects.create(course=course, chapter=inside, title=title, slug=slug, position=position, **fields)


def _chapter(course: Course, title: str) -> Chapter | None:
    """The chapter with this title, made when there is none."""
    if not title.strip():
        return None
    known = course.chapters.filter(title__iexact=title.strip()).first()
    if known is not None:
        return known
    return Chapter.objects.create(course=course, title=title.strip(), position=course.chapters.count())


def _end_of(course: Course, chapter: Chapter | None) -> int:
    """The position after the last unit of the chapter, or of the course."""
    within = course.units.filter(chapter=chapter) if chapter else course.units.none()
    last = within.aggregate(last=Max("position"))["last"]
    if last is None:
        last = course.units.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def change_unit(
    *,
    actor: User,
    unit: Unit,
    title: str,
    lede: str = "",
    heading: str = "",
    chapter: str = "",
    minutes: int | None = None,
    opens_on: date | None = None,
    closes_on: date | None = None,
    if_down: str = "",
    slug: str = "",
) -> Unit:
    """What stands above the parts of a unit; an import will leave it as it is from now on."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    unit.title, unit.lede, unit.heading, unit.chapter = title, lede, heading, _chapter(unit.course, chapter)
    unit.minutes, unit.opens_on, unit.closes_on, unit.if_down = minutes, opens_on, closes_on, if_down
    if slug and slug != unit.slug:
        rename_unit(unit, free_slug(slug, unit.course.units.exclude(pk=unit.pk), length=100))
    unit.edited_at = timezone.now()
    unit.save()
    emit(UnitChanged(unit_id=unit.pk, course_id=unit.course_id))
    return unit


@transaction.atomic
def move_unit(*, actor: User, unit: Unit, down: bool) -> None:
    policies.can_edit_course(rights_of(actor), unit.course).require()
    move(unit.course.units.exclude(state=UnitState.RETIRED), unit, down=down)


@transaction.atomic
def publish_unit(*, actor: User, unit: Unit) -> Unit:
    """Students see the unit, as soon as the course is published; publishing twice changes nothing."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    if unit.state != UnitState.PUBLISHED:
        unit.state = UnitState.PUBLISHED
        unit.save(update_fields=["state"])
        emit(UnitPublished(unit_id=unit.pk, course_id=unit.course_id, actor_id=actor.pk))
        emit(UnitChanged(unit_id=unit.pk, course_id=unit.course_id))
    return unit


@transaction.atomic
def unpublish_unit(*, actor: User, unit: Unit) -> Unit:
    """Back to a draft; refused once people take part in one of its blocks."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    if unit.placements.exclude(state__in=[PlacementState.DRAFT, PlacementState.RETIRED]).exists():
        no(_("Students may have written in its blocks. Retire the blocks first, or retire the whole unit.")).require()
    return _set_state(unit, UnitState.DRAFT)


@transaction.atomic
def retire_unit(*, actor: User, unit: Unit) -> Unit:
    """Out of the rail; what people wrote in its blocks stays readable at its own address."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    unit.edited_at = timezone.now()
    unit.save(update_fields=["edited_at"])
    return _set_state(unit, UnitState.RETIRED)


@transaction.atomic
def restore_unit(*, actor: User, unit: Unit) -> Unit:
    """A retired unit comes back as a draft."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    return _set_state(unit, UnitState.DRAFT) if unit.state == UnitState.RETIRED else unit


def _set_state(unit: Unit, state: UnitState) -> Unit:
    unit.state = state
    unit.save(update_fields=["state"])
    emit(UnitChanged(unit_id=unit.pk, course_id=unit.course_id))
    return unit


@transaction.atomic
def add_outcome(*, actor: User, unit: Unit, code: str, text: str) -> Outcome:
    policies.can_edit_course(rights_of(actor), unit.course).require()
    last = unit.outcomes.aggregate(last=Max("position"))["last"]
    forget_facts(unit.course_id)
    return Outcome.objects.create(unit=unit, code=code, text=text, position=0 if last is None else last + 1)


@transaction.atomic
def change_outcome(*, actor: User, outcome: Outcome, code: str, text: str) -> Outcome:
    policies.can_edit_course(rights_of(actor), outcome.unit.course).require()
    outcome.code, outcome.text = code, text
    outcome.save(update_fields=["code", "text"])
    forget_facts(outcome.unit.course_id)
    return outcome


@transaction.atomic
def remove_outcome(*, actor: User, outcome: Outcome) -> None:
    """Refused while a block serves it, for the pin would point at nothing."""
    policies.can_edit_course(rights_of(actor), outcome.unit.course).require()
    if outcome.placements.exclude(state=PlacementState.RETIRED).exists():
        no(_("A block serves this outcome. Let it serve another one first.")).require()
    outcome.placements.filter(state=PlacementState.RETIRED).update(outcome=None)
    forget_facts(outcome.unit.course_id)
    outcome.delete()
