from dataclasses import dataclass

from accounts.rights import Rights
from core.policy import Verdict
from moderation.models import Appeal, Decision
from moderation.policies import can_appeal, can_ask_again
from moderation.services import letters


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """`/inbox/decisions/<ref>/`: the letter as it was sent, and the way to appeal."""

    template = "moderation/letter.html"
    decision: Decision
    letter: letters.Letter
    appeal: Appeal | None
    may_appeal: Verdict
    may_ask_again: Verdict

    @classmethod
    def build(cls, *, rights: Rights, decision: Decision) -> "LetterPage":
        letter = letters.read(decision)
        assert letter is not None
        return cls(
            decision=decision,
            letter=letter,
            appeal=Appeal.objects.filter(decision=decision).first(),
            may_appeal=can_appeal(rights, decision),
            may_ask_again=can_ask_again(rights, decision),
        )
