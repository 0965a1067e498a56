from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.rights import Rights
from core.extensions import Check, Gauge, NavItem, Pulse, checks, gauges, nav, pulses
from core.models import OutboxEvent
from core.moments import WEEK, relative
from notifications import services
from notifications.choices import TEST
from notifications.models import Mail, Notice

REASONS = 5
TOLD_WITHIN, MAILED_WITHIN = timedelta(minutes=2), timedelta(minutes=10)


@nav.register
class InboxNav(NavItem):
    key, label, icon, order = "notifications.inbox", _("Inbox"), "inbox", 20

    def url(self, request: HttpRequest) -> str | None:
        return reverse("notifications:inbox") if request.user.is_authenticated else None

    def waiting(self, rights: Rights) -> list[QuerySet[Notice]]:
        """Counted over an index that holds unread notices only."""
        return [Notice.objects.visible_to(rights).unread()]


@nav.register
class NoticeSettings(NavItem):
    key, label, icon, place, order = "notifications.settings", _("Notices"), "bell", "settings", 30

    def url(self, request: HttpRequest) -> str | None:
        return reverse("notifications:settings") if request.user.is_authenticated else None


@nav.register
class DemoMail(NavItem):
    """In a demonstration mail goes to a folder that anybody may look into."""

    key, label, icon, place, order = "notifications.demo", _("Mail it has sent"), "mail", "demo", 20

    def url(self, request: HttpRequest) -> str | None:
        return reverse("notifications:demo-mails") if request.user.is_authenticated else None


@checks.register
class MailCheck(Check):
    """Mail goes the whole way: row, worker, mail server."""

    key, label, order = "notifications.mail", _("Mail"), 20

    def state(self) -> tuple[bool, str | Promise]:
        if said := refusals():
            return False, said
        trial = Mail.objects.filter(kind=TEST).order_by("-pk").first()
        if trial is None:
            return False, _("Nobody has tried it yet.")
        if trial.state == Mail.State.DONE:
            words = gettext("The last test was sent %(when)s. Has it arrived?")
            return True, words % {"when": relative(trial.done_at or trial.created_at)}
        if trial.state == Mail.State.WAITING:
            return False, services.how_far(trial)
        return False, services.how_far(trial)

    def test(self, actor: Any) -> str:
        if not actor.email:
            return gettext("You have no e-mail address that it could go to.")
        return services.try_mail(actor=actor)


def refusals() -> str:
    """What the mail server would not take in the last week, by its own words; and what it does not take now."""
    lately = Mail.objects.filter(state=Mail.State.FAILED, done_at__gte=timezone.now() - WEEK).exclude(kind=TEST)
    late = Mail.objects.filter(state=Mail.State.WAITING, due_at__lt=timezone.now() + WEEK).exclude(reason="")
    failed, waiting = _by_reason(lately), _by_reason(late.exclude(kind=TEST))
    told = []
    if failed:
        words = gettext("Not delivered in the last 7 days, and not tried again: %(reasons)s.")
        told.append(words % {"reasons": failed})
    if waiting:
        words = gettext("Waiting for another try: %(reasons)s.")
        told.append(words % {"reasons": waiting})
    return " ".join(told)


def _by_reason(mails: QuerySet[Mail]) -> str:
    counted = mails.order_by().values("reason").annotate(n=Count("pk")).order_by("-n")[:REASONS]
    return "; ".join(f"{row['reason'] or '?'} ({row['n']})" for row in counted)


@pulses.register
class NoticePulse(Pulse):
    """What happened is told within a minute."""

    key, label, order = "notifications.notices", _("Notices"), 30
    when_well = _("They come within a minute.")
    when_late = _("They come later than usual. None of them is lost.")

    def late_since(self) -> datetime | None:
        waiting = OutboxEvent.objects.filter(handled_at__isnull=True, emitted_at__lt=timezone.now() - TOLD_WITHIN)
        found: datetime | None = waiting.aggregate(at=Min("emitted_at"))["at"]
        return found


@pulses.register
class MailPulse(Pulse):
    """Mail goes out when it is due. What one address's server puts off has a later hour, and is not late."""

    key, label, order = "notifications.mail", _("Mail"), 40
    when_well = _("It goes out within a few minutes.")
    when_late = _("It goes out later than usual, and will. Your inbox here has everything already.")

    def late_since(self) -> datetime | None:
        waiting = Mail.objects.filter(state=Mail.State.WAITING, due_at__lt=timezone.now() - MAILED_WITHIN)
        found: datetime | None = waiting.aggregate(at=Min("due_at"))["at"]
        return found


@gauges.register
class MailDue(Gauge):
    key, label = "mail_due", "Mails whose hour has come and that are not sent"

    def value(self) -> float:
        return Mail.objects.filter(state=Mail.State.WAITING, due_at__lte=timezone.now()).count()


@gauges.register
class MailOldest(Gauge):
    key, label = "mail_due_oldest_seconds", "For how long the oldest of them has been due"

    def value(self) -> float:
        waiting = Mail.objects.filter(state=Mail.State.WAITING, due_at__lte=timezone.now())
        oldest = waiting.aggregate(at=Min("due_at"))["at"]
        return (timezone.now() - oldest).total_seconds() if oldest else 0.0


@gauges.register
class MailFailed(Gauge):
    key, label = "mail_failed_day", "Mails that were given up within the last 24 hours"

    def value(self) -> float:
        since = timezone.now() - timedelta(days=1)
        return Mail.objects.filter(state=Mail.State.FAILED, done_at__gte=since).count()
