"""The administrator's test: a mail that goes the whole way, and where it stopped when it does not arrive."""

import time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import heartbeat
from core.moments import relative
from core.outbox import bell_works, ring
from notifications.models import Mail
from notifications.services.sending import send_test

if TYPE_CHECKING:
    from accounts.models import User

PATIENCE = 10.0


def try_mail(*, actor: "User") -> str:
    """Send it, wait a few seconds, and say how far it came: queue, worker, mail server, and whether beat goes."""
    began = time.monotonic()
    mail = send_test(actor=actor)
    if not bell_works():
        return _("It stopped at the queue: the broker does not answer, so no worker hears of any mail.")
    ring("notifications.send_due")
    mail.refresh_from_db()
    while mail.state == Mail.State.WAITING and not mail.reason and time.monotonic() - began < PATIENCE:
        time.sleep(0.1)
        mail.refresh_from_db()
    said = how_far(mail)
    if mail.state == Mail.State.DONE:
        said += " " + _("It took %(seconds).1f seconds.") % {"seconds": time.monotonic() - began}
    return f"{said} {_beat()}".strip()


def how_far(mail: Mail) -> str:
    """Where this mail is now, in one sentence."""
    if mail.state == Mail.State.DONE:
        return _(
            "The mail server has taken it for %(address)s. Look whether it arrives, also among the unwanted mail."
        ) % {"address": mail.recipient.email}
    if mail.state == Mail.State.DROPPED:
        return _("It stopped at the worker: there is no address that it could go to.")
    if mail.reason:
        return _("It stopped at the mail server, which says: %(reason)s") % {"reason": mail.reason}
    if mail.attempts:
        return _("A worker has it, and the mail server has not answered yet. Look again in a minute.")
    return _(
        "It stopped at the worker: nobody has taken it from the queue “mail”. Is a worker running that listens to it?"
    )


def _beat() -> str:
    seen = heartbeat.last()
    if not heartbeat.missed():
        return ""
    if seen is None:
        return _("Beat was never seen: without it nothing is tried again, and no digest is sent.")
    return _("Beat was last seen %(when)s: without it nothing is tried again, and no digest is sent.") % {
        "when": relative(seen)
    }
