"""What was decided here, in counts: for whoever sits at the desk."""

import statistics
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.rights import Rights
from core.menus import Menu
from moderation.choices import DecisionState, Outcome
from moderation.models import Case
from moderation.pages.desk import menu

WINDOW = timedelta(days=180)
SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class DecidedPage:
    """`/moderation/decided/`: the cases of half a year, how long they took, what became of them."""

    template = "moderation/decided.html"
    menu: Menu
    cases: list[Case]
    outcomes: list[tuple[str, int]]
    median_hours: int | None
    overturned: int

    @classmethod
    def build(cls, *, rights: Rights) -> "DecidedPage":
        since = timezone.now() - WINDOW
        rows = Case.objects.visible_to(rights).filter(decided_at__gte=since).order_by("-decided_at")
        found = list(rows.select_related("scope").prefetch_related("decisions__clause"))
        hours = [(case.decided_at - case.opened_at).total_seconds() / 3600 for case in found if case.decided_at]
        made = [decision for case in found for decision in case.decisions.all()]
        stands = [decision for decision in made if decision.state == DecisionState.IN_FORCE]
        return cls(
            menu=menu(rights, "decided"),
            cases=found[:SHOWN],
            outcomes=[
                (str(outcome.label), sum(decision.outcome == outcome for decision in stands)) for outcome in Outcome
            ],
            median_hours=round(statistics.median(hours)) if hours else None,
            overturned=sum(decision.state == DecisionState.OVERTURNED for decision in made),
        )
