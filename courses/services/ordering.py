"""Moving one row up or down among its neighbours."""

from typing import Any

from django.db.models import QuerySet


def move(rows: QuerySet[Any], row: Any, *, down: bool) -> None:
    """Swap a row with its neighbour; at the edge nothing happens. Positions are written anew where they changed."""
    order = list(rows.order_by("position", "pk").select_for_update(no_key=True))
    index = next(index for index, each in enumerate(order) if each.pk == row.pk)
    other = index + (1 if down else -1)
    if 0 <= other < len(order):
        order[index], order[other] = order[other], order[index]
    renumber(order)


def renumber(order: list[Any]) -> None:
    """Positions 0, 1, 2 in this order, written only where they differ."""
    changed = [row for position, row in enumerate(order) if row.position != position]
    for position, row in enumerate(order):
        row.position = position
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, ["position"])  # noqa: SLF001


def put_after(rows: QuerySet[Any], row: Any, after: Any | None) -> None:
    """Place a row behind another one, or first."""
    order = [each for each in rows.order_by("position", "pk").select_for_update(no_key=True) if each.pk != row.pk]
    index = 0 if after is None else next(i for i, each in enumerate(order) if each.pk == after.pk) + 1
    order.insert(index, row)
    renumber(order)


def merge(known: list[Any], wanted: list[Any]) -> None:
    """The order of the file; rows of our own stay behind the row they stood behind."""
    order = list(dict.fromkeys(wanted))
    inside = {row.pk for row in order}
    before = None
    for row in known:
        if row.pk not in inside:
            order.insert(order.index(before) + 1 if before else 0, row)
        before = row
    renumber(order)
