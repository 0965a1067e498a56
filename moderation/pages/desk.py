"""The desk: the single oldest case that this moderator may decide, as evidence, with the author under a veil."""

import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.rights import Rights
from core.menus import Group, Item, Menu
from core.text import clean_html
from ethics.models import Clause
from moderation.choices import Act, CaseState
from moderation.extensions import kinds
from moderation.forms import FindingForm, NoteForm
from moderation.models import Appeal, AuditEntry, Case, CaseNote, Decision, Evidence, Look, Report
from moderation.policies import can_confirm, can_decide
from moderation.services import evidence, letters


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The evidence of one case as it is shown; never the thing itself."""

    body: dict[str, Any]
    sha256: str
    intact: bool
    taken_at: Any

    @property
    def html(self) -> SafeString:
        return mark_safe(clean_html(str(self.body.get("html", ""))))

    @classmethod
    def of(cls, case: Case) -> "Snapshot | None":
        row = Evidence.objects.filter(report__case=case).order_by("-pk").first()
        if row is None:
            return None
        return cls(body=json.loads(row.body), sha256=row.sha256, intact=evidence.intact(row), taken_at=row.taken_at)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One case in front of one person."""

    case: Case
    label: str
    snapshot: Snapshot | None
    reports: list[Report]
    notes: list[CaseNote]
    names: bool
    earlier: int
    proposal: Decision | None
    proposal_letter: letters.Letter | None
    may_decide: bool
    may_confirm: bool
    form: FindingForm | None
    note_form: NoteForm
    letter: letters.Letter | None
    needs_second: bool

    @property
    def tone(self) -> str:
        now = timezone.now()
        if not self.case.is_open:
            return ""
        if self.case.due_at < now:
            return "danger"
        return "hold" if self.case.due_at.date() == now.date() else ""

    @property
    def rules(self) -> list[Clause]:
        """The rules that the reports name, each once."""
        return list({report.clause_id: report.clause for report in self.reports if report.clause}.values())


def card(
    rights: Rights,
    case: Case,
    *,
    form: FindingForm | None = None,
    note_form: NoteForm | None = None,
    preview: Decision | None = None,
) -> Card:
    """Everything about one case, the same number of queries however many people reported it."""
    kind = kinds.get(case.kind)
    reports = list(case.reports.select_related("clause__version__policy", "reporter").order_by("pk"))
    proposal = case.decisions.select_related("clause", "decider", "case__scope").order_by("-pk").first()
    waiting = proposal is not None and case.state == CaseState.PROPOSED
    may_decide = bool(can_decide(rights, case))
    form = form or (
        FindingForm(case=case, rules=evidence.rules_for(case), initial=_initial(reports)) if may_decide else None
    )
    return Card(
        case=case,
        label=str(kind.label) if kind else _("Text"),
        snapshot=Snapshot.of(case),
        reports=reports,
        notes=list(case.notes.select_related("author")),
        names=AuditEntry.objects.filter(case=case, actor=rights.user_id, act=Act.NAMES_SHOWN).exists(),
        earlier=_earlier(case, reports),
        proposal=proposal if waiting or not case.is_open else None,
        proposal_letter=letters.read(proposal) if proposal else None,
        may_decide=may_decide,
        may_confirm=waiting and proposal is not None and bool(can_confirm(rights, proposal)),
        form=form,
        note_form=note_form or NoteForm(),
        letter=letters.read(preview) if preview else None,
        needs_second=preview is not None and preview.confirm_by is not None,
    )


def _initial(reports: list[Report]) -> dict[str, Any]:
    named = [report.clause_id for report in reports if report.clause_id]
    return {"clause": str(named[0])} if named else {}


def _earlier(case: Case, reports: list[Report]) -> int:
    """How many decisions stand against this author under the rules that are named here: a count, and nothing else."""
    keys = {report.clause.key for report in reports if report.clause}
    if not keys or case.author_id is None:
        return 0
    standing = Decision.objects.counting().filter(case__author=case.author_id, clause__key__in=keys)
    return standing.exclude(case=case).count()


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """`/moderation/cases/<ref>/`."""

    template = "moderation/case.html"
    menu: Menu
    card: Card

    @classmethod
    def build(cls, *, rights: Rights, case: Case, **more: Any) -> "CasePage":
        return cls(menu=menu(rights, "case"), card=card(rights, case, **more))


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """`/moderation/`: the next case, or the words for a quiet day."""

    template = "moderation/desk.html"
    menu: Menu
    card: Card | None
    waiting: int
    last: Case | None
    looks: list[Look]

    @classmethod
    def build(cls, *, rights: Rights) -> "DeskPage":
        cases = Case.objects.waiting_for(rights)
        first = cases.select_related("scope", "author").first()
        last = None
        if first is None:
            closed = Case.objects.visible_to(rights).filter(decided_at__isnull=False)
            last = closed.order_by("-decided_at").first()
        waiting = cases.count() if first else 0
        return cls(
            menu=menu(rights, "desk", cases=waiting),
            card=card(rights, first) if first else None,
            waiting=waiting,
            last=last,
            looks=list(Look.objects.waiting_for(rights).select_related("decision__case__scope")[:20]),
        )

    @property
    def hours(self) -> int:
        """How long the last case took."""
        if self.last is None or self.last.decided_at is None:
            return 0
        return max(1, round((self.last.decided_at - self.last.opened_at).total_seconds() / 3600))


def menu(rights: Rights, current: str, *, cases: int | None = None) -> Menu:
    """The rail of the desk."""
    waiting = Case.objects.waiting_for(rights).count() if cases is None else cases
    appeals = Appeal.objects.decidable_by(rights).count()
    items = [
        Item(
            label=_("Next case"), url=reverse("moderation:desk"), icon="scale", count=waiting, current=current == "desk"
        ),
        Item(
            label=_("Appeals"),
            url=reverse("moderation:appeals"),
            icon="undo",
            count=appeals,
            current=current == "appeals",
        ),
        Item(label=_("What was decided"), url=reverse("moderation:decided"), icon="list", current=current == "decided"),
    ]
    return Menu(title=_("Desk"), url=reverse("moderation:desk"), groups=[Group(items=items)])
