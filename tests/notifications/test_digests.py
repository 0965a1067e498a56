import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outgoing
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from accounts.services import end_membership, grant
from notifications import services
from notifications.choices import Every, Level
from notifications.models import DigestSchedule, Mail, Notice
from notifications.services.digests import next_time
from tests.notifications.kinds import wave

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.conftest import Cast

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SUNDAY_17 = datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.fixture
def saturday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SATURDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(cast: "Cast", quiet_waves: None, saturday: time_machine.Traveller) -> "Cast":
    """Cleo, who learns, has two things that can wait."""
    for _ in range(2):
        wave(cast.cleo, actor=cast.ada)
    services.digest_due()
    return cast


pytestmark = pytest.mark.django_db


def test_digest_comes_on_sunday_at_five_by_the_own_clock(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    assert DigestSchedule.objects.get(user=waiting.cleo).next_at == SUNDAY_17
    saturday.move_to(SUNDAY_17 - timedelta(seconds=1))
    assert services.digest_due() == 0
    saturday.move_to(SUNDAY_17)
    assert services.digest_due() == 1
    services.send_due()
    assert outgoing.outbox[0].subject == "Somebody waves to Cleo · 1 more thing"
    assert outgoing.outbox[0].body.count("They wave & smile.") == 2


def test_digest_comes_once_for_each_time(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    saturday.move_to(SUNDAY_17)
    assert [services.digest_due(), services.digest_due()] == [1, 0]
    assert DigestSchedule.objects.get(user=waiting.cleo).next_at == SUNDAY_17 + timedelta(days=7)
    services.send_due()
    saturday.move_to(SUNDAY_17 + timedelta(days=7))
    assert services.digest_due() == 0
    assert len(outgoing.outbox) == 1


def test_quiet_week_is_not_sent(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    services.mark_all_read(actor=waiting.cleo)
    saturday.move_to(SUNDAY_17)
    assert services.digest_due() == 0
    assert not Mail.objects.exists()


def test_week_in_which_all_was_withdrawn_is_not_sent_either(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    saturday.move_to(SUNDAY_17)
    services.digest_due()
    User.objects.filter(pk=waiting.cleo.pk).update(pronouns="blind")
    services.send_due()
    assert outgoing.outbox == []
    assert Mail.objects.get().state == Mail.State.DROPPED


def test_digest_that_could_not_go_out_takes_in_the_next_week(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    saturday.move_to(SUNDAY_17)
    services.digest_due()
    wave(waiting.cleo, actor=waiting.ada)
    saturday.move_to(SUNDAY_17 + timedelta(days=7))
    services.digest_due()
    assert Mail.objects.get().notices.count() == 3


def test_who_teaches_has_a_digest_every_morning(
    cast: "Cast", quiet_waves: None, saturday: time_machine.Traveller
) -> None:
    wave(cast.ada, cast.jo, cast.ben, actor=cast.cleo)
    services.digest_due()
    times = dict(DigestSchedule.objects.values_list("user", "next_at"))
    morning = datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert times == {cast.ada.pk: morning, cast.jo.pk: morning, cast.ben.pk: SUNDAY_17}


def test_becoming_staff_and_moving_house_plan_anew(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    services.replan(waiting.cleo.pk)
    grant(user=waiting.cleo, scope=waiting.course_scope, role=Role.ASSISTANT)
    services.digest_due()
    assert DigestSchedule.objects.get(user=waiting.cleo).next_at == datetime(2026, 11, 22, 7, tzinfo=UTC)
    end_membership(user=waiting.cleo, scope=waiting.course_scope, role=Role.ASSISTANT)
    User.objects.filter(pk=waiting.cleo.pk).update(time_zone="Australia/Sydney")
    services.replan(waiting.cleo.pk)
    services.digest_due()
    assert DigestSchedule.objects.get(user=waiting.cleo).next_at == datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_planning_anew_does_not_swallow_what_is_due(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    saturday.move_to(SUNDAY_17 + timedelta(seconds=30))
    services.replan(waiting.cleo.pk)
    assert services.digest_due() == 1


def test_no_digest_for_who_wants_none(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    services.stop(actor=waiting.cleo, kind="digest")
    saturday.move_to(SUNDAY_17)
    services.digest_due()
    assert DigestSchedule.objects.get(user=waiting.cleo).next_at is None
    assert not Mail.objects.exists()


def test_digest_mail_has_one_click_and_a_list_of_its_own(waiting: "Cast", saturday: time_machine.Traveller) -> None:
    saturday.move_to(SUNDAY_17)
    services.digest_due()
    services.send_due()
    headers = outgoing.outbox[0].message()
    assert headers["List-Id"] == "<digest.localhost>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_long_digest_stays_small(cast: "Cast", quiet_waves: None, saturday: time_machine.Traveller) -> None:
    for _ in range(80):
        wave(cast.cleo, actor=cast.ada)
    services.digest_due()
    saturday.move_to(SUNDAY_17)
    services.digest_due()
    services.send_due()
    assert "50 more in your inbox" in outgoing.outbox[0].body
    assert len(str(outgoing.outbox[0].message())) < 40_000


@pytest.mark.parametrize("number", [1, 5])
def test_sending_a_digest_costs_the_same_for_few_and_many(
    cast: "Cast", quiet_waves: None, number: int, django_assert_num_queries: "DjangoAssertNumQueries"
) -> None:
    for _ in range(number):
        wave(cast.cleo, actor=cast.ada)
    DigestSchedule.objects.update(next_at=SATURDAY)
    services.digest_due()
    mail = Mail.objects.get()
    with django_assert_num_queries(10):
        services.send(mail.pk)


ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo", "Asia/Tehran"]


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    hour=st.integers(4, 23),
    every=st.sampled_from([Every.DAILY, Every.WEEKLY]),
)
def test_a_year_of_digests_shows_the_same_hour_on_the_clock(
    start: datetime, zone: str, weekday: int, hour: int, every: Every
) -> None:
    schedule = DigestSchedule(user=User(time_zone=zone), every=every, weekday=weekday, hour=hour)
    moment, seen = start.replace(tzinfo=UTC), []
    for _ in range(53):
        moment = _next(schedule, moment)
        seen.append(moment.astimezone(ZoneInfo(zone)))
    step = timedelta(days=1 if every == Every.DAILY else 7)
    assert {local.hour for local in seen} == {hour}
    assert {later.date() - earlier.date() for earlier, later in itertools.pairwise(seen)} == {step}
    assert every == Every.DAILY or {local.weekday() for local in seen} == {weekday}


def _next(schedule: DigestSchedule, now: datetime) -> datetime:
    moment = next_time(schedule, now=now, teaches=False)
    assert moment is not None
    return moment


def test_preference_changed_to_never_takes_it_out_of_the_digest(waiting: "Cast") -> None:
    services.prefer(actor=waiting.cleo, levels={"tests.quiet": Level.NEVER})
    assert not Notice.objects.for_next_digest(waiting.cleo).exists()
    assert Notice.objects.filter(recipient=waiting.cleo).count() == 2


def test_what_is_firm_cannot_be_switched_off(cast: "Cast", firm_waves: None) -> None:
    services.prefer(actor=cast.cleo, levels={"tests.firm": Level.NEVER})
    wave(cast.cleo, actor=cast.ada)
    assert Notice.objects.get().level == Level.NOW


def test_settings_hold_for_one_person_only(cast: "Cast", waves: None) -> None:
    services.prefer(actor=cast.cleo, levels={"tests.wave": Level.NEVER, "no.such.kind": Level.NOW})
    wave(cast.cleo, cast.fay, actor=cast.ada)
    levels: dict[Any, str] = dict(Notice.objects.values_list("recipient", "level"))
    assert levels == {cast.cleo.pk: "never", cast.fay.pk: "now"}
