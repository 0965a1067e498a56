from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.rights import Rights
from core.menus import Menu
from core.policy import Verdict
from moderation.choices import AppealState
from moderation.forms import AnswerForm, AppealForm
from moderation.models import Appeal, Decision
from moderation.pages.desk import Snapshot, menu
from moderation.policies import can_appeal, can_decide_appeal
from moderation.services import letters

DOTS = (AppealState.RECEIVED, AppealState.READING, AppealState.DECIDED, AppealState.CLOSED)


@dataclass(frozen=True, slots=True)
class Dot:
    """One of the four dots."""

    label: str
    done: bool
    current: bool


@dataclass(frozen=True, kw_only=True)
class AppealPage:
    """`/appeals/<ref>/` for the author: the form while nothing was sent, the four dots and the answer after that."""

    template = "moderation/appeal.html"
    decision: Decision
    letter: letters.Letter
    appeal: Appeal | None
    may_appeal: Verdict
    form: AppealForm

    @classmethod
    def build(cls, *, rights: Rights, decision: Decision, form: AppealForm | None = None) -> "AppealPage":
        letter = letters.read(decision)
        assert letter is not None
        appeal = Appeal.objects.filter(decision=decision).select_related("decider").first()
        may = can_appeal(rights, decision)
        return cls(decision=decision, letter=letter, appeal=appeal, may_appeal=may, form=form or AppealForm())

    @property
    def dots(self) -> list[Dot]:
        """Received, reading, decided, closed: an answered appeal is decided and closed."""
        if self.appeal is None:
            return []
        at = DOTS.index(AppealState(self.appeal.state))
        at = len(DOTS) - 1 if at >= DOTS.index(AppealState.DECIDED) else at
        return [Dot(str(dot.label), number < at, number == at) for number, dot in enumerate(DOTS)]

    @property
    def outcome(self) -> str:
        """The answer in one line."""
        if self.appeal is None or not self.appeal.outcome:
            return ""
        return {
            "upheld": _("It stays as it was decided."),
            "changed": _("It was changed to something lighter."),
            "overturned": _("It was overturned. What you wrote is back at its old place, with no mark."),
        }[self.appeal.outcome]


@dataclass(frozen=True, kw_only=True)
class AppealsPage:
    """`/moderation/appeals/`: the appeals that this person may answer, the oldest first."""

    template = "moderation/appeals.html"
    menu: Menu
    appeals: list[Appeal]

    @classmethod
    def build(cls, *, rights: Rights) -> "AppealsPage":
        rows = Appeal.objects.decidable_by(rights).select_related("decision__case__scope", "decision__clause")
        return cls(menu=menu(rights, "appeals"), appeals=list(rows.order_by("received_at", "pk")[:50]))


@dataclass(frozen=True, kw_only=True)
class AppealCasePage:
    """`/moderation/appeals/<ref>/`: the decision on one side, the appeal on the other, and the answer."""

    template = "moderation/appeal_case.html"
    menu: Menu
    appeal: Appeal
    letter: letters.Letter | None
    snapshot: Snapshot | None
    may_answer: Verdict
    form: AnswerForm

    @classmethod
    def build(cls, *, rights: Rights, appeal: Appeal, **more: Any) -> "AppealCasePage":
        return cls(
            menu=menu(rights, "appeals"),
            appeal=appeal,
            letter=letters.read(appeal.decision),
            snapshot=Snapshot.of(appeal.decision.case),
            may_answer=can_decide_appeal(rights, appeal),
            form=more.get("form") or AnswerForm(),
        )
