"""Who puts a question to the staff alone, and who may show it to the others."""

from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from community.discussion.choices import Anonymity, Consent, Privacy, State
from community.discussion.models import Space, Thread
from community.discussion.policies.reading import can_read_thread, speaks_for_staff
from community.discussion.policies.writing import can_write_in
from core.policy import Verdict, hidden, no, yes

PLACES = ("community.discussion", "community.questions")


def can_ask_staff(rights: Rights, space: Space) -> Verdict:
    """Whoever writes here and is not staff."""
    verdict = can_write_in(rights, space)
    if not verdict:
        return verdict
    if space.kind not in PLACES or not rights.is_member(space.scope):
        return no(_("Questions to the staff alone are asked in the discussions of a course."))
    return no(_("You are staff here yourself.")) if speaks_for_staff(rights, space.scope) else yes()


def can_ask_to_show(rights: Rights, thread: Thread) -> Verdict:
    readable = can_read_thread(rights, thread)
    if not readable:
        return readable
    if not speaks_for_staff(rights, thread.scope):
        return no(_("The staff of the course look after this."))
    if thread.privacy == Privacy.STAFF and thread.state == State.POSTED:
        return yes()
    return no(_("Its author has been asked already, or everybody reads it."))


def can_answer_showing(rights: Rights, thread: Thread, answer: Consent) -> Verdict:
    """Its author, once they were asked."""
    if not can_read_thread(rights, thread):
        return hidden()
    if thread.author_id != rights.user_id:
        return no(_("Only its author can say that it may be shown."))
    if thread.privacy != Privacy.ASKED:
        return no(_("Nobody asks to show this question to others any more."))
    if answer == Consent.HIDDEN and thread.space.anonymity == Anonymity.OFF:
        return no(_("Here everybody writes with their name. It can be shown with yours, or stay as it is."))
    if answer == Consent.NAMED and thread.space.anonymity == Anonymity.ALWAYS:
        return no(_("Here nobody writes with their name. It can be shown without yours, or stay as it is."))
    return yes()
