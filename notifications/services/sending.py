"""Mail goes out: claimed by a lease, sent, marked done. A worker that dies in between causes one repeat, which carries
the same Message-ID; a mail server that does not answer causes a later try."""

import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone, translation

from core.hours import end_of_quiet, zone_of
from core.letters import host
from notifications.choices import DIGEST, TEST
from notifications.models import QUIET_FROM, QUIET_UNTIL, Mail
from notifications.services.composing import compose

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

logger = logging.getLogger(__name__)
LEASE = 120
TRIES = 10
UNQUIET = {DIGEST, TEST}
"""Mails whose hour the person chose themselves."""


def send_due(limit: int = 200) -> int:
    """Send what is due, over one connection; how many mails were looked at."""
    ids = list(Mail.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    connection = get_connection()
    try:
        connection.open()
        for mail_id in ids:
            send(mail_id, connection)
    except (OSError, SMTPException) as error:
        logger.warning("The mail server does not answer, %d mails wait: %s", len(ids), error.__class__.__name__)
    finally:
        connection.close()
    return len(ids)


def send(mail_id: int, connection: Any = None) -> None:
    """Send one mail, if it is still due and nobody else has it."""
    mail = Mail.objects.select_related("recipient__digest_schedule").filter(pk=mail_id).first()
    if mail is None:
        return
    if (until := _quiet_until(mail)) is not None:
        Mail.objects.due().filter(pk=mail_id).update(due_at=until)
        return
    if not Mail.objects.claim(mail_id, seconds=LEASE, open=False):
        return
    mail.refresh_from_db()
    try:
        sent = _hand_over(mail, connection)
    except SMTPRecipientsRefused:
        _finish(mail, Mail.State.FAILED)
        logger.warning("Mail %s was refused for its address.", mail.pk)
    except (OSError, SMTPException) as error:
        _later(mail, error)
        if connection is not None:
            connection.close()
    except Exception as error:
        logger.error("Mail %s could not be written.", mail.pk, exc_info=True)  # noqa: G201
        _later(mail, error)
    else:
        _finish(mail, Mail.State.DONE if sent else Mail.State.DROPPED)


def _hand_over(mail: Mail, connection: Any) -> bool:
    person = mail.recipient
    with translation.override(person.locale or settings.LANGUAGE_CODE), timezone.override(zone_of(person.time_zone)):
        letter = compose(mail)
        return bool(letter and letter.message(connection).send())


def _quiet_until(mail: Mail) -> "datetime | None":
    if mail.kind in UNQUIET:
        return None
    schedule = getattr(mail.recipient, "digest_schedule", None)
    start, end = (schedule.quiet_from, schedule.quiet_until) if schedule else (QUIET_FROM, QUIET_UNTIL)
    return end_of_quiet(timezone.now(), zone_of(mail.recipient.time_zone), start, end)


def _finish(mail: Mail, state: Mail.State) -> None:
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(state=state, leased_until=None, done_at=now)


def _later(mail: Mail, error: Exception) -> None:
    """Try again, each time after twice as long; after ten times somebody has to look."""
    if mail.attempts >= TRIES:
        _finish(mail, Mail.State.FAILED)
        logger.error("Mail %s was given up: %s", mail.pk, error.__class__.__name__)
        return
    wait = timedelta(seconds=min(30 * 2**mail.attempts, 3600))
    Mail.objects.filter(pk=mail.pk).update(leased_until=None, due_at=timezone.now() + wait)
    logger.warning("Mail %s waits: %s", mail.pk, error.__class__.__name__)


def send_test(*, actor: "User") -> Mail:
    """A mail to oneself that goes the whole way: row, worker, mail server."""
    token = secrets.token_hex(12)
    return Mail.objects.create(
        recipient=actor, kind=TEST, fold=f"{TEST}:{token}", open=False, message_id=f"<{token}.test@{host()}>"
    )
