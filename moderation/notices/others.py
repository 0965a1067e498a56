"""What reporters and the administrators of a rule are told."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from moderation.choices import AppealOutcome
from moderation.events import (
    AppealDecided,
    DecisionSent,
)
from moderation.models import Report
from moderation.notices._rows import appeal_of, decision_of, of_appeal, of_decision
from moderation.services import chain, letters
from notifications.extensions import DECISIONS, NOW, Message, NoticeKind, notices

AT_ONCE = timedelta(0)


@notices.register
class ReportAnswered(NoticeKind):
    """The reporter hears what came of it, and nothing about the author."""

    key, label, event = "moderation.report", gettext_lazy("What came of my report"), DecisionSent
    about = (decision_of,)
    place = of_decision
    category, level, icon, due_after = DECISIONS, NOW, "flag", AT_ONCE

    def recipients(self, event: Any) -> QuerySet[User]:
        return User.objects.filter(pk__in=Report.objects.filter(case=event.case_id).values("reporter"))

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        mine = Report.objects.visible_to(rights).filter(case__in={event.case_id for event in events})
        cases = set(mine.values_list("case", flat=True))
        return [event.case_id in cases for event in events]

    def message(self, user: User, event: Any) -> Message:
        decision = decision_of(event)
        subject = _("What came of your report in %(place)s") % {"place": decision.case.scope.name}
        return Message(
            subject, letters.outcome_in_short(decision), reverse("ethics:rules", args=[decision.case.scope_id])
        )


@notices.register
class RuleOwnerHears(NoticeKind):
    """An overturned decision may mean that the rule says it badly: its administrators hear of it, without names."""

    roles = (Role.POLICY_ADMIN, Role.SITE_ADMIN)
    about = (appeal_of,)
    place = of_appeal
    key, label, event = "moderation.overturned", gettext_lazy("A decision under my rules was overturned"), AppealDecided
    category, icon, tone = DECISIONS, "scroll", "policy"

    def recipients(self, event: Any) -> QuerySet[User]:
        clause = appeal_of(event).decision.clause
        if event.outcome != AppealOutcome.OVERTURNED or clause is None:
            return User.objects.none()
        return chain.holding(clause.version.policy.scope, Role.POLICY_ADMIN)

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        clause = appeal_of(event).decision.clause
        return clause is not None and rights.has(clause.version.policy.scope, Role.POLICY_ADMIN)

    def message(self, user: User, event: Any) -> Message:
        clause = appeal_of(event).decision.clause
        assert clause is not None
        words = {"number": clause.position, "policy": clause.version.policy.title}
        body = _("Somebody appealed, and it was overturned. Does the rule say what you mean?")
        url = reverse("ethics:policy", args=[clause.version.policy.slug])
        return Message(_("A decision under rule %(number)s of “%(policy)s” was overturned") % words, body, url)
