"""Mail goes out: claimed by a lease, sent, marked done. A worker that dies in between causes one repeat, which carries
the same Message-ID; a mail server that does not answer causes a later try."""

import logging
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone, translation

from core.hours import end_of_quiet, zone_of
from core.letters import host
from core.mailserver import TRIES, TROUBLES, Trouble, longest_exchange, trouble_of, usable, wait_after
from notifications.choices import DIGEST, TEST
from notifications.models import QUIET_FROM, QUIET_UNTIL, Mail
from notifications.services.composing import compose

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

logger = logging.getLogger(__name__)
LEASE = longest_exchange()
ROUND = 60.0
UNQUIET = {DIGEST, TEST}
"""Mails whose hour the person chose themselves."""


def send_due(limit: int = 200) -> int:
    """Send what is due, over one connection, for a minute; how many mails were due. A slow server keeps the rest waiting."""
    ids = list(Mail.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    connection, until = get_connection(), time.monotonic() + ROUND
    try:
        connection.open()
        for mail_id in ids:
            if not send(mail_id, connection) or time.monotonic() > until:
                break
    except TROUBLES as error:
        _server_is_away(ids, trouble_of(error))
    finally:
        with suppress(*TROUBLES):
            connection.close()
    return len(ids)


def _server_is_away(ids: list[int], trouble: Trouble) -> None:
    """It costs no mail an attempt: none of them was refused."""
    Mail.objects.due().filter(pk__in=ids).update(reason=trouble.reason[:200])
    logger.warning("The mail server does not answer, %d mails wait: %s", len(ids), trouble.reason)


def send(mail_id: int, connection: Any = None) -> bool:
    """Send one mail, if it is still due and nobody else has it; False when the server is gone and the next can wait."""
    mail = Mail.objects.select_related("recipient__digest_schedule").filter(pk=mail_id).first()
    if mail is None:
        return True
    if (until := _quiet_until(mail)) is not None:
        Mail.objects.due().filter(pk=mail_id).update(due_at=until)
        return True
    if not Mail.objects.claim(mail_id, seconds=LEASE, open=False):
        return True
    mail.refresh_from_db()
    try:
        sent = _hand_over(mail, connection)
    except TROUBLES as error:
        return _refused(mail, trouble_of(error), connection)
    except Exception as error:
        logger.error("Mail %s could not be written.", mail.pk, exc_info=True)  # noqa: G201
        _later(mail, error.__class__.__name__)
    else:
        _finish(mail, Mail.State.DONE if sent else Mail.State.DROPPED)
    return True


def _refused(mail: Mail, trouble: Trouble, connection: Any) -> bool:
    """A refusal for good ends it, with its reason; everything else is tried again."""
    if trouble.over:
        _finish(mail, Mail.State.FAILED, trouble.reason)
        logger.warning("Mail %s was refused: %s", mail.pk, trouble.reason)
    else:
        _later(mail, trouble.reason)
    if trouble.gone and connection is not None:
        with suppress(*TROUBLES):
            connection.close()
    return not trouble.gone


def _hand_over(mail: Mail, connection: Any) -> bool:
    person = mail.recipient
    with translation.override(person.locale or settings.LANGUAGE_CODE), timezone.override(zone_of(person.time_zone)):
        letter = compose(mail)
        if letter is None:
            return False
        usable(letter.to)
        return bool(letter.message(connection).send())


def _quiet_until(mail: Mail) -> "datetime | None":
    if mail.kind in UNQUIET:
        return None
    schedule = getattr(mail.recipient, "digest_schedule", None)
    start, end = (schedule.quiet_from, schedule.quiet_until) if schedule else (QUIET_FROM, QUIET_UNTIL)
    return end_of_quiet(timezone.now(), zone_of(mail.recipient.time_zone), start, end)


def _finish(mail: Mail, state: Mail.State, reason: str = "") -> None:
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(state=state, leased_until=None, done_at=now, reason=reason[:200])


def _later(mail: Mail, reason: str) -> None:
    """Try again, each time after twice as long; after four days somebody has to look."""
    if mail.attempts >= TRIES:
        _finish(mail, Mail.State.FAILED, reason)
        logger.error("Mail %s was given up: %s", mail.pk, reason)
        return
    due = timezone.now() + wait_after(mail.attempts)
    Mail.objects.filter(pk=mail.pk).update(leased_until=None, due_at=due, reason=reason[:200])
    logger.warning("Mail %s waits: %s", mail.pk, reason)


def send_test(*, actor: "User") -> Mail:
    """A mail to oneself that goes the whole way: row, worker, mail server."""
    token = secrets.token_hex(12)
    return Mail.objects.create(
        recipient=actor, kind=TEST, fold=f"{TEST}:{token}", open=False, message_id=f"<{token}.test@{host()}>"
    )
