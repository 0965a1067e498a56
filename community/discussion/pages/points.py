"""The check points of a prompt in quiet words: "First post by Thursday 26 November: done"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.rights import Rights
from community.discussion.policies import later_date
from community.discussion.services.prompting import Done, Points, Written, first_done, replies_done, written_in
from core import moments
from courses.models import Placement
from courses.pages.frames import on_page

MINE = "community.written"


def points_of(rights: Rights, placement: Placement) -> tuple[str, ...]:
    """What this student was asked for here, and what is done: one query for all the blocks of the page."""
    points = Points.of(placement)
    if not points or placement.unit.course.scope_id not in rights.scopes_with(Role.LEARNER):
        return ()
    points, written = points.for_one(later_date(rights, placement)), _mine(rights, placement)
    first, replies = first_done(points, written), replies_done(points, written)
    lines = [first_line(first)] if first else []
    return (*lines, replies_line(replies)) if replies else tuple(lines)


def _mine(rights: Rights, placement: Placement) -> Written:
    if MINE not in rights.memo and rights.user_id is not None:
        shown = [each.pk for each in on_page(rights, [placement])]
        rights.memo[MINE] = {pk: written for (pk, _user), written in written_in(shown, [rights.user_id]).items()}
    found: Written = rights.memo.get(MINE, {}).get(placement.pk) or Written()
    return found


def first_line(done: Done) -> str:
    return _("First post by %(day)s: %(state)s") % {"day": moments.weekday(done.by), "state": state_of(done)}


def replies_line(done: Done) -> str:
    words = ngettext("%(n)s reply by %(day)s: %(state)s", "%(n)s replies by %(day)s: %(state)s", done.of)
    return words % {"n": done.of, "day": moments.weekday(done.by), "state": state_of(done)}


def state_of(done: Done) -> str:
    """ "done", "done, after the day", "1 so far", "not done"."""
    if done.done:
        return _("done, after the day") if done.late else _("done")
    if done.have:
        return _("%(n)s so far") % {"n": done.have}
    return _("not done") if done.over else _("not yet")
