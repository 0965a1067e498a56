"""For whoever keeps the machine running: what waits, what failed. No words of notices, for they are for their readers."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import DigestSchedule, Mail

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin[Mail]):
    list_display = ["message_id", "kind", "state", "due_at", "attempts", "done_at"]
    list_filter = ["state", "kind"]
    search_fields = ["message_id"]
    readonly_fields = [field.name for field in Mail._meta.fields]
    actions = ["try_again"]

    def has_add_permission(self, request: "HttpRequest") -> bool:
        return False

    @admin.action(description=_("Try again now"))
    def try_again(self, request: "HttpRequest", mails: "QuerySet[Mail]") -> None:
        """Failed mails wait again; those that were sent stay sent."""
        number = mails.filter(state=Mail.State.FAILED).update(
            state=Mail.State.WAITING, due_at=timezone.now(), attempts=0, done_at=None
        )
        messages.info(request, _("%(n)d wait again.") % {"n": number})


@admin.register(DigestSchedule)
class DigestScheduleAdmin(admin.ModelAdmin[DigestSchedule]):
    list_display = ["user", "every", "weekday", "hour", "next_at"]
    raw_id_fields = ["user"]
    readonly_fields = ["next_at"]
