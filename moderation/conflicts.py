from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF, Role
from accounts.models import Membership
from moderation.extensions import Conflict, conflicts


@conflicts.register
class Teaches(Conflict):
    """Staff of a course and its learners. Where course staff act first, this does not bar them."""

    key, label = "accounts.teaches", _("Teaches")
    staff_first_allows = True

    def people(self, person_id: int) -> QuerySet[Any, Any]:
        taught = Membership.objects.live().filter(user=person_id, role__in=STAFF).values("scope")
        return Membership.objects.live().filter(role=Role.LEARNER, scope__in=taught).values("user")
