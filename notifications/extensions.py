"""What higher apps declare about messages: which event becomes a notice, for whom; which pages may be listened to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import ngettext

from core.events import Event
from core.registry import Registry

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.rights import Rights

NOW, DIGEST, NEVER = "now", "digest", "never"
FOR_ME, MENTORING, DECISIONS = "for-me", "mentoring", "decisions"


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words: one subject line, a plain body, where it leads. Texts are not escaped; templates do that.

    `about` is the title of the matter (a thread), for a headline over several of them; `whole`: the inbox shortens nothing.
    """

    subject: str
    body: str
    url: str
    about: str = ""
    whole: bool = False


R = TypeVar("R", bound=Model)


class Rows(Generic[R]):
    """The row that an event speaks of: `case_of = Rows("case_id", cases)`, then `case_of(event)`.

    A kind that names it in `about` has all the rows of a list read in one query before anything is asked of it.
    """

    def __init__(self, field: str, rows: Callable[[], "QuerySet[R]"]) -> None:
        self.field, self.rows = field, rows

    def __call__(self, event: Any) -> R:
        """Raises DoesNotExist when it is gone."""
        known: dict[int, R] | None = event.__dict__.get(self._slot)
        pk = getattr(event, self.field)
        return known[pk] if known and pk in known else self.rows().get(pk=pk)

    def read_all(self, events: list[Any]) -> None:
        found = self.rows().in_bulk({getattr(event, self.field) for event in events})
        for event in events:
            event.__dict__[self._slot] = found

    @property
    def _slot(self) -> str:
        return f"_rows_{id(self)}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event happened: the field of the event that names a row, and the way from there to the path of its scope."""

    field: str
    rows: Callable[[], "QuerySet[Any]"]
    path: str = "scope__path"

    def __call__(self, event: Any) -> str:
        """The path, or nothing when the row is gone. One query."""
        found = self.rows().order_by().filter(pk=getattr(event, self.field)).values_list(self.path, flat=True)
        return str(found.first() or "")


class NoticeKind:
    """One kind of notice. Rows are unique on (event, kind, recipient), so hearing twice adds none.

    `level` is the default way by mail (NOW, DIGEST or NEVER; the inbox always has it); a kind with `firm = True`
    (decisions, safety) cannot be switched to NEVER. `due_after` is how long mail waits (undo, second thoughts).
    `icon` and `tone` are how the inbox draws it. `roles`: only people with one of these (directly, or flowing down) find
    it among their settings; empty means everybody. `about` are the rows it reads from an event. `place` is where that
    happened, for on the host of an institution one is told of what happens there.
    """

    key: str
    label: str | Promise
    event: type[Event]
    category: str = FOR_ME
    level: str = DIGEST
    firm: bool = False
    icon: str = "bell"
    tone: str = ""
    place: Place
    roles: tuple[str, ...] = ()
    about: tuple[Rows[Any], ...] = ()
    due_after: timedelta = timedelta(seconds=60)

    def recipients(self, event: Any) -> "QuerySet[User]":
        """Who gets it, as one queryset of people: the rows are written by one INSERT … SELECT."""
        raise NotImplementedError

    def actor(self, event: Any) -> int | None:
        """Whose act it is: nobody is told of the acts of a person they blocked, or who blocked them.

        None when it comes to everybody all the same (a decision, an announcement); so it is for firm kinds, and for what
        somebody wrote without their name: whoever is not told would know who it was.
        """
        if self.firm or getattr(event, "masked", False):
            return None
        return getattr(event, "actor_id", None) or getattr(event, "author_id", None)

    def fold(self, event: Any) -> str:
        """What several notices have in common so that one mail tells them all: their thread, if they have one."""
        return str(getattr(event, "thread_id", None) or event.row_id)

    def still_allowed(self, rights: "Rights", event: Any) -> bool:
        """May this person still see what it is about, and is it still there? Asked again before every mail and digest."""
        raise NotImplementedError

    def message(self, user: "User", event: Any) -> Message:
        """The words, in the active language. Asked only after `still_allowed`."""
        raise NotImplementedError

    def read_ahead(self, events: list[Any]) -> None:
        """Called before `allowed` and `messages` with all the events of a page or a mail."""
        for rows in self.about:
            rows.read_all(events)

    def messages(self, user: "User", events: list[Any]) -> list[Message]:
        """The words of many (an inbox page); override to read their subjects in one query."""
        return [self.message(user, event) for event in events]

    def headline(self, messages: list[Message]) -> str:
        """Several notices of one fold in one line: the subject of the mail that tells them ("2 answers to …")."""
        more = len(messages) - 1
        if not more:
            return messages[0].subject
        return ngettext("%(first)s, and %(n)d more", "%(first)s, and %(n)d more", more) % {
            "first": messages[0].subject.removesuffix("."),
            "n": more,
        }

    def allowed(self, rights: "Rights", events: list[Any]) -> list[bool]:
        """`still_allowed` for many; override to answer in one query."""
        return [self.still_allowed(rights, event) for event in events]


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a page was drawn, in one line for its reader: never the words that were written.

    `count` is how many things the line tells of (0: nothing to say); `url` leads to the first of them, and is empty where
    the page itself is the best place to look; `gone` are anchors of what is no longer there.
    """

    line: str = ""
    count: int = 0
    url: str = ""
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person, and the institution on whose host it is."""

    subject: str
    body: str
    url: str
    institution_id: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for a person, place by place; `rest` says what was left out, and why."""

    headline: str
    groups: list[tuple[str, list[Item]]]
    rest: str = ""


class DigestPart:
    """What stands above the notices of a digest: not what happened, but what waits now. It is reason enough to write.

    `roles`: only people with one of these anywhere are asked for it.
    """

    key: str
    roles: tuple[str, ...]

    def asked(self, rights: "Rights") -> Asked | None:
        """In the active language and zone; None where nothing waits."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Listener:
    """Whoever has a page open: what they may see at this moment, what the page shows, the language it speaks."""

    rights: "Rights"
    since: int
    language: str


class Channel:
    """Something an open page may listen to. A page names it with the revision that it shows, and is told what came after:
    the whole of it each time, so a connection that broke has missed nothing when it comes back.

    A revision also counts what the page's reader may not see, so the page carries it sealed, by `{% live_mark %}`.
    """

    key: str

    def latest(self, object_ids: set[int]) -> dict[int, int]:
        """The revision at which each of these is now; what does not exist is left out. One query, asked again and again."""
        raise NotImplementedError

    def may_join(self, rights: "Rights", object_ids: set[int]) -> set[int]:
        """Those of them that this person may see now."""
        raise NotImplementedError

    def news(self, rights: "Rights", object_id: int, since: int) -> News:
        """What happened after that revision, of what this person may see; asked only after `may_join`."""
        raise NotImplementedError

    def look(self, object_id: int, listeners: Sequence[Listener]) -> "list[News | None]":
        """The news of each of them, None where they may not listen any more. Where many listen, one look is for all."""
        return [self.look_alone(object_id, each) for each in listeners]

    def look_alone(self, object_id: int, listener: Listener) -> "News | None":
        if not self.may_join(listener.rights, {object_id}):
            return None
        with translation.override(listener.language):
            return self.news(listener.rights, object_id, listener.since)


def seen_by(user_id: int, channel: str, object_id: int) -> str:
    """About what a revision on a page is sealed: one place, as one person sees it."""
    return f"live:{user_id}:{channel}:{object_id}"


notices: Registry[NoticeKind] = Registry()
channels: Registry[Channel] = Registry()
digest_parts: Registry[DigestPart] = Registry()
