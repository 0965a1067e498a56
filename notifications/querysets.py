from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.models import LeasedQuerySet
from notifications.choices import DIGEST, Level

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.rights import Rights
    from notifications.models import DigestSchedule, Mail, Notice


def within(rights: "Rights", prefix: str = "") -> Q:
    """Notices of this host; everything on the main one."""
    institution = rights.institution_id
    if institution is None:
        return Q()
    return Q(**{f"{prefix}institution_id": institution}) | Q(**{f"{prefix}institution_id__isnull": True})


class NoticeQuerySet(QuerySet["Notice"]):
    def visible_to(self, rights: "Rights") -> Self:
        """A notice belongs to its recipient and to nobody else; on the host of an institution, to what happens there or
        above it."""
        return self.filter(within(rights), recipient=rights.user_id) if rights.user_id else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_next_digest(self, user: "User") -> Self:
        """What waits for this person's next digest: nobody has mailed it, and they have not read it."""
        return self.unread().filter(recipient=user, level=Level.DIGEST, mail__isnull=True)


class MailQuerySet(LeasedQuerySet["Mail"]):
    def digests_of(self, rights: "Rights") -> Self:
        """The digests that were sent to this person; on the host of an institution those that tell of it."""
        mine = self.filter(recipient=rights.user_id) if rights.user_id else self.none()
        sent = mine.filter(kind=DIGEST, state="done")
        told = apps.get_model("notifications", "Notice")._default_manager.filter(within(rights), mail=OuterRef("pk"))  # noqa: SLF001
        return sent.filter(Exists(told)) if rights.here.path else sent


class DigestScheduleQuerySet(QuerySet["DigestSchedule"]):
    def due(self) -> Self:
        return self.filter(next_at__lte=timezone.now())

    def unplanned(self) -> Self:
        """Rows whose next time was never worked out, or no longer holds."""
        return self.filter(next_at__isnull=True).exclude(every="never")
