"""A mail of ours: text first, HTML beside it, no pictures, no tracking, and one click to have less of it."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

SUBJECT = 150
ITEMS = 30
BODY = 700


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the mail tells, and where it leads."""

    subject: str
    body: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together; without a title there is nothing to say above them."""

    lines: list[Line]
    title: str = ""


@dataclass(frozen=True)
class Letter:
    """What is said to one address, before it becomes MIME. `why` says why it came, `less` is where one click ends it."""

    to: str
    subject: str
    sections: list[Section]
    message_id: str
    why: str = ""
    less: str = ""
    less_label: str = ""
    list_name: str = ""
    thread: str = ""
    closing: list[Line] = field(default_factory=list)

    def message(self, connection: Any = None) -> EmailMultiAlternatives:
        """The mail itself, in the active language."""
        context = {
            "letter": self,
            "base": settings.BASE_URL,
            "language": get_language(),
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        message = EmailMultiAlternatives(
            subject=one_line(self.subject),
            body=_tidy(render_to_string("mail/letter.txt", context)),
            to=[self.to],
            headers=self._headers(),
            connection=connection,
        )
        message.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
        return message

    def _headers(self) -> dict[str, str]:
        headers = {"Message-ID": self.message_id, "Auto-Submitted": "auto-generated"}
        if self.list_name:
            headers["List-Id"] = f"<{self.list_name}.{host()}>"
        if self.less:
            headers["List-Unsubscribe"] = f"<{self.less}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.thread:
            root = f"<{hashlib.sha256(self.thread.encode()).hexdigest()[:24]}.thread@{host()}>"
            headers["In-Reply-To"] = headers["References"] = root
        return headers


def host() -> str:
    """The right-hand side of our Message-IDs and list names."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    return path if "://" in path else f"{settings.BASE_URL}{path}"


def one_line(text: str) -> str:
    """A header can hold no line breaks, and nobody reads a long subject."""
    words = " ".join(text.split())
    return words if len(words) <= SUBJECT else f"{words[: SUBJECT - 1].rstrip()}…"


def _tidy(text: str) -> str:
    """No more than one empty line at a time."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept) + "\n"
