"""Asking to have something shown again, and answering that."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.rights import Rights
from core.menus import Menu
from core.policy import Verdict
from core.text import clean_html
from moderation.forms import LookForm
from moderation.models import Decision, Look
from moderation.pages.desk import Snapshot, menu
from moderation.policies import can_answer_look, can_ask_again
from moderation.services import evidence, letters, looks


@dataclass(frozen=True, kw_only=True)
class AskAgainPage:
    """`/again/<kind>/<id>/`: what it says now, and one button; after that, where it stands."""

    template = "moderation/ask_again.html"
    decision: Decision
    look: Look | None
    may_ask: Verdict
    changed: bool
    html: SafeString
    url: str

    @classmethod
    def build(cls, *, rights: Rights, decision: Decision) -> "AskAgainPage":
        case = decision.case
        return cls(
            decision=decision,
            look=Look.objects.filter(decision=decision).first(),
            may_ask=can_ask_again(rights, decision),
            changed=looks.changed(case),
            html=_shown(looks.snapshot_now(case)),
            url=evidence.address_of(case),
        )


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """`/moderation/looks/<ref>/`: what was judged, what it says now, and the answer."""

    template = "moderation/look.html"
    menu: Menu
    look: Look
    snapshot: Snapshot | None
    letter: letters.Letter | None
    html: SafeString
    title: str
    may_answer: Verdict
    form: LookForm

    @classmethod
    def build(cls, *, rights: Rights, look: Look, **more: Any) -> "LookPage":
        case = look.decision.case
        now = looks.snapshot_now(case)
        seen = looks.digest(looks.text_now(case))
        return cls(
            menu=menu(rights, "look"),
            look=look,
            snapshot=Snapshot.of(case),
            letter=letters.read(look.decision),
            html=_shown(now),
            title=str(now.get("title", "")),
            may_answer=can_answer_look(rights, look),
            form=more.get("form") or LookForm(initial={"seen": seen}),
        )

    @property
    def tone(self) -> str:
        return "danger" if self.look.due_at < timezone.now() else "hold"


def _shown(snapshot: dict[str, Any]) -> SafeString:
    return mark_safe(clean_html(str(snapshot.get("html", ""))))
