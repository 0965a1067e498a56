from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.rights import Rights
from core.text import excerpt
from moderation.extensions import ContentKind
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.policies import can_hide_at_once
from moderation.services import chain
from moderation.services.evidence import rules_of


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """`/report/<kind>/<id>/`: what it is about, the rules that hold there, who reads the report."""

    template = "moderation/report.html"
    form: ReportForm
    label: str | Promise
    said: str
    url: str
    readers: str
    known: bool

    @classmethod
    def build(
        cls, *, rights: Rights, kind: ContentKind, object_id: int, content: Any, form: ReportForm | None = None
    ) -> "ReportPage":
        known = Report.objects.visible_to(rights).filter(case__kind=kind.key, case__object_id=object_id)
        return cls(
            form=form or form_for(rights, kind, content),
            label=kind.label,
            said=excerpt(kind.snapshot(content).text, 300),
            url=kind.url(content),
            readers=chain.in_words(kind.scope(content)),
            known=known.filter(case__closed_at__isnull=True).exists(),
        )


def form_for(rights: Rights, kind: ContentKind, content: Any, data: Any = None) -> ReportForm:
    rules, may_hide = rules_of(kind, content), bool(can_hide_at_once(rights, kind, content))
    return ReportForm(data, rules=rules, may_hide=may_hide)
