"""The introductions block: one question, or at most three people with a reason both gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

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

    suggestion: Suggestion
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
    """Placement id → its panel: two queries for all blocks of a page."""
    rights: Rights = request.rights
    scopes = {placement.unit.course.scope_id: placement.unit.course.scope for placement in placements}
    mine = {row.scope_id: row for row in Introduction.objects.visible_to(rights).filter(scope__in=scopes)}
    answered = [scopes[pk] for pk, row in mine.items() if row.is_open]
    meets = meets_of(rights, answered) if answered else {}
    return {
        placement.pk: _panel(rights, placement, mine.get(placement.unit.course.scope_id), meets)
        for placement in placements
    }


def meets_of(rights: Rights, scopes: "Iterable[Scope]") -> dict[int, list[Meet]]:
    """Scope id → this week's people: one query."""
    weeks = Q()
    for scope in scopes:
        weeks |= Q(scope=scope, week=monday_of(scope))
    either = Q(sender=OuterRef("about__person"), receiver=OuterRef("to"))
    hellos = Hello.objects.filter(
        either | Q(receiver=OuterRef("about__person"), sender=OuterRef("to")), scope=OuterRef("scope")
    )
    rows: QuerySet[Suggestion] = Suggestion.objects.visible_to(rights).still_good().filter(weeks)
    found: dict[int, list[Meet]] = {}
    marked = rows.annotate(greeted=Exists(hellos), connected=Exists(_connections()))
    for row in marked.select_related("about__person").order_by("place"):
        greeted, connected = (bool(getattr(row, name)) for name in ("greeted", "connected"))
        meet = Meet(row, row.about.person, reasons_words(row.reasons), row.about.text, greeted, connected)
        found.setdefault(row.scope_id, []).append(meet)
    return found


def _connections() -> QuerySet[Connection]:
    either = Q(low=OuterRef("to"), high=OuterRef("about__person")) | Q(
        high=OuterRef("to"), low=OuterRef("about__person")
    )
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
