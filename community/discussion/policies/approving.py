"""Who looks at posts before others read them, and at whose."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF
from accounts.models import Membership, User
from accounts.rights import Rights
from community.discussion.choices import Looked, State
from community.discussion.models import Approval, FirstLook
from community.discussion.policies.reading import can_read_post, speaks_for_staff
from core.policy import Verdict, hidden, no, yes
from courses.models import Course

NOT_YOURS = _("The staff of the course look after this.")


def can_approve(rights: Rights, approval: Approval) -> Verdict:
    """Any staff of the place, whoever was named; also what was returned, after a second thought."""
    post = approval.post
    readable = can_read_post(rights, post)
    if not readable:
        return readable
    if not speaks_for_staff(rights, post.thread.scope):
        return no(NOT_YOURS)
    if approval.state == Looked.APPROVED or post.state != State.HELD:
        return no(_("Somebody has decided this already."))
    return no(_("This is your own post.")) if post.author_id == rights.user_id else yes()


def can_return(rights: Rights, approval: Approval) -> Verdict:
    verdict = can_approve(rights, approval)
    if verdict and approval.is_returned:
        return no(_("It is with its author already."))
    return verdict


def can_see_waiting(rights: Rights, course: Course) -> Verdict:
    """The list of what waits in a course: its staff, and those of its groups."""
    if speaks_for_staff(rights, course.scope) or rights.below(course.scope, *STAFF):
        return yes()
    return no(NOT_YOURS)


def can_look_first(rights: Rights, course: Course) -> Verdict:
    """Agree that somebody's posts are looked at first, and end it: the staff of the whole course."""
    return yes() if speaks_for_staff(rights, course.scope) else no(NOT_YOURS)


def can_look_first_at(rights: Rights, course: Course, person: User, until: date) -> Verdict:
    verdict = can_look_first(rights, course)
    if not verdict:
        return verdict
    held = Membership.objects.live().filter(user=person, scope=course.scope).values_list("role", flat=True)
    roles = set(held)
    if not roles or roles & STAFF:
        return hidden()
    if until < course.today:
        return no(_("This day has passed. Please choose today or a later one."))
    return yes()


def can_end_first_look(rights: Rights, look: FirstLook) -> Verdict:
    verdict = can_look_first(rights, look.course)
    return verdict if not verdict or look.ended_at is None else no(_("This has ended already."))
