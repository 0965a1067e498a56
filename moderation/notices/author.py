"""What an author is told: at once, firmly, and never who reported."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.rights import Rights
from core.moments import day
from moderation.choices import AppealOutcome, LookOutcome
from moderation.events import (
    AppealDecided,
    DecisionDropped,
    DecisionSent,
    HiddenAtOnce,
    LookAnswered,
)
from moderation.models import Case
from moderation.notices._rows import (
    appeal_of,
    author_of,
    case_of,
    decision_of,
    look_of,
    of_appeal,
    of_case,
    of_decision,
    of_look,
    reported_of,
)
from moderation.policies import can_read_letter
from moderation.services import letters
from moderation.services.evidence import addresses_of
from notifications.extensions import DECISIONS, NOW, Message, NoticeKind, notices

AT_ONCE = timedelta(0)


class ToAuthor(NoticeKind):
    """Decisions reach their author at once, and cannot be switched off."""

    category, level, firm, icon, tone, due_after = DECISIONS, NOW, True, "letter", "policy", AT_ONCE


@notices.register
class DecisionLetter(ToAuthor):
    key, label, event = "moderation.letter", gettext_lazy("A decision about something I wrote"), DecisionSent
    about = (decision_of,)
    place = of_decision

    def recipients(self, event: Any) -> QuerySet[User]:
        decision = decision_of(event)
        return author_of(decision.case) if decision.letter else User.objects.none()

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return bool(can_read_letter(rights, decision_of(event)))

    def message(self, user: User, event: Any) -> Message:
        decision = decision_of(event)
        letter = letters.read(decision)
        assert letter is not None
        return Message(letter.title, letter.body, reverse("moderation:letter", args=[decision.ref]))


@notices.register
class HiddenForNow(ToAuthor):
    key, label, event = "moderation.hidden", gettext_lazy("Something I wrote was hidden at once"), HiddenAtOnce
    about = (reported_of,)
    place = of_case

    def recipients(self, event: Any) -> QuerySet[User]:
        return author_of(case_of(event))

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        case = reported_of(event)
        return case.author_id == rights.user_id and case.hidden_at is not None

    def message(self, user: User, event: Any) -> Message:
        return self.messages(user, [event])[0]

    def messages(self, user: User, events: list[Any]) -> list[Message]:
        cases = [reported_of(event) for event in events]
        where, subject = addresses_of(cases), _("Something you wrote is hidden for now")
        return [Message(subject, self.body(case), where[case.pk]) for case in cases]

    def body(self, case: Case) -> str:
        report = next(iter(case.reports.all()), None)
        clause = report.clause if report else None
        which = letters.rule_in_short(clause) if clause else _("the rules")
        return _("The course team hid it because of %(rule)s. Somebody else decides by %(day)s, and writes to you.") % {
            "rule": which,
            "day": day(case.due_at),
        }


@notices.register
class ShownAgain(ToAuthor):
    key, label, event = "moderation.dropped", gettext_lazy("A decision that was taken back"), DecisionDropped
    about = (case_of,)
    place = of_case

    def recipients(self, event: Any) -> QuerySet[User]:
        return author_of(case_of(event)) if event.was_in_force else User.objects.none()

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return case_of(event).author_id == rights.user_id

    def message(self, user: User, event: Any) -> Message:
        return self.messages(user, [event])[0]

    def messages(self, user: User, events: list[Any]) -> list[Message]:
        cases = [case_of(event) for event in events]
        where, subject = addresses_of(cases), _("A decision about you was taken back")
        body = _("A second person saw it otherwise, so the decision we wrote to you about no longer holds.")
        return [Message(subject, body, where[case.pk]) for case in cases]


@notices.register
class LookedOnceMore(ToAuthor):
    key, label, event = "moderation.looked", gettext_lazy("What came of something I changed"), LookAnswered
    about = (look_of,)
    place = of_look

    def recipients(self, event: Any) -> QuerySet[User]:
        return author_of(look_of(event).decision.case)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return bool(can_read_letter(rights, look_of(event).decision))

    def message(self, user: User, event: Any) -> Message:
        look = look_of(event)
        case = look.decision.case
        url = reverse("moderation:ask-again", args=[case.kind, case.object_id])
        if look.outcome == LookOutcome.SHOWN:
            body = look.answer or _("Thank you for changing it. It is back at its old place.")
            return Message(_("What you changed is shown again"), body, url)
        return Message(_("What you changed stays hidden"), look.answer, url)


@notices.register
class AppealAnswered(ToAuthor):
    key, label, event = "moderation.answer", gettext_lazy("The answer to my appeal"), AppealDecided
    about = (appeal_of,)
    place = of_appeal

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(pk=appeal_of(event).appellant_id)

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return appeal_of(event).appellant_id == rights.user_id

    def message(self, user: User, event: Any) -> Message:
        appeal = appeal_of(event)
        subject = {
            AppealOutcome.UPHELD: _("Your appeal was answered: it stays as it was decided"),
            AppealOutcome.CHANGED: _("Your appeal was answered: it becomes something lighter"),
            AppealOutcome.OVERTURNED: _("Your appeal was answered: the decision is overturned"),
        }[AppealOutcome(appeal.outcome)]
        return Message(subject, appeal.answer, reverse("moderation:appeal", args=[appeal.ref]))
