"""One open page: what it listens to, and what it is told."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.utils import translation

from accounts.rights import Rights
from notifications.extensions import channels

Mark = tuple[str, int]
T = TypeVar("T")
DESKS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
"""All open pages of a process share these few connections to the database; a page that waits holds none."""


async def work(act: Callable[..., T], *arguments: Any) -> T:
    """Do what needs the database beside the loop."""

    def at_a_desk() -> T:
        close_old_connections()
        try:
            return act(*arguments)
        finally:
            close_old_connections()

    return await sync_to_async(at_a_desk, thread_sensitive=False, executor=DESKS)()


@dataclass(eq=False)
class Stream:
    """`since` is what the page shows, `seen` how far it has been told; `rights` are asked for anew each time."""

    user_id: int
    session_key: str
    language: str
    rights: Callable[[], Rights]
    since: dict[Mark, int]
    fingerprint: int
    seen: dict[Mark, int] = field(default_factory=dict)
    told: dict[Mark, str] = field(default_factory=dict)
    is_over: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def ids(self, key: str) -> set[int]:
        return {object_id for channel, object_id in self.since if channel == key}

    def wants(self, latest: dict[Mark, int]) -> bool:
        """Whether there is something that this page has not been told."""
        return any(latest.get(mark, 0) > self.seen.get(mark, since) for mark, since in self.since.items())

    def lines(self) -> list[str]:
        """What to send now. A page whose reader may no longer see what it shows is over, and is told nothing."""
        rights = self.rights()
        found: list[str] = []
        with translation.override(self.language):
            for key in {channel for channel, _id in self.since}:
                channel, ids = channels[key], self.ids(key)
                latest = channel.latest(ids)
                if channel.may_join(rights, ids) != ids:
                    self.is_over = True
                    return []
                for object_id in sorted(ids):
                    mark, now = (key, object_id), latest.get(object_id, 0)
                    if now > self.seen.get(mark, self.since[mark]):
                        found += self._line(rights, mark)
                        self.seen[mark] = now
        return found

    def _line(self, rights: Rights, mark: Mark) -> list[str]:
        key, object_id = mark
        news = channels[key].news(rights, object_id, self.since[mark])
        text = json.dumps({"mark": f"{key}.{object_id}", **asdict(news)})
        changed = text != self.told.get(mark, "") and (news.count or news.gone or mark in self.told)
        self.told[mark] = text
        return [f"data: {text}\n\n"] if changed else []
