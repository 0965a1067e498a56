from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    key: str


T = TypeVar("T", bound=Keyed)


class Registry(Generic[T]):
    """What higher apps declared to a lower one: one instance for each declared class, by key, in order of arrival."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}

    def register(self, declared: type[T]) -> type[T]:
        """Use as a class decorator; a key that is taken is a mistake in the code and stops the start."""
        item = declared()
        if item.key in self._items:
            message = f"{item.key} is declared twice."
            raise ValueError(message)
        self._items[item.key] = item
        return declared

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    @contextmanager
    def temporarily(self, *declared: type[T]) -> Iterator[None]:
        """Register for one block (tests)."""
        kept = dict(self._items)
        try:
            for each in declared:
                self.register(each)
            yield
        finally:
            self._items = kept
