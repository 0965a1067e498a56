"""The introductions block: one question, or at most three people with a reason both gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.choices import Role
from accounts.models import User
from accounts.rights import Rights
from community.people.choices import Fact
from community.people.forms import IntroductionForm
from community.people.models import Connection, Hello, Introduction, Suggestion
from community.people.pages.words import reasons_words
from community.people.services import monday_of
from courses.models import Placement

if TYPE_CHECKING:
    from accounts.models import Scope


@dataclass(frozen=True)
class Meet:
    """One person, and why. `greeted`: a hello went in one direction or the other."""

    suggestion_id: int
    person: User
    words: str
    own_words: str
    greeted: bool
    connected: bool


@dataclass(frozen=True)
class IntroductionsPanel:
    """What `community/people/blocks/introductions.html` reads as `block.panel`."""

    placement: Placement | None
    scope: "Scope"
    is_student: bool
    introduction: Introduction | None
    meets: list[Meet]
    form: IntroductionForm
    question: str
    prompt: str

    @property
    def state(self) -> str:
        """ "ask", "skipped", "meet" or "staff"."""
        if not self.is_student:
            return "staff"
        if self.introduction is not None and self.introduction.is_open:
            return "meet"
        return "skipped" if self.introduction is not None and self.introduction.skipped_at else "ask"


def introductions_of(request: Any, placements: Sequence[Placement]) -> dict[int, IntroductionsPanel]:
    """Placement id → its panel: one query for all blocks of a page."""
    rights: Rights = request.rights
    scopes = {placement.unit.course.scope_id: placement.unit.course.scope for placement in placements}
    mine, meets = introduced_and_met(rights, scopes.values())
    return {
        placement.pk: _panel(rights, placement, mine.get(placement.unit.course.scope_id), meets)
        for placement in placements
    }


def introduced_and_met(
    rights: Rights, scopes: "Iterable[Scope]"
) -> tuple[dict[int, Introduction], dict[int, list[Meet]]]:
    """What I said in these scopes, and by scope whom I was suggested this week, where my own answer stands: one query."""
    weeks = Q(pk__in=[])
    for scope in scopes:
        weeks |= Q(scope=scope, week=monday_of(scope))
    suggested = Suggestion.objects.visible_to(rights).still_good().filter(weeks)
    mine: dict[int, Introduction] = {}
    met: dict[int, list[Any]] = {}
    rows = _with_suggestions(suggested).select_related("person")
    own = rows.filter(person=rights.user_id, scope__in=[scope.pk for scope in scopes])
    for row in own.union(rows.filter(pk__in=suggested.values("about")), all=True):
        if row.person_id == rights.user_id:
            mine[row.scope_id] = row
        else:
            met.setdefault(row.scope_id, []).append(row)
    answered = {pk for pk, row in mine.items() if row.is_open}
    return mine, {
        pk: [_meet(row) for row in sorted(met[pk], key=lambda row: row.place)] for pk in met if pk in answered
    }


def _with_suggestions(suggested: "QuerySet[Suggestion]") -> QuerySet[Introduction]:
    """Each introduction with the suggestion that was made of it, where there is one."""
    made = suggested.filter(about=OuterRef("pk"))
    me = Subquery(made.values("to")[:1])
    rows = Introduction.objects.order_by().annotate(me=me)
    either = Q(sender=OuterRef("person"), receiver=OuterRef("me")) | Q(
        receiver=OuterRef("person"), sender=OuterRef("me")
    )
    return rows.annotate(
        suggestion=Subquery(made.values("pk")[:1]),
        place=Subquery(made.values("place")[:1]),
        reasons=Subquery(made.values("reasons")[:1]),
        greeted=Exists(Hello.objects.filter(either, scope=OuterRef("scope"))),
        connected=Exists(_connections()),
    )


def _meet(row: Any) -> Meet:
    return Meet(
        row.suggestion, row.person, reasons_words(row.reasons), row.text, bool(row.greeted), bool(row.connected)
    )


def _connections() -> QuerySet[Connection]:
    either = Q(low=OuterRef("me"), high=OuterRef("person")) | Q(high=OuterRef("me"), low=OuterRef("person"))
    return Connection.objects.filter(either, scope=OuterRef("scope"), ended_at__isnull=True)


def _panel(
    rights: Rights, placement: Placement, mine: Introduction | None, meets: dict[int, list[Meet]]
) -> IntroductionsPanel:
    scope, config = placement.unit.course.scope, placement.config
    return IntroductionsPanel(
        placement=placement,
        scope=scope,
        is_student=Role.LEARNER in rights.memberships.get(scope.pk, frozenset()),
        introduction=mine,
        meets=meets.get(scope.pk, []),
        form=introduction_form(placement),
        question=str(config.get("question", "")),
        prompt=str(config.get("prompt", "")),
    )


def introduction_form(
    placement: Placement | None, data: Any = None, initial: dict[str, Any] | None = None
) -> IntroductionForm:
    """The question of a course, as its block is set; without a block, with everything that can be matched."""
    config = placement.config if placement is not None else {}
    return IntroductionForm(
        data,
        initial=initial,
        match_on=list(config.get("match_on") or Fact.values),
        goals=_lines(config.get("goals")),
        sites=_lines(config.get("sites")),
        auto_id=f"i{placement.pk}-%s" if placement is not None else "i-%s",
    )


def _lines(text: Any) -> list[str]:
    lines = text if isinstance(text, list) else str(text or "").splitlines()
    return [" ".join(str(line).split()) for line in lines if str(line).strip()]
