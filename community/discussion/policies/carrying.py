"""Who carries a thread into a new run, and what its authors may say to that."""

from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import CONVERTIBLE, Anonymity, Consent, Privacy, State
from community.discussion.models import CarryConsent, Carrying, Space, Thread
from community.discussion.policies.reading import can_read_space
from community.discussion.policies.tending import HOMES, can_tend, is_home, tends
from core.policy import Verdict, hidden, no, yes
from courses.models import Course
from courses.policies import can_edit_course


def can_carry(rights: Rights, thread: Thread, course: Course) -> Verdict:
    """Ask for it: who tends the thread there, and makes the new run of the same course here."""
    for verdict in (can_edit_course(rights, course), can_tend(rights, thread)):
        if not verdict:
            return verdict
    if thread.course is None or thread.course_id == course.pk or thread.course.series_id != course.series_id:
        return no(_("Threads are carried from one run of a course to another."))
    if course.series_id is None or thread.space.kind not in HOMES or thread.kind not in CONVERTIBLE:
        return no(_("Announcements, polls and conversations are not carried over."))
    if thread.privacy != Privacy.OPEN or thread.state != State.POSTED:
        return no(_("What not everybody reads there is not carried over."))
    return yes()


def can_carry_over(rights: Rights, carrying: Carrying, space: Space) -> Verdict:
    """Into a place that the whole new course reads, once whoever began the thread has agreed."""
    verdict = can_carry(rights, carrying.thread, carrying.course)
    if not verdict:
        return verdict
    if space.course_id != carrying.course_id or not can_read_space(rights, space) or not tends(rights, space.scope):
        return no(_("There is no such place in this course."))
    if space.group_id is not None or not is_home(space):
        return no(_("Choose a discussion that the whole course reads."))
    if carrying.ended_at is not None:
        return no(_("Nobody asks for this thread any more."))
    began = carrying.consents.filter(user=carrying.thread.author_id).first()
    if began is None or not began.agrees:
        return no(_("Whoever began this thread has not said yes, so it stays where it is."))
    return yes()


def can_answer_carrying(rights: Rights, consent: CarryConsent, answer: Consent) -> Verdict:
    """Only about one's own words. After it was carried over one can still take back, not add."""
    if consent.user_id != rights.user_id:
        return hidden()
    carrying = consent.carrying
    if answer not in answers_for(consent):
        return no(_("This answer is not possible here."))
    if carrying.ended_at is not None and answer != Consent.NO:
        return no(_("Nobody asks for this thread any more."))
    return yes()


def answers_for(consent: CarryConsent) -> list[Consent]:
    """What somebody may say: never with a name that was not shown there, nor more once it was carried."""
    offered = [Consent.NAMED, Consent.HIDDEN, Consent.NO]
    if not consent.may_name or consent.carrying.thread.space.anonymity == Anonymity.ALWAYS:
        offered.remove(Consent.NAMED)
    if consent.carrying.carried_at is not None:
        since = Consent(consent.answer) if consent.answer else Consent.NO
        order = [Consent.NAMED, Consent.HIDDEN, Consent.NO]
        offered = [each for each in offered if order.index(each) >= order.index(since)]
    return offered
