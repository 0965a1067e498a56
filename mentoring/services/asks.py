from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import rights_of
from core.hours import zone_of
from core.outbox import emit
from core.policy import no
from courses.models import Placement
from mentoring import policies
from mentoring.choices import OPEN, AskState, Reason
from mentoring.events import AskDeclined, AskLapsed, AskSent, AskWithdrawn
from mentoring.models import Ask, Offer, Programme
from mentoring.services.seekers import seeker_of


@transaction.atomic
def send_ask(*, actor: User, offer: Offer, text: str, placement: Placement | None = None) -> Ask:
    """Ask a mentor; counted under the student's own row, so two tabs cannot send one too many."""
    policies.can_seek(rights_of(actor), offer.programme).require()
    seeker_of(actor, offer.programme)
    offer = Offer.objects.select_related("programme__scope", "mentor").get(pk=offer.pk)
    policies.can_ask(rights_of(actor), offer).require()
    ask = Ask.objects.create(
        programme=offer.programme,
        offer=offer,
        mentor=offer.mentor,
        student=actor,
        placement=placement,
        text=text,
        due_at=due(offer.programme),
    )
    emit(AskSent(ask_id=ask.pk))
    return ask


def due(programme: Programme) -> datetime:
    """The last instant of the day by which a mentor has to answer, where the programme is."""
    zone = zone_of(programme.scope.time_zone)
    day = timezone.localdate(timezone=zone) + timedelta(days=programme.answer_days + 1)
    return datetime.combine(day, time.min, tzinfo=zone) - timedelta(seconds=1)


def start_reading(*, actor: User, ask: Ask) -> None:
    """The mentor has opened the ask: the student may know that it arrived. A mark that may be skipped."""
    if actor.pk == ask.mentor_id and ask.state == AskState.SENT and ask.is_open:
        Ask.objects.filter(pk=ask.pk, state=AskState.SENT).update(state=AskState.READING, read_at=timezone.now())


@transaction.atomic
def withdraw_ask(*, actor: User, ask: Ask) -> None:
    policies.can_withdraw(rights_of(actor), ask).require()
    settle(ask, AskState.WITHDRAWN)
    emit(AskWithdrawn(ask_id=ask.pk))


@transaction.atomic
def decline_ask(*, actor: User, ask: Ask, reason: Reason, answer: str = "", suggests: Offer | None = None) -> None:
    """«Not this time», with a kind reason, a line of one's own, and perhaps a colleague who has room."""
    policies.can_answer(rights_of(actor), ask).require()
    if suggests is not None:
        _may_be_suggested(ask, suggests)
    settle(ask, AskState.NOT_THIS_TIME, reason=reason, answer=answer, suggests=suggests)
    emit(AskDeclined(ask_id=ask.pk))


def _may_be_suggested(ask: Ask, colleague: Offer) -> None:
    student = rights_of(ask.student)
    pool = Offer.objects.suggested_to(student).apart_from(ask.student_id).filter(programme=ask.programme_id)
    if not pool.exclude(mentor=ask.mentor_id).filter(pk=colleague.pk).exists():
        no(_("This colleague cannot be suggested to this student.")).require()


def settle(ask: Ask, state: AskState, **fields: object) -> None:
    """Answer an open ask, once: whoever comes second is told that it is over."""
    now = timezone.now()
    changed = Ask.objects.open().filter(pk=ask.pk).update(state=state, answered_at=now, **fields)
    if not changed:
        no(_("This ask has been settled in the meantime. Reload the page to see how.")).require()
    ask.refresh_from_db()


@transaction.atomic
def lapse_due(limit: int = 500) -> int:
    """Asks past their day go back to the students, with the programme's apology; how many did."""
    overdue = list(Ask.objects.overdue().order_by("due_at").values_list("pk", flat=True)[:limit])
    lapsed = 0
    for pk in overdue:
        if Ask.objects.filter(pk=pk, state__in=OPEN).update(state=AskState.LAPSED):
            emit(AskLapsed(ask_id=pk))
            lapsed += 1
    return lapsed


def hide_ask(ask: Ask) -> None:
    """A moderator decided: its text is gone from the mentor's page. Called by the content's declaration only."""
    Ask.objects.filter(pk=ask.pk, hidden_at__isnull=True).update(hidden_at=timezone.now())


def restore_ask(ask: Ask) -> None:
    Ask.objects.filter(pk=ask.pk).update(hidden_at=None)
