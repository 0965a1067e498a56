"""Who stands where a reader stands while a query is built, and the names of what is asked for."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db.models import Field

from core.kept.places import Place, PlacedSet, Unplaced

Act = TypeVar("Act", bound=Callable[..., Any])
Question = tuple[str, tuple[Any, ...]]


def composed(method: Act) -> Act:
    """A method of rights that makes a condition from their sets: a stand-in has it too."""
    method.composed = True  # type: ignore[attr-defined]
    return method


class StandIn:
    """Stands where the rights of a reader stand while a query is built, and remembers what was asked.

    It knows which sets are empty, for that is the kind of reader; what is in them it does not know.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.asked: dict[Question, bool] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if getattr(getattr(self._reader.__class__, name, None), "composed", False):
            return partial(getattr(self._reader.__class__, name), self)
        found = getattr(self._reader, name)
        return (
            (lambda *words: self._answer(name, words, found(*words)))
            if callable(found)
            else self._answer(name, (), found)
        )

    def _answer(self, name: str, words: tuple[Any, ...], found: Any) -> Any:
        if isinstance(found, bool):
            self.asked[name, words] = found
            return found
        if not isinstance(found, frozenset | int | None):
            raise Unplaced(name)
        self.asked[name, words] = bool(found)
        if not found:
            return found
        return (PlacedSet if isinstance(found, frozenset) else Place)(name_of((name, words)))


def name_of(question: Question) -> str:
    name, words = question
    return " ".join(("reader", name, *map(str, words)))


class At:
    """Names what is asked for: `at.thread` is where the id of the thread is put in."""

    def __getattr__(self, name: str) -> Any:
        return Place(name)

    def __call__(self, name: str, field: "Field[Any, Any]") -> Any:
        return Place(name, field)

    def set(self, name: str) -> Any:
        return PlacedSet(name)
