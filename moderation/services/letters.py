"""The letter builds itself: what we did, the rule and the words, the reason, what follows, how to appeal."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from core.moments import day
from ethics.models import Clause
from moderation.choices import HIDING, Outcome
from moderation.extensions import kinds
from moderation.models import Case, Decision
from moderation.services import evidence


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its parts; kept as JSON beside the decision, exactly as it was sent."""

    title: str
    rule: str = ""
    quote: str = ""
    reasons: str = ""
    effect: str = ""
    second: str = ""
    appeal: str = ""
    sender: str = ""

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{self.body}"

    @property
    def body(self) -> str:
        """What stands under the title."""
        quote = f"“{self.quote}”" if self.quote else ""
        parts = [self.rule, quote, self.reasons, self.effect, self.second, self.appeal, self.sender]
        return "\n\n".join(part for part in parts if part)

    def kept(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read(decision: Decision) -> Letter | None:
    """The letter as it was sent."""
    return Letter(**json.loads(decision.letter)) if decision.letter else None


def compose(case: Case, decision: Decision) -> Letter:
    """The letter to the author, in their language. Written before the decision is kept, so it can be previewed."""
    with translation.override((case.author.locale if case.author else "") or translation.get_language()):
        return Letter(
            title=_title(case, decision),
            rule=_rule(decision),
            quote=decision.quote,
            reasons=decision.reasons.strip(),
            effect=_effect(case, decision),
            second=_second(decision),
            appeal=_appeal(decision),
            sender=_("The moderators of %(place)s") % {"place": case.scope.name},
        )


def _title(case: Case, decision: Decision) -> str:
    kind = kinds.get(case.kind)
    words = {"thing": str(kind.label).lower() if kind else _("text"), "day": _written(case)}
    if decision.outcome == Outcome.NO_BREACH:
        return _("Your %(thing)s of %(day)s is shown again") % words
    if decision.outcome == Outcome.ASK_TO_EDIT:
        return _("Please change your %(thing)s of %(day)s") % words
    if decision.outcome == Outcome.PAUSE:
        return _("We hid your %(thing)s of %(day)s and paused your posting") % words
    if decision.outcome == Outcome.REFER:
        return _("We hid your %(thing)s of %(day)s and told the professional-conduct office") % words
    return _("We hid your %(thing)s of %(day)s") % words


def _written(case: Case) -> str:
    return day(evidence.last_edited(evidence.latest(case)) or case.opened_at)


def _rule(decision: Decision) -> str:
    clause = decision.clause
    if clause is None or decision.outcome == Outcome.NO_BREACH:
        return ""
    words = {"number": clause.position, "line": clause.line.rstrip(".")}
    if decision.quote:
        return _("It broke rule %(number)s, “%(line)s”, in these words:") % words
    return _("It broke rule %(number)s, “%(line)s”.") % words


def _effect(case: Case, decision: Decision) -> str:
    if decision.outcome == Outcome.NO_BREACH:
        return _("It broke no rule. It stands at its old place, with no mark, and nothing is counted.")
    if decision.outcome == Outcome.ASK_TO_EDIT:
        return (
            _still_hidden()
            if case.hidden_at
            else _("It stays where it is. Please change it so that it keeps the rule.")
        )
    hidden = _("Nobody else can see it. You still can.")
    if decision.outcome == Outcome.HIDE_AND_TALK:
        return hidden + " " + _("Somebody from the course team will ask you for a short talk.")
    if decision.outcome == Outcome.PAUSE:
        until = day(decision.decided_at + timedelta(days=decision.pause_days or 0))
        return hidden + " " + _("You can read everything here, and write again on %(day)s.") % {"day": until}
    if decision.outcome == Outcome.REFER:
        return hidden + " " + _("The office will write to you; what happens there is decided there.")
    return _still_hidden()


def _still_hidden() -> str:
    return _(
        "Nobody else can see it. You still can. Change it so that it keeps the rule, and ask us: we look once more."
    )


def _second(decision: Decision) -> str:
    if decision.confirm_by is None or decision.confirmer_id:
        return ""
    return _("A second person checks this decision by %(day)s.") % {"day": day(decision.confirm_by)}


def _appeal(decision: Decision) -> str:
    if decision.appeal_until is None or decision.outcome == Outcome.NO_BREACH:
        return ""
    words = {"day": day(decision.appeal_until)}
    return _("You can appeal until %(day)s. Somebody who had no part in this will decide.") % words


def outcome_in_short(decision: Decision) -> str:
    """What the reporter is told: the outcome, and nothing about the author."""
    if decision.outcome == Outcome.NO_BREACH:
        return _("We found that it breaks no rule. Thank you for asking; a report in good faith has no consequences.")
    if decision.outcome == Outcome.ASK_TO_EDIT:
        return _("It breaks a rule. Its author has been asked to change it.")
    if decision.outcome in HIDING:
        return _("It breaks a rule and can no longer be seen. Its author has been told why.")
    return ""


def rule_in_short(clause: Clause) -> str:
    return _("rule %(number)s, “%(line)s”") % {"number": clause.position, "line": clause.line.rstrip(".")}
