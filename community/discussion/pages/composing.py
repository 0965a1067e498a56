"""What the composer of a block offers, and what holds there."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights import Rights
from community.discussion import policies, services
from community.discussion.choices import WRITABLE, Approving
from community.discussion.forms import StartForm
from community.discussion.models import FirstLook, Space, Thread
from community.discussion.pages.words import readers
from core.moments import weekday
from courses.models import Placement


def kinds_in(placement: Placement) -> tuple[str, ...]:
    """What is started in a block."""
    return policies.Customs.of(placement.config).kinds


def customs_lines(rights: Rights, spaces: Sequence[Space], thread: Thread | None = None) -> list[str]:
    """What holds for this person where they may write: said above the field, before the first keystroke."""
    if not spaces or policies.speaks_for_staff(rights, spaces[0].scope):
        return []
    if thread is not None and thread.audience_id != thread.space.audience_id:
        return []
    agreed = _agreed_line(thread or spaces[0])
    if not policies.is_looked_after(rights, spaces[0]):
        return [agreed] if agreed else []
    customs, lines = policies.customs_of(spaces[0]), []
    if customs.slow:
        verdicts = [policies.can_post_now(rights, space) for space in spaces]
        late = next((verdict for verdict in verdicts if not verdict), None)
        lines.append(str(late.reason) if late is not None else policies.pace_line(customs.slow))
    if agreed or customs.approval:
        lines.append(agreed or _approval_line(customs))
    return lines


def with_first_look(rows: Any, rights: Rights) -> Any:
    """Threads or spaces, with what was agreed about this reader's posts in their course: no query of its own."""
    agreed = FirstLook.objects.filter(course=OuterRef("course"), person=rights.user_id, ended_at__isnull=True)
    until, by = Subquery(agreed.values("until")[:1]), Subquery(agreed.values("set_by__name")[:1])
    found: QuerySet[Any] = rows.annotate(looked_first_until=until, looked_first_by=by)
    return found


def _agreed_line(place: Any) -> str:
    """For whose posts it was agreed with them: until when, and who told them why."""
    until = getattr(place, "looked_first_until", None)
    if until is None or until < place.course.today:
        return ""
    words = {"day": weekday(until), "name": place.looked_first_by}
    return _("Staff look first at what you post here, until %(day)s. %(name)s told you why.") % words


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
