from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.extensions import PersonalData, personal_data
from notifications.models import DigestSchedule, Mail, Notice, Preference

if TYPE_CHECKING:
    from accounts.models import User

HOURS = ["every", "weekday", "hour", "quiet_from", "quiet_until", "next_at"]


@personal_data.register
class NoticesData(PersonalData):
    key, label = "notifications", _("What you were told of, the mail that went to you, and your choices")

    def export(self, user: "User") -> dict[str, Any]:
        notices = Notice.objects.filter(recipient=user).select_related("event").order_by("pk")
        mails = Mail.objects.filter(recipient=user).order_by("pk")
        return {
            "notices": [
                {"kind": each.kind, "event": each.event.name, "at": each.at, "read_at": each.read_at}
                for each in notices
            ],
            "mails": list(mails.values("kind", "message_id", "state", "created_at", "done_at")),
            "preferences": dict(Preference.objects.filter(user=user).values_list("kind", "level")),
            "hours": DigestSchedule.objects.filter(user=user).values(*HOURS).first() or {},
        }

    def erase(self, user: "User") -> None:
        Notice.objects.filter(recipient=user).delete()
        Mail.objects.filter(recipient=user).delete()
        Preference.objects.filter(user=user).delete()
        DigestSchedule.objects.filter(user=user).delete()
