from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.extensions import Check, NavItem, checks, nav
from core.moments import relative
from core.outbox import ring
from notifications import services
from notifications.choices import TEST
from notifications.models import Mail, Notice


@nav.register
class InboxNav(NavItem):
    key, label, icon, order = "notifications.inbox", _("Inbox"), "inbox", 20

    def url(self, request: HttpRequest) -> str | None:
        return reverse("notifications:inbox") if request.user.is_authenticated else None

    def waiting(self, request: HttpRequest) -> QuerySet[Notice]:
        """Counted over an index that holds unread notices only."""
        return Notice.objects.unread().filter(recipient=request.user.pk)


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
        trial = Mail.objects.filter(kind=TEST).order_by("-pk").first()
        if trial is None:
            return False, _("Nobody has tried it yet.")
        if trial.state == Mail.State.DONE:
            words = gettext("The last test was sent %(when)s. Has it arrived?")
            return True, words % {"when": relative(trial.done_at or trial.created_at)}
        if trial.state == Mail.State.WAITING:
            return False, _("A test is waiting for a worker, or for the mail server. Look again in a moment.")
        return False, _("The last test failed. The log of the worker says why.")

    def test(self, actor: Any) -> str:
        if not actor.email:
            return gettext("You have no e-mail address that it could go to.")
        services.send_test(actor=actor)
        ring("notifications.send_due")
        return gettext("A mail to %(address)s is on its way.") % {"address": actor.email}
