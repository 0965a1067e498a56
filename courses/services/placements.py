"""Verbs of blocks: placing a tool in a unit, changing, closing and retiring it."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import rights_of
from core.outbox import emit
from core.policy import no
from courses import policies
from courses.choices import PartKind, PlacementState
from courses.events import BlockClosed, BlockPlaced
from courses.extensions import blocks
from courses.models import Course, Outcome, Part, Placement, Unit
from courses.services.facts import forget_facts
from courses.services.ordering import put_after

LATER = timedelta(days=14)
"""How long an educator may leave open why a block is there."""


@transaction.atomic
def place_block(
    *,
    actor: User,
    unit: Unit,
    block_key: str,
    config: dict[str, Any],
    outcome: Outcome | None = None,
    whole_unit: bool = False,
    why: str = "",
    later: bool = False,
    opens_on: date | None = None,
    closes_on: date | None = None,
    after: Part | None = None,
    first: bool = False,
    need: str = "",
    publish: bool = True,
) -> Placement:
    """Put a tool into a unit: `first`, behind `after`, or at the end; as a draft or open at once."""
    policies.can_edit_course(rights_of(actor), unit.course).require()
    if not can_use_tool(unit.course, block_key):
        _note_need(unit.course, block_key, need)
    behind = None if first else after or unit.parts.order_by("position", "pk").last()
    part = Part.objects.create(unit=unit, kind=PartKind.PLACEMENT, title="")
    put_after(unit.parts.all(), part, behind)
    placement = Placement.objects.create(
        part=part,
        unit=unit,
        block_key=block_key,
        config=config,
        outcome=outcome,
        whole_unit=whole_unit and outcome is None,
        why=why,
        later_until=_later(unit.course, outcome, why, whole_unit=whole_unit) if later else None,
        opens_on=opens_on,
        closes_on=closes_on,
        placed_by=actor,
    )
    blocks[block_key].placed(placement, actor=actor)
    forget_facts(unit.course_id)
    return publish_block(actor=actor, placement=placement) if publish else placement


def _later(course: Course, outcome: Outcome | None, why: str, *, whole_unit: bool) -> date | None:
    said = bool(why) and (outcome is not None or whole_unit)
    return None if said else course.today + LATER


def tools_in_use(course: Course) -> set[str]:
    """The tools of a course that count, by their key."""
    placed = Placement.objects.filter(unit__course=course).in_use().values_list("block_key", flat=True).distinct()
    return {key for key in placed if key in blocks and blocks[key].counts_as_tool}


def can_use_tool(course: Course, block_key: str) -> bool:
    """The tool is in use already, does not count, or there is still room for one more."""
    if not blocks[block_key].counts_as_tool or not course.tools_limit:
        return True
    used = tools_in_use(course)
    return block_key in used or len(used) < course.tools_limit


def _note_need(course: Course, block_key: str, need: str) -> None:
    """One tool more than the course keeps to asks for one line and is looked at again at the end of term."""
    if not need.strip():
        no(
            _("This course keeps to %(n)s tools. Say in one line why it needs one more.") % {"n": course.tools_limit}
        ).require()
    review = course.ends_on or course.today + timedelta(days=120)
    needs = dict(course.setting("needs", {})) | {
        block_key: {"need": need.strip()[:300], "review_on": review.isoformat()}
    }
    course.settings = course.settings | {"needs": needs}
    course.save(update_fields=["settings"])


@transaction.atomic
def change_block(
    *,
    actor: User,
    placement: Placement,
    config: dict[str, Any],
    outcome: Outcome | None,
    whole_unit: bool,
    why: str,
    later: bool = False,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Placement:
    """Its prompt and options, why it is there, and its dates."""
    course = placement.unit.course
    policies.can_edit_course(rights_of(actor), course).require()
    placement.config, placement.outcome, placement.why = config, outcome, why
    placement.whole_unit = whole_unit and outcome is None
    if later:
        placement.later_until = placement.later_until or _later(course, outcome, why, whole_unit=whole_unit)
    else:
        placement.later_until = None
    placement.opens_on, placement.closes_on = opens_on, closes_on
    placement.incomplete = placement.incomplete and not says_why(placement)
    placement.part.edited_at = timezone.now()
    placement.part.save(update_fields=["edited_at"])
    placement.save()
    blocks[placement.block_key].changed(placement, actor=actor)
    forget_facts(course.pk)
    return placement


def says_why(placement: Placement) -> bool:
    """Which outcome it serves (or the whole unit), and why it is here."""
    return bool(placement.why) and (placement.outcome_id is not None or placement.whole_unit)


@transaction.atomic
def publish_block(*, actor: User, placement: Placement) -> Placement:
    """Open to students; twice changes nothing."""
    policies.can_edit_course(rights_of(actor), placement.unit.course).require()
    if placement.state == PlacementState.PLACED:
        return placement
    if not (says_why(placement) or placement.incomplete or placement.later_until):
        no(_("Say which outcome this serves and why it is here. “Later” is an answer too, for 14 days.")).require()
    _set_state(placement, PlacementState.PLACED)
    emit(
        BlockPlaced(
            placement_id=placement.pk,
            unit_id=placement.unit_id,
            course_id=placement.unit.course_id,
            actor_id=actor.pk,
        )
    )
    return placement


@transaction.atomic
def close_block(*, actor: User, placement: Placement) -> Placement:
    """Read only from now on."""
    policies.can_edit_course(rights_of(actor), placement.unit.course).require()
    if placement.state != PlacementState.CLOSED:
        _set_state(placement, PlacementState.CLOSED)
        course_id = placement.unit.course_id
        emit(BlockClosed(placement_id=placement.pk, course_id=course_id, actor_id=actor.pk))
    return placement


@transaction.atomic
def pause_block(*, actor: User, placement: Placement) -> Placement:
    """Nobody writes for a while; everybody is told why on the block itself."""
    policies.can_edit_course(rights_of(actor), placement.unit.course).require()
    return _set_state(placement, PlacementState.PAUSED)


@transaction.atomic
def reopen_block(*, actor: User, placement: Placement) -> Placement:
    """Open again; a closing date that has passed is taken away."""
    course = placement.unit.course
    policies.can_edit_course(rights_of(actor), course).require()
    if placement.closes_on and placement.closes_on < course.today:
        placement.closes_on = None
        placement.save(update_fields=["closes_on"])
    placement.part.retired_at = None
    placement.part.save(update_fields=["retired_at"])
    return publish_block(actor=actor, placement=placement)


@transaction.atomic
def retire_block(*, actor: User, placement: Placement) -> Placement:
    """Out of the unit; what people wrote stays readable at its own address."""
    policies.can_edit_course(rights_of(actor), placement.unit.course).require()
    retire_placement(placement)
    return placement


def retire_placement(placement: Placement) -> None:
    """The change itself, also for imports."""
    placement.part.retired_at = timezone.now()
    placement.part.save(update_fields=["retired_at"])
    _set_state(placement, PlacementState.RETIRED)
    if placement.block_key in blocks:
        blocks[placement.block_key].retired(placement)


def _set_state(placement: Placement, state: PlacementState) -> Placement:
    placement.state = state
    placement.save(update_fields=["state"])
    forget_facts(placement.unit.course_id)
    return placement
