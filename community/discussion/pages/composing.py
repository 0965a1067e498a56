"""What the composer of a block offers, and what holds there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import WRITABLE, Approving
from community.discussion.forms import StartForm
from community.discussion.models import Space, Thread
from community.discussion.pages.words import readers
from courses.models import Placement


def kinds_in(placement: Placement) -> tuple[str, ...]:
    """What is started in a block."""
    return policies.Customs.of(placement.config).kinds


def customs_lines(rights: Rights, spaces: Sequence[Space], thread: Thread | None = None) -> list[str]:
    """What holds for this person where they may write: said above the field, before the first keystroke."""
    if not spaces or not policies.is_looked_after(rights, spaces[0]):
        return []
    if thread is not None and thread.audience_id != thread.space.audience_id:
        return []
    customs, lines = policies.customs_of(spaces[0]), []
    if customs.slow:
        verdicts = [policies.can_post_now(rights, space) for space in spaces]
        late = next((verdict for verdict in verdicts if not verdict), None)
        lines.append(str(late.reason) if late is not None else policies.pace_line(customs.slow))
    if customs.approval:
        lines.append(_approval_line(customs))
    return lines


def _approval_line(customs: policies.Customs) -> str:
    """That staff look at it first; whom it waits for stands beside the post once it is sent."""
    within = ngettext("within %(n)s working day", "within %(n)s working days", customs.days) % {"n": customs.days}
    if customs.approval == Approving.EVERY:
        return _("Staff look at each post before others read it: %(within)s.") % {"within": within}
    return _("Staff look at your first post in this course before others read it: %(within)s.") % {"within": within}


def start_form(
    placement: Placement,
    spaces: list[Space],
    data: Any = None,
    initial: dict[str, Any] | None = None,
    *,
    staff: bool = False,
) -> StartForm:
    """The composer of a block; its ids carry the block, for several may stand on one page."""
    names = [(space.pk, _whom(space)) for space in spaces]
    return StartForm(
        data,
        initial=initial,
        spaces=names,
        labels=labels_to_choose(placement, staff=staff),
        kinds=[kind for kind in WRITABLE if kind in kinds_in(placement)],
        auto_id=f"b{placement.pk}-%s",
    )


def _whom(space: Space) -> str:
    """ "Group A: 12 students and 2 staff", to choose from where there are several."""
    name = space.group.name if space.group else _("The whole course")
    return _("%(group)s: %(readers)s") % {"group": name, "readers": readers(space.audience)}


def labels_to_choose(placement: Placement, *, staff: bool) -> list[tuple[int, str]]:
    """Those that the course offers to this person."""
    course = placement.unit.course
    may = staff or services.writers_choose(course)
    return [(label.number, label.name) for label in services.labels_offered(course)] if may else []
