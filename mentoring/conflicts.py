from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from mentoring.models import Ask, Pair
from moderation.extensions import Conflict, conflicts


def _others(rows: QuerySet[Any], person_id: int) -> QuerySet[Any, Any]:
    mine = rows.filter(Q(mentor=person_id) | Q(student=person_id))
    return mine.values(them=Case(When(mentor=person_id, then=F("student")), default=F("mentor")))


@conflicts.register
class Mentors(Conflict):
    """The two of a pair, ended or not."""

    key, label = "mentoring.mentors", _("Mentors, or is mentored by")

    def people(self, person_id: int) -> QuerySet[Any, Any]:
        return _others(Pair.objects.all(), person_id)


@conflicts.register
class Asked(Conflict):
    """The two of an ask, however it was answered."""

    key, label = "mentoring.asked", _("Asked for a mentor, or was asked")

    def people(self, person_id: int) -> QuerySet[Any, Any]:
        return _others(Ask.objects.all(), person_id)
