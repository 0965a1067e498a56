"""The plot: acts with their moments, played in order of time, each heard by its listeners before the next begins."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from celery import Task

from config.demo.loader.clock import swapped, travel
from core import outbox
from core.models import OutboxEvent

Act = Callable[[], object]


@dataclass
class Script:
    """Acts by their moment; those of one moment in the order in which they were written down."""

    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    written: int = 0

    def add(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.acts, (moment, self.written, act))
        self.written += 1

    def play(self, progress: Callable[[int, int], None]) -> None:
        """Act by act. An act may add later ones; one that was meant for earlier is played at once."""
        done, heard = 0, _last_event()
        now = self.acts[0][0]
        while self.acts:
            moment, _, act = heapq.heappop(self.acts)
            now = max(now, moment)
            with travel(now):
                act()
                heard = _let_hear(heard)
            done += 1
            progress(done, done + len(self.acts))


def _last_event() -> int:
    return OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _let_hear(heard: int) -> int:
    """Every listener hears what was emitted since, and what was emitted because of that; nothing is left to a worker."""
    while waiting := list(OutboxEvent.objects.filter(pk__gt=heard).order_by("pk").values_list("pk", flat=True)):
        for event_id in waiting:
            outbox.handle(event_id)
        heard = waiting[-1]
        if OutboxEvent.objects.filter(pk__in=waiting, handled_at__isnull=True).exists():
            message = "A listener failed while the demonstration was loaded; the log says which."
            raise RuntimeError(message)
    return heard


@contextmanager
def no_doorbells() -> Iterator[None]:
    """No task is sent: the events are heard here, and a thousand messages would ring for nothing."""

    def silent(_self: object, *_args: object, **_kwargs: object) -> None:
        return None

    with swapped(Task, "apply_async", silent):
        yield
