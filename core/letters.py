"""A mail of ours: text first, HTML beside it, no pictures, no tracking, and one click to have less of it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

SUBJECT = 150
ITEMS = 30
BODY = 700
REFERENCES = 5
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
CODE = re.compile(r"[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}")
_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the mail tells, and where it leads."""

    subject: str
    body: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together; without a title there is nothing to say above them. `place` is the course they are
    from, said above the first section of each."""

    lines: list[Line]
    title: str = ""
    place: str = ""


@dataclass(frozen=True)
class Letter:
    """What is said to one address, before it becomes MIME. `why` says why it came, `less` is where one click ends it.

    `thread` names the matter: all mails of one matter have one root, so that mail programs put them together; `after`
    are the Message-IDs of those that went before, the oldest first. `bulk` is for what goes out to many at a time.
    `base` is the address of the institution that writes; empty for the site's own.
    """

    to: str
    subject: str
    sections: list[Section]
    message_id: str
    why: str = ""
    less: str = ""
    less_label: str = ""
    list_name: str = ""
    thread: str = ""
    after: tuple[str, ...] = ()
    sender: str = ""
    base: str = ""
    bulk: bool = False
    closing: list[Line] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """It tells several things, so each of them is a row of its own."""
        return sum(len(section.lines) for section in self.sections) > 1

    def message(self, connection: Any = None) -> EmailMultiAlternatives:
        """The mail itself, in the active language."""
        message = EmailMultiAlternatives(
            subject=one_line(self.subject),
            body=_tidy(render_to_string("mail/letter.txt", {"letter": self, "base": self.base or settings.BASE_URL})),
            from_email=self.sender or None,
            to=[self.to],
            headers=self._headers(),
            connection=connection,
        )
        message.attach_alternative(dressed("mail/letter.html", {"letter": self}, self.base), "text/html")
        return message

    def _headers(self) -> dict[str, str]:
        headers = {"Message-ID": self.message_id, **AUTOMATIC}
        if self.list_name:
            headers["List-Id"] = f"<{self.list_name}.{host()}>"
        if self.bulk:
            headers["Precedence"] = "bulk"
        if self.less:
            headers["List-Unsubscribe"] = f"<{self.less}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.thread:
            root = f"<{hashlib.sha256(self.thread.encode()).hexdigest()[:24]}.thread@{host()}>"
            chain = [root, *self.after[-REFERENCES:]]
            headers["References"], headers["In-Reply-To"] = " ".join(chain), chain[-1]
        return headers


AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
"""No machine answers this: RFC 3834, and what Exchange looks for instead."""


def dressed(template: str, context: dict[str, Any], base: str = "") -> str:
    """HTML of a mail in the house's look. Its styles stand in the elements, for many mail programs drop a style sheet."""
    frame = {
        "base": base or settings.BASE_URL,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return str(_inliner.inline(render_to_string(template, {**frame, **context})))


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a plain mail: words, an address to open, or a code to type."""

    text: str
    base: str

    @property
    def button(self) -> bool:
        return self.text.startswith(f"{self.base}/") and len(self.text.split()) == 1

    @property
    def code(self) -> bool:
        """Short, one word, without a full stop: what stands alone between two empty lines to be typed in."""
        return CODE.fullmatch(self.text) is not None


def plain(subject: str, text: str, base: str = "") -> str:
    """The HTML of a mail that was written as text, paragraph by paragraph."""
    parts = [
        Part(each.strip(), base or settings.BASE_URL) for each in re.split(r"\n\s*\n", text.strip()) if each.strip()
    ]
    return dressed("mail/plain.html", {"subject": subject, "parts": parts}, base)


def host() -> str:
    """The right-hand side of our Message-IDs and list names."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def absolute(path: str, base: str = "") -> str:
    """An address that can be opened from anywhere, at the main host where no other `base` is given."""
    return path if "://" in path else f"{base or settings.BASE_URL}{path}"


def one_line(text: str) -> str:
    """A header can hold no line breaks and no controls, a name cannot turn it round, and nobody reads a long subject."""
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} else each for each in text)
    words = " ".join("".join(each for each in kept if each not in DIRECTIONS).split())
    return words if len(words) <= SUBJECT else f"{words[: SUBJECT - 1].rstrip()}…"


def _tidy(text: str) -> str:
    """No more than one empty line at a time."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept) + "\n"
