"""Mail into a folder: one file for each mail, whole or not there at all. The demo shows them; tests count them."""

import email
import email.policy
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"^\d{19}-[A-Za-z0-9._-]{1,120}\.eml$")


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


class FolderBackend(BaseEmailBackend):
    """Writes beside and renames, so that nobody ever reads half a mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            mime = message.message()
            label = re.sub(r"[^A-Za-z0-9._-]", "", str(mime["Message-ID"]))[:110] or "mail"
            target = folder() / f"{time.time_ns():019d}-{label}.eml"
            draft = target.with_suffix(".part")
            draft.write_bytes(mime.as_bytes())
            draft.rename(target)
        return len(email_messages)


@dataclass(frozen=True)
class Kept:
    """One mail of the folder, as a page shows it."""

    name: str
    to: str
    sender: str
    subject: str
    at: datetime
    text: str
    html: str
    message_id: str


def names() -> list[str]:
    """The newest first."""
    if not folder().is_dir():
        return []
    return sorted((path.name for path in folder().iterdir() if NAME.match(path.name)), reverse=True)


def read(name: str) -> Kept | None:
    """One mail; None when there is no such file in the folder itself."""
    if not NAME.match(name):
        return None
    try:
        raw = (folder() / name).read_bytes()
    except OSError:
        return None
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    return Kept(
        name=name,
        to=str(parsed["To"] or ""),
        sender=str(parsed["From"] or ""),
        subject=str(parsed["Subject"] or ""),
        at=datetime.fromtimestamp(int(name[:19]) / 1e9, UTC),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        message_id=str(parsed["Message-ID"] or ""),
    )


def _body(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
