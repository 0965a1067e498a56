"""Where old notices belong: those written before a notice said in which institution it happened."""

from typing import TYPE_CHECKING

from django.db import transaction

from core.events import rebuild
from notifications.extensions import notices
from notifications.models import NOWHERE, UNKNOWN, Happening, Notice

if TYPE_CHECKING:
    from core.events import Event

BATCH = 500


@transaction.atomic
def place_old(limit: int = BATCH) -> int:
    """Work out where some of the old notices happened; until then only the main host shows them. How many were placed."""
    rows = list(Notice.objects.filter(institution_id=UNKNOWN).select_related("event").order_by("pk")[:limit])
    paths = {(row.event_id, row.kind): "" for row in rows}
    for row in rows:
        paths[row.event_id, row.kind] = paths[row.event_id, row.kind] or _path(row)
    for (event, kind), path in paths.items():
        steps = [int(step) for step in path.split("/") if step]
        institution = (steps[1] if len(steps) > 1 else None) if steps else NOWHERE
        mine = Notice.objects.filter(event=event, kind=kind, institution_id=UNKNOWN)
        mine.filter(pk__in=[row.pk for row in rows]).update(institution_id=institution)
        if steps:
            Happening.objects.filter(pk=event, scope_id__isnull=True).update(scope_id=steps[-1])
    return len(rows)


def _path(row: Notice) -> str:
    """The way down to where it happened; nothing where that is gone, or the app has given up such events."""
    try:
        event: Event | None = rebuild(row.event.name, row.event.payload, row.event_id)
    except TypeError:
        return ""
    return notices[row.kind].place(event) if event is not None and row.kind in notices else ""
