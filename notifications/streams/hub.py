"""One task in each process looks for all its open pages: what is new, and whether their readers may still listen."""

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from weakref import WeakKeyDictionary

import redis.asyncio
from django.conf import settings
from django.contrib.sessions.models import Session
from redis.exceptions import RedisError

from accounts.rights import fingerprints
from notifications.extensions import News
from notifications.services.ringing import BELL
from notifications.streams.stream import Mark, Stream, work
from notifications.streams.telling import latest_of, news_for

logger = logging.getLogger(__name__)
MOST_HERE, MOST_EACH = 2000, 20
LOOK_WITH_BELL, LOOK_WITHOUT, BREATH, CHECK, AGAIN = 2.0, 0.5, 0.03, 3.0, 2.0
"""Seconds: between looks when a bell is there, and when there is none; between two looks at the least; between checks of
who may still listen (a change ends a stream within five); after a failure."""


class Hub:
    """The streams of one event loop."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._rung = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._checked = time.monotonic()

    def __len__(self) -> int:
        return len(self._streams)

    def has_room_for(self, user_id: int) -> bool:
        mine = Counter(stream.user_id for stream in self._streams)[user_id]
        return len(self._streams) < MOST_HERE and mine < MOST_EACH

    def join(self, stream: Stream) -> None:
        """Looked for at once, so that nothing is missed between the page and this moment."""
        self._streams.add(stream)
        self._rung.set()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._watch())]
            if settings.REDIS_URL:
                self._tasks.append(asyncio.create_task(self._hear()))

    def leave(self, stream: Stream) -> None:
        """With the last one the watch ends too."""
        self._streams.discard(stream)
        if not self._streams:
            for task in self._tasks:
                _ending.add(task)
                task.add_done_callback(_ending.discard)
                task.cancel()
            self._tasks = []

    async def _watch(self) -> None:
        while True:
            try:
                await self._look()
                if time.monotonic() - self._checked > CHECK:
                    self._checked = time.monotonic()
                    await self._dismiss()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                logger.warning("Open pages could not be told, they wait: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(BREATH)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_WITH_BELL if settings.REDIS_URL else LOOK_WITHOUT)
            self._rung.clear()

    async def _look(self) -> None:
        """Pages of whose marks something is new are told, all by one look."""
        marks = {mark for stream in self._streams for mark in stream.since}
        latest = await work(latest_of, marks)
        wanting = [stream for stream in self._streams if stream.wants(latest)]
        if not wanting:
            return
        for stream, found in await work(news_for, wanting):
            self._tell(stream, found, latest)

    def _tell(self, stream: Stream, found: dict[Mark, News | None], latest: dict[Mark, int]) -> None:
        stream.is_doubtful = False
        if None in found.values():
            stream.end()
        for mark, news in sorted(found.items()):
            now = latest.get(mark, 0)
            if news is not None and not stream.is_over and now > stream.seen.get(mark, stream.since[mark]):
                stream.take(mark, news, now)
        if stream.lines or stream.is_over:
            stream.bell.set()

    async def _dismiss(self) -> None:
        """Whose rights changed is asked again; whose session ended is gone."""
        people = {stream.user_id: stream for stream in self._streams}
        sessions = {stream.session_key for stream in self._streams}
        signs, live = await work(_standing, set(people), sessions)
        for stream in self._streams:
            if stream.session_key not in live or stream.user_id not in signs:
                stream.end()
                stream.bell.set()
            elif signs[stream.user_id] != stream.fingerprint:
                stream.fingerprint, stream.is_doubtful = signs[stream.user_id], True
                self._rung.set()

    async def _hear(self) -> None:
        while True:
            try:
                async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as server, server.pubsub() as bells:
                    await bells.subscribe(BELL)
                    async for _message in bells.listen():
                        self._rung.set()
            except (RedisError, OSError) as error:
                logger.warning("No bell for open pages, they look by themselves: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)


def _standing(user_ids: set[int], session_keys: set[str]) -> tuple[dict[int, int], set[str]]:
    live = Session.objects.filter(session_key__in=session_keys).values_list("session_key", flat=True)
    return fingerprints(user_ids), set(live)


_ending: "set[asyncio.Task[None]]" = set()
"""Tasks that were asked to end; a task that nobody holds may vanish before it has."""

_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
