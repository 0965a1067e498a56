"""Acts on things that somebody else may be moving at the same moment."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from community.discussion.models import Post, Thread

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 5


class Moved(Exception):
    """What was to be locked is elsewhere by now. `thread_id` says where, when it is not simply asked again."""

    def __init__(self, thread_id: int | None = None) -> None:
        super().__init__("moved meanwhile")
        self.thread_id = thread_id


def steady(service: Callable[P, R]) -> Callable[P, R]:
    """One transaction; when a thread or post was moved, split off or merged meanwhile, all of it again where it is now.

    Every lock of the first try is given back before the second, so that nobody waits for anybody in a circle.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except Moved as moved:
                args = tuple(_as_it_is(each) for each in args)  # type: ignore[assignment]
                fresh: dict[str, Any] = {name: _as_it_is(each) for name, each in kwargs.items()}
                if moved.thread_id is not None:
                    fresh["thread"] = _as_it_is(Thread(pk=moved.thread_id))
                kwargs = fresh  # type: ignore[assignment]
        with transaction.atomic():
            return service(*args, **kwargs)

    return run


def _as_it_is(thing: Any) -> Any:
    """A thread (or what it was merged into) and a post as they stand now; anything else as it came."""
    if isinstance(thing, Thread):
        found = Thread.objects.select_related("space", "scope").get(pk=thing.pk)
        return found if found.merged_into_id is None else _as_it_is(Thread(pk=found.merged_into_id))
    if isinstance(thing, Post):
        return Post.objects.select_related("thread", "root").get(pk=thing.pk)
    return thing
