from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from community.people.models import Connection
from moderation.extensions import Conflict, conflicts


@conflicts.register
class Connected(Conflict):
    """Connected in some course, now or once."""

    key, label = "community.connected", _("Is connected to")

    def people(self, person_id: int) -> QuerySet[Any, Any]:
        mine = Connection.objects.filter(Q(low=person_id) | Q(high=person_id))
        return mine.values(them=Case(When(low=person_id, then=F("high")), default=F("low")))
