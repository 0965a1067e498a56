"""What the index holds: written by listeners after the commit, taken away with what it speaks of."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import transaction

from core.extensions import findables
from core.models import SearchDocument

BATCH = 500
T = TypeVar("T")
WRITTEN = ["audience_id", "title", "body", "written_at"]


@transaction.atomic
def index(kind: str, ids: Collection[int]) -> None:
    """Bring the documents of these rows up to date; those of rows that cannot be found any more go."""
    if not ids:
        return
    documents = list(findables[kind].documents(ids))
    gone = set(ids) - {document.object_id for document in documents}
    forget(kind, gone)
    _write(documents)


def forget(kind: str, ids: Collection[int]) -> None:
    SearchDocument.objects.filter(kind=kind, object_id__in=ids).delete()


def rebuild() -> dict[str, int]:
    """Every document anew, in batches; how many there are of each kind. What is no longer findable goes."""
    counted = {}
    for findable in findables:
        seen: set[int] = set()
        for some in batches(findable.documents(None)):
            _write(some)
            seen.update(document.object_id for document in some)
        there = SearchDocument.objects.filter(kind=findable.key).values_list("object_id", flat=True)
        stale = set(there.iterator()) - seen
        for ids in batches(stale):
            forget(findable.key, ids)
        counted[findable.key] = len(seen)
    SearchDocument.objects.exclude(kind__in=[findable.key for findable in findables]).delete()
    return counted


def _write(documents: list[SearchDocument]) -> None:
    SearchDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=WRITTEN
    )


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, BATCH)):
        yield some
