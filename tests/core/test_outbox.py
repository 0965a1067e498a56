from collections.abc import Iterator

import pytest
from django.db import transaction

from core import outbox
from core.events import Event, _listeners, kinds, listen
from core.models import Delivery, OutboxEvent


class Knocked(Event):
    door_id: int


@pytest.fixture
def heard() -> Iterator[list[int]]:
    doors: list[int] = []

    @listen(Knocked)
    def note(event: Knocked) -> None:
        doors.append(event.door_id)

    yield doors
    _listeners.pop(Knocked.name)


def test_event_is_named_after_its_app() -> None:
    assert Knocked.name == "tests.Knocked"
    assert kinds["tests.Knocked"] is Knocked


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        outbox.emit(Knocked(door_id=1))


@pytest.mark.django_db(transaction=True)
def test_event_is_heard_after_commit(heard: list[int]) -> None:
    with transaction.atomic():
        outbox.emit(Knocked(door_id=7))
        assert heard == []
    assert heard == [7]
    assert OutboxEvent.objects.get().handled_at is not None


@pytest.mark.django_db(transaction=True)
def test_event_of_a_rolled_back_change_never_was(heard: list[int]) -> None:
    with transaction.atomic():
        outbox.emit(Knocked(door_id=7))
        transaction.set_rollback(True)
    assert heard == []
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_hearing_twice_changes_nothing(heard: list[int]) -> None:
    row = outbox.emit(Knocked(door_id=7))
    outbox.handle(row.pk)
    OutboxEvent.objects.update(handled_at=None)
    outbox.handle(row.pk)
    assert heard == [7]
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_sweeper_finds_what_nobody_answered(heard: list[int]) -> None:
    row = outbox.emit(Knocked(door_id=3))
    assert outbox.sweep() == 0
    OutboxEvent.objects.filter(pk=row.pk).update(retry_at=row.emitted_at)
    assert outbox.sweep() == 1
    assert heard == [3]
