"""The rows that an event speaks of."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from moderation.models import Appeal, Case, Decision, Look, Report
from notifications.extensions import Place, Rows

of_case = Place("case_id", Case.objects.all)
of_decision = Place("decision_id", Decision.objects.all, "case__scope__path")
of_appeal = Place("appeal_id", Appeal.objects.all, "decision__case__scope__path")
of_look = Place("look_id", Look.objects.all, "decision__case__scope__path")
case_of = Rows("case_id", lambda: Case.objects.select_related("scope", "author"))
reported_of = Rows(
    "case_id",
    lambda: Case.objects.select_related("scope", "author").prefetch_related(
        Prefetch("reports", Report.objects.select_related("clause").order_by("pk"))
    ),
)
decision_of = Rows(
    "decision_id",
    lambda: Decision.objects.select_related("case__scope", "case__author", "clause__version__policy__scope"),
)
appeal_of = Rows(
    "appeal_id",
    lambda: Appeal.objects.select_related("decision__case__scope", "decision__clause__version__policy__scope"),
)

look_of = Rows("look_id", lambda: Look.objects.select_related("decision__case__scope", "decision__case__author"))


def author_of(case: Case) -> QuerySet[User]:
    return User.objects.filter(pk=case.author_id) if case.author_id else User.objects.none()
