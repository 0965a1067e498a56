"""Who says which passage or second a thread is about, and who is led there."""

from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import CONVERTIBLE, ThreadKind
from community.discussion.models import Anchor, Thread
from community.discussion.policies.reading import can_read_thread, speaks_for_staff
from core.policy import Verdict, hidden, no, yes
from courses.choices import PartKind
from courses.models import Part
from courses.policies import can_read_part

NOWHERE_TO_ASK = _("There is no place here yet in which one could ask.")


def can_anchor(rights: Rights, thread: Thread) -> Verdict:
    """Set and remove it: its author, and the staff."""
    readable = can_read_thread(rights, thread)
    if not readable or thread.course_id is None:
        return readable or hidden()
    if thread.kind not in (*CONVERTIBLE, ThreadKind.POLL):
        return no(_("Only a question, a claim or a resource can be about a passage."))
    if thread.author_id == rights.user_id or speaks_for_staff(rights, thread.scope):
        return yes()
    return no(_("The author and the staff of the course say what it is about."))


def can_anchor_at(rights: Rights, course_id: int | None, part: Part) -> Verdict:
    """A text of the same course that one reads."""
    here = part.unit.course_id == course_id and part.kind == PartKind.TEXT and part.retired_at is None
    return yes() if here and can_read_part(rights, part) else no(_("There is no such text in this course."))


def can_follow_anchor(rights: Rights, anchor: Anchor) -> Verdict:
    """Be led to the passage: whoever may read its text. The words are quoted to everybody who reads the thread."""
    if anchor.part is None or anchor.part.kind != PartKind.TEXT:
        return hidden()
    return can_read_part(rights, anchor.part)
