"""Numbers that are kept beside what they count: how a difference is told, and how rows are gone through in portions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PORTION = 500


@dataclass(frozen=True)
class Difference:
    """A kept number that is not what counting gives."""

    thing: str
    pk: int
    name: str
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"{self.thing} {self.pk}: {self.name} is {self.kept}, counted {self.counted}"


def portions(rows: QuerySet[Any], size: int = PORTION) -> Iterator[list[int]]:
    """The primary keys in their order, so many at a time; what is added meanwhile comes last."""
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield ids
        last = ids[-1]


def differences(thing: str, pk: int, kept: dict[str, int], counted: dict[str, int]) -> Iterator[Difference]:
    for name, number in counted.items():
        if kept[name] != number:
            yield Difference(thing, pk, name, kept[name], number)
