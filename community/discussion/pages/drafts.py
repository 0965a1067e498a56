"""What a composer shows before the first keystroke: what was begun here, on whatever device."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.rights import Rights
from community.discussion.forms import ReplyForm
from community.discussion.models import Draft, Space, Thread
from community.discussion.pages.files import fresh_beside
from community.discussion.services.drafts import key_of

FIELDS = ("source", "title", "kind", "anonymous", "reply_to", "files", "version", "saved_at")
UNSENT = "community.unsent"
"""In the session: a text that was sent by somebody who had been signed out meanwhile."""


def with_draft(rows: Any, rights: Rights, through: str = "drafts") -> Any:
    """Threads (or spaces, through their placement) with this reader's draft: one join, no query of its own."""
    mine = FilteredRelation(through, condition=Q(**{f"{through}__user": rights.user_id, f"{through}__use": ""}))
    found: QuerySet[Any] = rows.annotate(draft=mine)
    return found.annotate(**{f"draft_{name}": F(f"draft__{name}") for name in FIELDS})


@dataclass(frozen=True)
class Begun:
    """`url` is where the composer saves to; `version` and `at` (milliseconds) say how old the words are."""

    url: str
    user_id: int | None
    source: str = ""
    title: str = ""
    kind: str = ""
    anonymous: bool = False
    reply_to: int | None = None
    files: tuple[dict[str, Any], ...] = ()
    version: int = 0
    at: int = 0

    @classmethod
    def of(cls, request: HttpRequest, row: Thread | Space, url: str, use: str = "") -> "Begun":
        """From a row read by `with_draft`, or by a query where it was read without, or for something else than its composer."""
        unsent = request.session.get(UNSENT) or {}
        if unsent.get("url") == url and unsent.get("user") == request.user.pk:
            return cls(url, request.user.pk, **unsent["words"])
        if hasattr(row, "draft_version") and not use:
            found = {name: getattr(row, f"draft_{name}") for name in FIELDS}
        else:
            mine = Draft.objects.filter(user=request.user.pk, **key_of(row, use))
            found = mine.values(*FIELDS).first() or {}
        if not found.get("saved_at"):
            return cls(url, request.user.pk)
        saved = found.pop("saved_at")
        found["files"] = tuple(found["files"] or ())
        return cls(url, request.user.pk, **found, at=round(saved.timestamp() * 1000))

    @classmethod
    def in_thread(cls, request: HttpRequest, thread: Thread) -> "Begun":
        return cls.of(request, thread, reverse("community:thread-draft", args=[thread.pk]))

    @classmethod
    def on_page(cls, request: HttpRequest, place: Thread | Space, use: str = "") -> "Begun":
        """Where a page of its own is the composer."""
        kind = "thread" if isinstance(place, Thread) else "space"
        address = reverse(f"community:{kind}-draft", args=[place.pk])
        return cls.of(request, place, f"{address}?for={use}" if use else address, use)

    @property
    def writer(self) -> str:
        """Signed into the form: whose words these are, should they arrive after a sign-out."""
        return signing.dumps([self.user_id, self.url], salt=UNSENT)

    @property
    def initial(self) -> dict[str, Any]:
        """For a form that nobody has filled in yet."""
        words = {"source": self.source, "title": self.title, "kind": self.kind, "to": self.reply_to}
        words["anonymous"] = "1" if self.anonymous else ""
        return {name: value for name, value in words.items() if value}


def fresh_reply(thread: Thread, begun: Begun, asked: QueryDict) -> ReplyForm:
    """The composer with what was begun here; a post that was chosen just now is the one to answer.

    Who has written here without their name is asked to go on so, lest they name themselves by oversight.
    """
    hidden = {"anonymous": "1"} if getattr(thread, "was_hidden", False) and not begun.version else {}
    form = ReplyForm(initial={**hidden, **begun.initial, **({"to": asked["to"]} if "to" in asked else {})})
    form.beside = fresh_beside(thread, begun.files)
    return form


def with_keeping(form: Form, begun: Begun) -> None:
    """For a form whose fields are drawn one after the other: what is typed is kept, on the device and on the server.

    A field that starts from words that stand there already is as old as they are, so that the device's own come back.
    """
    form.fields["source"].widget.attrs.update(
        {
            "data-draft": begun.url,
            "data-draft-url": begun.url,
            "data-draft-version": begun.version,
            "data-draft-at": begun.at or 1,
        }
    )
