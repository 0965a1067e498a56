from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from accounts.models import User
from ethics.models import Acceptance, Fulfilment


@personal_data.register
class Agreements(PersonalData):
    """Which rules a person agreed to, and when."""

    key, label = "ethics", _("Agreements to rules")

    def export(self, user: User) -> dict[str, Any]:
        rows = Acceptance.objects.filter(user=user).select_related("version__policy").order_by("at")
        return {
            "agreements": [
                {
                    "policy": row.version.policy.title,
                    "version": row.version.number,
                    "at": row.at.isoformat(),
                    "text_sha256": row.text_hash,
                }
                for row in rows
            ]
        }

    def erase(self, user: User) -> None:
        """The rows of an erased person carry no name; the counts by version stay true. Checklists go."""
        Fulfilment.objects.filter(user=user).delete()
