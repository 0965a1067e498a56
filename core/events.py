"""Events: what happened, in the past tense, as ids only."""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, dataclass_transform

E = TypeVar("E", bound="Event")
Listener = Callable[[Any], None]


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event:
    """Base of all events. A subclass is a frozen keyword-only dataclass of ids (and plain JSON values).

    `class Replied(Event): post_id: int` in `community/events.py` is named "community.Replied" in the outbox.
    """

    name: ClassVar[str]
    row_id: ClassVar[int | None] = None
    """The outbox row it was read from; None as long as nobody has written it down."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.name = f"{cls.__module__.split('.', 1)[0]}.{cls.__name__}"
        kinds[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        return dataclasses.asdict(self)  # type: ignore[call-overload, no-any-return]


kinds: dict[str, type[Event]] = {}
Keyed = list[tuple[str, Listener]]
_listeners: dict[str, Keyed] = {}
_sources: list[Callable[[str], Keyed]] = []


def listen(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the decorated function once for each event of this kind, inside one transaction with its delivery key.

    Its effect must be in the database (or a row that a task acts on): then it happens exactly once.
    """

    def keep(listener: Callable[[E], None]) -> Callable[[E], None]:
        key = f"{listener.__module__}.{listener.__name__}"
        _listeners.setdefault(event.name, []).append((key, listener))
        return listener

    return keep


def listen_by(source: Callable[[str], Keyed]) -> Callable[[str], Keyed]:
    """Ask this function for listeners too, by the name of the event: for those that come from a registry."""
    _sources.append(source)
    return source


def listeners_of(name: str) -> Keyed:
    return [*_listeners.get(name, ()), *(pair for source in _sources for pair in source(name))]


def rebuild(name: str, payload: dict[str, Any], row_id: int | None = None) -> Event | None:
    """The event of an outbox row; None when no installed app knows it any more."""
    kind = kinds.get(name)
    if kind is None:
        return None
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    event = kind(**{key: value for key, value in payload.items() if key in known})
    object.__setattr__(event, "row_id", row_id)
    return event
