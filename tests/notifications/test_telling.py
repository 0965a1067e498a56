import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.choices import UserState
from accounts.models import User
from accounts.services import block
from core import outbox
from core.models import OutboxEvent
from notifications.choices import Level
from notifications.extensions import notices
from notifications.models import DigestSchedule, Mail, Notice, Preference
from notifications.services import tell
from tests.notifications.kinds import Waved, wave

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_recipients_get_one_notice_each(cast: "Cast", waves: None) -> None:
    event = wave(cast.cleo, cast.fay, actor=cast.ada)
    rows = Notice.objects.order_by("recipient").values_list("event", "kind", "recipient", "level", "category")
    assert list(rows) == [(event, "tests.wave", who.pk, "now", "for-me") for who in (cast.cleo, cast.fay)]


def test_hearing_twice_tells_once(cast: "Cast", waves: None) -> None:
    event = wave(cast.cleo, actor=cast.ada)
    OutboxEvent.objects.get(pk=event).deliveries.all().delete()
    OutboxEvent.objects.filter(pk=event).update(handled_at=None)
    outbox.handle(event)
    assert (Notice.objects.count(), Mail.objects.count(), Mail.objects.get().folded) == (1, 1, 0)


def test_notice_outlives_the_outbox(cast: "Cast", waves: None) -> None:
    event = wave(cast.cleo, actor=cast.ada)
    OutboxEvent.objects.all().delete()
    assert Notice.objects.get().event.payload["people"] == [cast.cleo.pk]
    assert Notice.objects.get().event_id == event


def test_nobody_is_told_by_somebody_they_blocked_or_who_blocked_them(cast: "Cast", waves: None) -> None:
    block(actor=cast.cleo, person=cast.ada)
    block(actor=cast.ada, person=cast.fay)
    wave(cast.cleo, cast.fay, cast.ben, actor=cast.ada)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [cast.ben.pk]


def test_what_is_firm_passes_a_block(cast: "Cast", firm_waves: None) -> None:
    block(actor=cast.cleo, person=cast.ada)
    wave(cast.cleo, actor=cast.ada)
    assert Notice.objects.filter(recipient=cast.cleo).exists()


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"state": UserState.ERASED}, {"state": UserState.PLACEHOLDER}]
)
def test_people_without_an_account_are_left_out(cast: "Cast", waves: None, change: dict[str, object]) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(**change)
    wave(cast.cleo, actor=cast.ada)
    assert not Notice.objects.exists()


def test_person_without_address_has_the_notice_and_no_mail(cast: "Cast", waves: None) -> None:
    User.objects.filter(pk=cast.cleo.pk).update(email=None)
    wave(cast.cleo, actor=cast.ada)
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


def test_own_preference_goes_before_the_default(cast: "Cast", waves: None) -> None:
    Preference.objects.create(user=cast.cleo, kind="tests.wave", level=Level.DIGEST)
    wave(cast.cleo, cast.fay, actor=cast.ada)
    assert Notice.objects.get(recipient=cast.cleo).level == Level.DIGEST
    assert list(Mail.objects.values_list("recipient", flat=True)) == [cast.fay.pk]


def test_mail_waits_a_minute_for_second_thoughts(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    mail = Mail.objects.get()
    assert mail.due_at - Notice.objects.get().at == timedelta(seconds=60)
    assert Notice.objects.get().mail == mail


def test_waiting_mail_takes_in_the_next_of_its_thread(cast: "Cast", waves: None) -> None:
    for thread in (7, 7, 8):
        wave(cast.cleo, actor=cast.ada, thread=thread)
    assert list(Mail.objects.order_by("pk").values_list("fold", "folded")) == [("tests.wave:7", 1), ("tests.wave:8", 0)]
    assert Mail.objects.order_by("pk")[0].notices.count() == 2


def test_after_a_mail_the_next_of_its_thread_waits_ten_minutes(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, actor=cast.ada, thread=7)
    Mail.objects.update(open=False, state=Mail.State.DONE, due_at=timezone.now())
    first = Mail.objects.get()
    wave(cast.cleo, actor=cast.ada, thread=7)
    second = Mail.objects.exclude(pk=first.pk).get()
    assert second.due_at - first.due_at == timedelta(minutes=10)
    assert second.message_id != first.message_id


def test_digest_level_plans_a_digest_and_no_mail(cast: "Cast", quiet_waves: None) -> None:
    wave(cast.cleo, actor=cast.ada)
    wave(cast.cleo, actor=cast.ada)
    assert not Mail.objects.exists()
    assert DigestSchedule.objects.get().user == cast.cleo


def test_message_ids_differ_and_carry_our_domain(cast: "Cast", waves: None) -> None:
    wave(cast.cleo, cast.fay, cast.ben, actor=cast.ada)
    ids = set(Mail.objects.values_list("message_id", flat=True))
    assert len(ids) == 3
    assert all(one.startswith("<") and one.endswith("@localhost>") for one in ids)


def test_event_that_was_never_written_tells_nobody(cast: "Cast", waves: None) -> None:
    with pytest.raises(RuntimeError):
        tell(kind=notices["tests.wave"], event=Waved(actor_id=1, people=[]))


def many(number: int) -> None:
    User.objects.bulk_create(User(name="One of many", email=f"n{n}@example.org") for n in range(number))


def test_ten_thousand_are_told_within_a_second(cast: "Cast", crowd: None) -> None:
    many(10_000)
    row = outbox.emit(Waved(actor_id=cast.ada.pk, people=[]))
    started = time.process_time()
    outbox.handle(row.pk)
    assert time.process_time() - started < 1
    assert Mail.objects.filter(notices__kind="tests.crowd").count() == 10_000


@pytest.mark.parametrize("number", [1, 30])
def test_statements_are_the_same_for_one_and_for_many(
    cast: "Cast", crowd: None, number: int, django_assert_num_queries: "DjangoAssertNumQueries"
) -> None:
    many(number)
    row = outbox.emit(Waved(actor_id=cast.ada.pk, people=[]))
    with django_assert_num_queries(18):
        outbox.handle(row.pk)
