"""One open page: what it listens to, and what it is told."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from accounts.rights import Rights
from notifications.extensions import News

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
    """`since` is what the page shows, `seen` how far it has been told; `rights` are read anew for each look."""

    user_id: int
    session_key: str
    language: str
    rights: Callable[[], Rights]
    since: dict[Mark, int]
    fingerprint: int
    seen: dict[Mark, int] = field(default_factory=dict)
    told: dict[Mark, str] = field(default_factory=dict)
    lines: dict[Mark, str] = field(default_factory=dict)
    """What waits to be sent: of each mark the last word, which is the whole."""
    is_over: bool = False
    is_doubtful: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def ids(self, key: str) -> set[int]:
        return {object_id for channel, object_id in self.since if channel == key}

    def wants(self, latest: dict[Mark, int]) -> bool:
        """Whether there is something that this page has not been told, or it is not sure that it may still listen."""
        news = any(latest.get(mark, 0) > self.seen.get(mark, since) for mark, since in self.since.items())
        return not self.is_over and (news or self.is_doubtful)

    def take(self, mark: Mark, news: News, now: int) -> None:
        """What there is to say of this mark at the revision `now`; what the page was told already is not said again."""
        key, object_id = mark
        self.seen[mark] = now
        text = json.dumps({"mark": f"{key}.{object_id}", **asdict(news)})
        if text != self.told.get(mark, "") and (news.count or news.gone or mark in self.told):
            self.lines[mark] = f"data: {text}\n\n"
        self.told[mark] = text

    def end(self) -> None:
        """Its reader may no longer see what it shows: it is over, and is told nothing more."""
        self.is_over = True
        self.lines.clear()
