"""The morning's list of whoever teaches: what waits, the oldest promise first, cut to the hours they have."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core import mail as outgoing

from accounts.models import User
from accounts.rights import rights_of
from community.discussion.models import Thread
from community.discussion.pages.triage import triage
from community.discussion.pages.words import thread_url
from core.models import OutboxEvent
from core.outbox import handle
from notifications import services
from notifications.models import DigestSchedule, Mail
from tests.factories.community import reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


def asked(cast: "Cast", *titles: str) -> list[Thread]:
    space = space_in(cast)
    made = [thread_by(cast.cleo, space, source=title) for title in titles]
    for days, thread in enumerate(reversed(made), 1):
        Thread.objects.filter(pk=thread.pk).update(answer_due_at=TUESDAY + timedelta(days=days))
    return made


def hours(thread: Thread, number: int) -> None:
    course = thread.course
    course.settings = {**course.settings, "weekly_hours": number}
    course.save()


def listed(person: User) -> list[str]:
    found = triage(rights_of(person))
    return [item.subject for _place, items in found.groups for item in items] if found else []


def test_oldest_promise_comes_first_and_what_is_answered_not_at_all(cast: "Cast") -> None:
    first, second, third = asked(cast, "First", "Second", "Third")
    assert listed(cast.ada) == ["Third", "Second", "First"]
    reply_by(cast.ada, third)
    assert listed(cast.ada) == ["Second", "First"]
    reply_by(cast.fay, second)
    assert listed(cast.ada) == ["First"]
    assert [listed(person) for person in (cast.cleo, cast.ben, cast.eve)] == [[], [], []]
    assert first


def test_it_is_cut_to_what_is_left_of_the_week(cast: "Cast") -> None:
    made = asked(cast, *(f"Question {n}" for n in range(8)))
    hours(made[0], 1)
    assert len(listed(cast.ada)) == 5
    reply_by(cast.ada, made[-1])
    found = triage(rights_of(cast.ada))
    assert found
    assert found.headline == "4 questions wait for you"
    assert found.rest.startswith("3 more would not fit into the 48 minutes")
    hours(made[0], 0)
    found = triage(rights_of(cast.ada))
    assert found
    assert (found.headline, found.groups) == ("Questions wait, and your hours of this week are used", [])


def test_it_comes_in_the_morning_without_any_notice(cast: "Cast", tuesday: time_machine.Traveller) -> None:
    [thread] = asked(cast, "Why is it white?")
    for row in OutboxEvent.objects.filter(name="community.ThreadStarted"):
        handle(row.pk)
    assert DigestSchedule.objects.filter(user=cast.ada).exists()
    services.digest_due()
    tuesday.move_to(TUESDAY.replace(hour=7) + timedelta(days=1))
    services.digest_due()
    services.send_due()
    [letter] = [mail for mail in outgoing.outbox if mail.to == [cast.ada.email]]
    assert letter.subject == "1 question waits for you"
    assert thread_url(thread) in letter.body
    assert "Its answer is" in letter.body
    assert f"* {thread.course.title} *" in letter.body
    outgoing.outbox.clear()
    reply_by(cast.jo, thread)
    tuesday.move_to(TUESDAY.replace(hour=7) + timedelta(days=2))
    services.digest_due()
    services.send_due()
    assert not Mail.objects.filter(recipient=cast.ada, kind="digest", state="waiting").exists()
    assert not [mail for mail in outgoing.outbox if mail.to == [cast.ada.email]]
