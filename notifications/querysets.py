from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet
from django.utils import timezone

from core.models import LeasedQuerySet
from notifications.choices import DIGEST, Level

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.rights import Rights
    from notifications.models import DigestSchedule, Mail, Notice


class NoticeQuerySet(QuerySet["Notice"]):
    def visible_to(self, rights: "Rights") -> Self:
        """A notice belongs to its recipient and to nobody else."""
        return self.filter(recipient=rights.user_id) if rights.user_id else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_next_digest(self, user: "User") -> Self:
        """What waits for this person's next digest: nobody has mailed it, and they have not read it."""
        return self.unread().filter(recipient=user, level=Level.DIGEST, mail__isnull=True)


class MailQuerySet(LeasedQuerySet["Mail"]):
    def digests_of(self, rights: "Rights") -> Self:
        """The digests that were sent to this person."""
        mine = self.filter(recipient=rights.user_id) if rights.user_id else self.none()
        return mine.filter(kind=DIGEST, state="done")


class DigestScheduleQuerySet(QuerySet["DigestSchedule"]):
    def due(self) -> Self:
        return self.filter(next_at__lte=timezone.now())

    def unplanned(self) -> Self:
        """Rows whose next time was never worked out, or no longer holds."""
        return self.filter(next_at__isnull=True).exclude(every="never")
