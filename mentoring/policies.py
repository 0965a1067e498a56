"""Who may offer, ask, accept, sign and read. Reading has its twins in querysets.py; a test proves that they agree."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role, UserState
from accounts.models import Scope
from accounts.rights import Rights, rights_of
from core.hours import zone_of
from core.moments import day as on_day
from core.policy import Verdict, hidden, no, yes
from ethics.policies import may_act
from mentoring.choices import ASK_GATE, AskState, PairState
from mentoring.querysets import INSIDE, RUNS, blocks_between, graders_over

if TYPE_CHECKING:
    from mentoring.models import Ask, Meeting, Offer, Pair, Panel, Programme


def can_see_programme(rights: Rights, programme: "Programme") -> Verdict:
    """Whoever belongs to its scope, and whoever runs programmes there."""
    runs = any(programme.scope.path.startswith(path) for path in rights.paths_with(*RUNS))
    return yes() if runs or rights.below(programme.scope, *INSIDE) else hidden()


def can_run(rights: Rights, scope: Scope) -> Verdict:
    """Who opens and sets up a programme: its lead and the administrators above; in a course also its educators."""
    return yes() if rights.has(scope, *RUNS, Role.EDUCATOR) else hidden()


def can_count(rights: Rights, programme: "Programme") -> Verdict:
    """The coordinator sees how many, never who, and nothing under five."""
    return yes() if rights.has(programme.scope, Role.PROGRAMME_LEAD) else hidden()


def today_in(programme: "Programme") -> date:
    return timezone.localdate(timezone=zone_of(programme.scope.time_zone))


def takes_asks(programme: "Programme") -> Verdict:
    """Whether the round is on today, where the programme is."""
    today = today_in(programme)
    if programme.opens_on and today < programme.opens_on:
        return no(_("Asks can be sent from %(day)s.") % {"day": on_day(programme.opens_on)})
    last = programme.asks_until or programme.ends_on
    if last and today > last:
        return no(_("This round takes no more asks. You can still read everything here."))
    return yes()


def can_seek(rights: Rights, programme: "Programme") -> Verdict:
    """Students say what they look for and get suggestions."""
    if not can_see_programme(rights, programme):
        return hidden()
    if not rights.below(programme.scope, Role.LEARNER):
        return no(_("Mentors are there for the students of this programme."))
    return yes()


def can_offer(rights: Rights, programme: "Programme") -> Verdict:
    """Places are offered by people who were made mentors somewhere in the programme."""
    if not can_see_programme(rights, programme):
        return hidden()
    if not rights.below(programme.scope, Role.MENTOR):
        return no(_("Mentors are invited by the programme. Tell its lead that you would like to be one."))
    if programme.ends_on and today_in(programme) > programme.ends_on:
        return no(_("This round is over."))
    return _not_paused(rights, programme.scope)


def can_see_offer(rights: Rights, offer: "Offer") -> Verdict:
    """One's own always; others' while they are on offer, and never that of somebody who grades the reader."""
    if not can_see_programme(rights, offer.programme):
        return hidden()
    if offer.mentor_id == rights.user_id:
        return yes()
    listed = offer.paused_at is None and offer.mentor.state == UserState.ACTIVE
    if not listed or graders_over(rights).filter(user=offer.mentor_id).exists():
        return hidden()
    return yes()


def can_ask(rights: Rights, offer: "Offer") -> Verdict:
    """A free place, asks left, and nothing between the two: no grading, no block, no pair, no ask that waits."""
    seeking = can_seek(rights, offer.programme)
    if not seeking or offer.mentor_id == rights.user_id:
        return seeking if not seeking else no(_("This is your own offer."))
    if not can_see_offer(rights, offer) or blocks_between(offer.mentor_id, rights.user_id).exists():
        return hidden()
    for verdict in (
        takes_asks(offer.programme),
        _not_paused(rights, offer.programme.scope),
        _nothing_yet(rights, offer),
    ):
        if not verdict:
            return verdict
    if not offer.free:
        return no(_("%(name)s has no free place just now.") % {"name": offer.mentor.name})
    return may_act(rights, ASK_GATE, offer.programme.scope)


def _nothing_yet(rights: Rights, offer: "Offer") -> Verdict:
    name = {"name": offer.mentor.name}
    mine = offer.programme.asks.filter(student=rights.user_id).open()
    waiting = list(mine.values_list("mentor_id", flat=True))
    if offer.mentor_id in waiting:
        return no(_("Your ask to %(name)s is on its way.") % name)
    if offer.pairs.filter(student=rights.user_id).exists():
        return no(_("You and %(name)s have been a pair in this round.") % name)
    if len(waiting) >= offer.programme.open_asks:
        return no(_("All your open asks are in use. One is free again when it is answered, or when you take it back."))
    return yes()


def asks_left(rights: Rights, programme: "Programme") -> int:
    """How many more asks may be open at once."""
    open_now = programme.asks.filter(student=rights.user_id).open().count()
    return max(programme.open_asks - int(open_now), 0)


def can_read_ask(rights: Rights, ask: "Ask") -> Verdict:
    """The two, and nobody else whatever their role."""
    mentor = rights.user_id == ask.mentor_id and ask.hidden_at is None
    return yes() if mentor or rights.user_id == ask.student_id else hidden()


def can_withdraw(rights: Rights, ask: "Ask") -> Verdict:
    if rights.user_id != ask.student_id:
        return hidden()
    return yes() if ask.is_open else _over(ask)


def can_answer(rights: Rights, ask: "Ask") -> Verdict:
    """The mentor who was asked, until the day it is due."""
    if rights.user_id != ask.mentor_id or ask.hidden_at is not None:
        return hidden()
    return yes() if ask.is_open else _over(ask)


def can_accept(rights: Rights, ask: "Ask") -> Verdict:
    """As long as there is a place, and the mentor has not come to grade the student since."""
    answering = can_answer(rights, ask)
    if not answering:
        return answering
    if grades(ask.mentor_id, rights_of(ask.student)):
        return no(_("You grade this student, so you cannot be their mentor. You can suggest a colleague."))
    if not ask.offer.free:
        return no(_("All your places are taken. Add a place to your offer, or suggest a colleague."))
    return _not_paused(rights, ask.programme.scope)


def grades(mentor_id: int, student: Rights) -> bool:
    """Does the one grade the other, anywhere?"""
    return graders_over(student).filter(user=mentor_id).exists()


def can_read_pair(rights: Rights, pair: "Pair") -> Verdict:
    """The two, and nobody else whatever their role."""
    return yes() if rights.user_id in pair.people else hidden()


def can_meet(rights: Rights, pair: "Pair") -> Verdict:
    """Write, propose, pick: while the pair runs and the mentor does not grade the student."""
    if not can_read_pair(rights, pair):
        return hidden()
    if not pair.is_running:
        return no(_("This pair has ended. What you wrote stays here for you both to read."))
    if grades(pair.mentor_id, rights_of(pair.student)):
        name = pair.mentor.name
        return no(
            _("%(name)s grades %(student)s now, so this pair rests: you can read here and end it.")
            % {"name": name, "student": pair.student.name}
        )
    return _not_paused(rights, pair.programme.scope)


def can_sign(rights: Rights, pair: "Pair") -> Verdict:
    meeting = can_meet(rights, pair)
    if meeting and pair.signatures.filter(who=rights.user_id).exists():
        return no(_("You have signed already."))
    return meeting


def can_pick(rights: Rights, meeting: "Meeting") -> Verdict:
    allowed = can_meet(rights, meeting.pair)
    if not allowed:
        return allowed
    if meeting.cancelled_at or meeting.picked_at or meeting.starts_at <= timezone.now():
        return no(_("This time is no longer free to pick."))
    return yes()


def can_end(rights: Rights, pair: "Pair") -> Verdict:
    """Either of the two, at any time, without a reason."""
    if not can_read_pair(rights, pair):
        return hidden()
    return yes() if pair.state != PairState.ENDED else no(_("This pair has ended."))


def can_seat(rights: Rights, panel: "Panel") -> Verdict:
    """The staff of the course choose who sits on a panel."""
    if rights.is_staff_of(panel.placement.unit.course.scope):
        return yes()
    return no(_("The staff of the course choose who sits here."))


def can_step_down(rights: Rights, panel: "Panel") -> Verdict:
    """Whoever sits on it."""
    return yes() if panel.seats.filter(offer__mentor=rights.user_id).exists() else hidden()


def _over(ask: "Ask") -> Verdict:
    words = {
        AskState.ACCEPTED: _("This ask was accepted."),
        AskState.NOT_THIS_TIME: _("This ask was answered."),
        AskState.WITHDRAWN: _("This ask was taken back."),
        AskState.LAPSED: _("The day to answer this ask is past. It went back to the student."),
    }
    return no(words[ask.standing])


def _not_paused(rights: Rights, scope: Scope) -> Verdict:
    if not rights.paused_in(scope):
        return yes()
    return no(_("You can read here, but not write for now. The letter in your inbox says why."))
