from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from moderation.models import Appeal, CaseNote, Decision, Look, Report
from moderation.services import letters


@personal_data.register
class CasesOfPerson(PersonalData):
    """Reports made, letters received, appeals sent. What others reported about them stays out: it names others."""

    key, label = "moderation", _("Reports, decisions and appeals")

    def export(self, user: User) -> dict[str, Any]:
        reports = Report.objects.filter(reporter=user).select_related("clause", "case")
        decisions = Decision.objects.filter(case__author=user, in_force_at__isnull=False).exclude(letter="")
        return {
            "reports": [
                {
                    "case": row.case.ref,
                    "rule": row.clause.line if row.clause else "",
                    "words": row.words,
                    "at": row.at.isoformat(),
                }
                for row in reports
            ],
            "letters": [
                {"ref": row.ref, "outcome": row.outcome, "letter": _text(row), "at": str(row.in_force_at)}
                for row in decisions
            ],
            "second_looks": [
                {"ref": row.ref, "outcome": row.outcome, "answer": row.answer, "at": row.asked_at.isoformat()}
                for row in Look.objects.filter(decision__case__author=user)
            ],
            "appeals": [
                {
                    "ref": row.ref,
                    "words": row.words,
                    "outcome": row.outcome,
                    "answer": row.answer,
                    "at": row.received_at,
                }
                for row in Appeal.objects.filter(appellant=user)
            ],
        }

    def erase(self, user: User) -> None:
        """Their own words go. Evidence and decisions stay for those whom they concern; the person behind them does not."""
        Report.objects.filter(reporter=user).update(words="")
        CaseNote.objects.filter(author=user).update(text="")
        Appeal.objects.filter(appellant=user).update(words="")


def _text(decision: Decision) -> str:
    letter = letters.read(decision)
    return letter.text if letter else ""
