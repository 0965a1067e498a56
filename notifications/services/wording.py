"""Notices in words, made when somebody looks, and only of what this person may see at that moment."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.events import rebuild
from notifications.extensions import Message, notices

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.rights import Rights
    from core.events import Event
    from notifications.models import Notice


def words_of(*, user: "User", rights: "Rights", rows: "Sequence[Notice]") -> dict[int, Message]:
    """Notice id → its words. What is gone, or no longer theirs to see, has none. One call of each kind, not of each row."""
    events: dict[str, list[tuple[int, Event]]] = defaultdict(list)
    for row in rows:
        event = _event(row)
        if event is not None and row.kind in notices:
            events[row.kind].append((row.pk, event))
    found: dict[int, Message] = {}
    for key, pairs in events.items():
        kind = notices[key]
        kind.read_ahead([event for _, event in pairs])
        verdicts = kind.allowed(rights, [event for _, event in pairs])
        shown = [pair for pair, allowed in zip(pairs, verdicts, strict=True) if allowed]
        messages = kind.messages(user, [event for _, event in shown])
        found.update({pk: message for (pk, _), message in zip(shown, messages, strict=True)})
    return found


def _event(row: "Notice") -> "Event | None":
    """The event as its app knows it today; one of a shape that the app has given up tells nothing."""
    try:
        return rebuild(row.event.name, row.event.payload, row.event_id)
    except TypeError:
        return None
