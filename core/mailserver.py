"""The mail server: how a mail is handed over, and what its answer means for the next try."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError

PERMANENT = 500
ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x20]{1,64}@[^\s@<>,;:\"\[\]\x00-\x20]{1,255}")
TRIES = 24
LONGEST = timedelta(hours=6)
"""Waits double from a minute to six hours: 24 tries are about four days, as RFC 5321 advises."""
EXCHANGES = 9
"""Answers that one mail waits for at most: greeting, EHLO, STARTTLS, EHLO, sign-in, MAIL, RCPT, DATA, its end."""


class Unusable(Exception):
    """An address that no mail can go to."""


TROUBLES = (OSError, SMTPException, AnymailError, Unusable, BadHeaderError)
"""What keeps a mail from going out; everything else is a mistake of ours."""


def usable(address: str) -> str:
    """The address itself; raises Unusable where it would not be one address and nothing else."""
    if ADDRESS.fullmatch(address) and address.isprintable():
        return address
    message = "The address is not one"
    raise Unusable(message)


class Backend(EmailBackend):
    """Django's, and besides addresses whose part before the @ is not ASCII (RFC 6531), where the server takes them."""

    def _send(self, email_message: EmailMessage) -> bool:
        if all(address.rpartition("@")[0].isascii() for address in email_message.recipients()):
            return bool(super()._send(email_message))  # type: ignore[misc]
        assert self.connection is not None
        self.connection.ehlo_or_helo_if_needed()
        if not self.connection.has_extn("smtputf8"):
            message = "The mail server takes no addresses in other scripts (SMTPUTF8)"
            raise SMTPNotSupportedError(message)
        mime = email.message_from_bytes(email_message.message().as_bytes(), policy=email.policy.SMTPUTF8)
        mime.replace_header("To", ", ".join(email_message.to))
        sender = parseaddr(email_message.from_email)[1]
        options = ("SMTPUTF8", "BODY=8BITMIME")
        self.connection.sendmail(sender, email_message.recipients(), mime.as_bytes(), mail_options=options)
        return True


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a mail did not go out, in words for those who run this: never an address. `over`: no later try helps."""

    reason: str
    over: bool = False
    gone: bool = False
    """The connection is not there any more, so the next mail of this round fares no better."""


def trouble_of(error: Exception) -> Trouble:
    """What this answer means. Only a refusal of this address or this text is for good: 5xx to RCPT or to DATA (RFC 5321).

    A sender, a password or a name that is refused is a mistake in the settings, and the mail waits until it is mended.
    """
    if isinstance(error, SMTPRecipientsRefused):
        codes = [int(code) for code, _words in error.recipients.values()]
        text = next((_said(words) for _code, words in error.recipients.values()), "")
        code = max(codes, default=PERMANENT)
        return Trouble(f"{code} {text}".strip(), over=all(each >= PERMANENT for each in codes))
    if isinstance(error, SMTPDataError):
        return Trouble(f"{error.smtp_code} {_said(error.smtp_error)}", over=error.smtp_code >= PERMANENT)
    if isinstance(error, SMTPResponseException):
        return Trouble(f"{error.smtp_code} {_said(error.smtp_error)}")
    if isinstance(error, SMTPNotSupportedError | BadHeaderError | Unusable):
        return Trouble(str(error)[:160], over=True)
    if isinstance(error, AnymailError):
        status = getattr(error, "status_code", None) or 0
        refused = "Refused" in type(error).__name__ or status in {400, 406, 422}
        return Trouble(f"{type(error).__name__} {status or ''}".strip(), over=refused)
    return Trouble(_connection(error), gone=isinstance(error, OSError))


def _said(words: object) -> str:
    """The server's own words in one line, without addresses."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return " ".join("[address]" if "@" in word else word for word in text.split())[:160]


def _connection(error: Exception) -> str:
    name = type(error).__name__
    return f"{name}: {error.strerror}" if isinstance(error, OSError) and error.strerror else name


def wait_after(attempts: int) -> timedelta:
    """How long a mail waits after so many attempts: 1, 2, 4 … minutes, never more than six hours."""
    return min(timedelta(seconds=30 * 2 ** min(attempts, 20)), LONGEST)


def longest_exchange() -> int:
    """Seconds that one mail can take when the server answers as late as it may each time; a lease holds that long."""
    return int(settings.EMAIL_TIMEOUT) * EXCHANGES
