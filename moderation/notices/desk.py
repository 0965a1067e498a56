"""What waits at the desk, for whoever may decide it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from moderation.choices import CaseState
from moderation.events import (
    AppealReceived,
    CaseHandedOver,
    CaseMovedOn,
    ContentReported,
    DecisionProposed,
    LookAsked,
)
from moderation.models import Appeal, Case, Look
from moderation.notices._rows import appeal_of, case_of, decision_of, look_of, of_appeal, of_case, of_look
from moderation.services import chain
from notifications.extensions import DECISIONS, NOW, Message, NoticeKind, notices

DECIDERS = (Role.MODERATOR, Role.EDUCATOR, Role.PROGRAMME_LEAD, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN)


class ToTheDesk(NoticeKind):
    """Something waits for whoever may decide it; people in conflict hear nothing."""

    category, level, icon, tone = DECISIONS, NOW, "scale", "hold"
    about = (case_of,)
    place = of_case
    roles = DECIDERS

    def recipients(self, event: Any) -> QuerySet[User]:
        return chain.who_may_decide(case_of(event), without=self.without(event))

    def without(self, event: Any) -> list[int]:
        return []

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """As policies.can_see_case says, for many at once."""
        cases = Case.objects.visible_to(rights).filter(pk__in={event.case_id for event in events})
        seen = set(cases.values_list("pk", flat=True))
        return [event.case_id in seen and self.waits(case_of(event)) for event in events]

    def waits(self, case: Case) -> bool:
        return case.is_open

    def message(self, user: User, event: Any) -> Message:
        case = case_of(event)
        words = {"place": case.scope.name}
        return Message(self.subject(words), self.body(), reverse("moderation:case", args=[case.ref]))

    def subject(self, words: dict[str, str]) -> str:
        return _("A report waits in %(place)s") % words

    def body(self) -> str:
        return _("You may decide it. The author's name is under a veil until you ask for it.")


@notices.register
class CaseWaits(ToTheDesk):
    key, label, event = "moderation.case", gettext_lazy("A report that I may decide"), ContentReported


@notices.register
class CaseCameOn(ToTheDesk):
    key, label, event = "moderation.moved_on", gettext_lazy("A report that others could not decide"), CaseMovedOn

    def body(self) -> str:
        return _("Nobody nearer could decide it in time, so it has come to you.")


@notices.register
class CaseWasHandedOver(ToTheDesk):
    key, label, event = "moderation.handed_over", gettext_lazy("A case that was handed over"), CaseHandedOver

    def body(self) -> str:
        return _("It was handed over with a note.")


@notices.register
class SecondPerson(ToTheDesk):
    key, label, event = "moderation.confirm", gettext_lazy("A decision to confirm"), DecisionProposed

    def without(self, event: Any) -> list[int]:
        return [decision_of(event).decider_id]

    def waits(self, case: Case) -> bool:
        return case.state == CaseState.PROPOSED

    def subject(self, words: dict[str, str]) -> str:
        return _("A decision in %(place)s waits for a second person") % words

    def body(self) -> str:
        return _("Please confirm it, or say that you see it otherwise.")


@notices.register
class LookWaits(NoticeKind):
    """An author changed what was hidden: for the side that decided, without anybody in conflict."""

    key, label, event = "moderation.look", gettext_lazy("Something hidden that its author changed"), LookAsked
    about = (look_of,)
    place = of_look
    category, level, icon, tone = DECISIONS, NOW, "scale", "hold"
    roles = DECIDERS

    def recipients(self, event: Any) -> QuerySet[User]:
        look = look_of(event)
        return chain.who_may_decide(look.decision.case, desk=look.desk)

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """As policies.can_answer_look says, for many at once."""
        looks = Look.objects.waiting_for(rights).filter(pk__in={event.look_id for event in events})
        mine = set(looks.values_list("pk", flat=True))
        return [event.look_id in mine for event in events]

    def message(self, user: User, event: Any) -> Message:
        look = look_of(event)
        subject = _("Somebody in %(place)s changed what was hidden") % {"place": look.decision.case.scope.name}
        body = _("They ask to have it shown again. Please look once more.")
        return Message(subject, body, reverse("moderation:look", args=[look.ref]))


@notices.register
class AppealWaits(NoticeKind):
    """For whoever had no hand in the case; when there is nobody, for those who can name somebody."""

    key, label, event = "moderation.appeal", gettext_lazy("An appeal that I may answer"), AppealReceived
    about = (appeal_of,)
    place = of_appeal
    category, level, icon, tone = DECISIONS, NOW, "scale", "hold"
    roles = DECIDERS

    def recipients(self, event: Any) -> QuerySet[User]:
        appeal = appeal_of(event)
        if appeal.waits_for_outsider:
            return chain.who_names_moderators(appeal.decision.case.scope)
        return chain.who_may_answer(appeal)

    def actor(self, event: Any) -> int | None:
        return None

    def still_allowed(self, rights: Rights, event: Any) -> bool:
        return self.allowed(rights, [event])[0]

    def allowed(self, rights: Rights, events: list[Any]) -> list[bool]:
        """As policies.can_decide_appeal says, for many at once; whoever can name an outsider where one is waited for."""
        appeals = Appeal.objects.decidable_by(rights).filter(pk__in={event.appeal_id for event in events})
        mine = set(appeals.values_list("pk", flat=True))
        return [self._mine(rights, appeal_of(event), mine) for event in events]

    def _mine(self, rights: Rights, appeal: Appeal, mine: set[int]) -> bool:
        if appeal.waits_for_outsider:
            return rights.has(appeal.decision.case.scope, Role.INSTITUTION_ADMIN, Role.SITE_ADMIN)
        return appeal.pk in mine

    def message(self, user: User, event: Any) -> Message:
        appeal = appeal_of(event)
        words = {"place": appeal.decision.case.scope.name}
        if appeal.waits_for_outsider:
            body = _("Everybody who moderates there had a hand in it, or knows the people. Please name a moderator.")
            return Message(_("An appeal in %(place)s waits for somebody independent") % words, body, "/setup/")
        url = reverse("moderation:appeal-case", args=[appeal.ref])
        return Message(_("An appeal waits in %(place)s") % words, _("You had no hand in it, so you may answer."), url)
