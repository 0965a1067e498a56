"""One block again, in another unit of this course or of another one."""

from django.db import transaction

from accounts.models import User
from accounts.rights import rights_of
from courses import policies
from courses.extensions import blocks
from courses.models import Placement, Unit
from courses.services.placements import place_block


@transaction.atomic
def copy_block(*, actor: User, placement: Placement, unit: Unit, need: str = "") -> Placement:
    """As a draft at the end of the unit, without posts; in another course also without days, groups and outcome."""
    policies.can_copy_course(rights_of(actor), placement.unit.course).require()
    kind = blocks[placement.block_key]
    same_course = placement.unit.course_id == unit.course_id
    config = dict(placement.config) if same_course else kind.carried_config(placement)
    if not same_course:
        config = {name: value for name, value in config.items() if name not in kind.dates}
    copy = place_block(
        actor=actor,
        unit=unit,
        block_key=placement.block_key,
        config=config,
        outcome=placement.outcome if placement.unit_id == unit.pk else None,
        whole_unit=placement.whole_unit,
        why=placement.why,
        opens_on=placement.opens_on if same_course else None,
        closes_on=placement.closes_on if same_course else None,
        need=need,
        publish=False,
    )
    kind.copied(placement, copy)
    return copy
