"""One look for all open pages: what is new to each, and whether its reader may still see it."""

from collections.abc import Sequence

from accounts.rights import Rights
from accounts.services.crowds import read_together
from notifications.extensions import Listener, News, channels
from notifications.streams.stream import Mark, Stream

Found = list[tuple[Stream, dict[Mark, News | None]]]


def latest_of(marks: set[Mark]) -> dict[Mark, int]:
    """The revision at which each of these is now."""
    keys = {key for key, _id in marks}
    return {
        (key, object_id): revision
        for key in keys
        for object_id, revision in channels[key].latest({pk for channel, pk in marks if channel == key}).items()
    }


def news_for(streams: Sequence[Stream]) -> Found:
    """Everything that each of these pages listens to, as its reader may see it at this moment; None where they may not."""
    rights = {id(stream): stream.rights() for stream in streams}
    read_together(list(rights.values()))
    found: dict[int, dict[Mark, News | None]] = {id(stream): {} for stream in streams}
    for mark in {mark for stream in streams for mark in stream.since}:
        here = [stream for stream in streams if mark in stream.since]
        heard = [_listener(stream, mark, rights[id(stream)]) for stream in here]
        for stream, news in zip(here, channels[mark[0]].look(mark[1], heard), strict=True):
            found[id(stream)][mark] = news
    return [(stream, found[id(stream)]) for stream in streams]


def _listener(stream: Stream, mark: Mark, rights: Rights) -> Listener:
    return Listener(rights, stream.since[mark], stream.language)
