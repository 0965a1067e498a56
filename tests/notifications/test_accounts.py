"""What accounts and notices have to do with each other."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.services import change_profile, end_membership, erase, export, grant
from core import outbox
from core.models import OutboxEvent
from notifications.models import DigestSchedule, Mail, Notice, Preference
from tests.factories.notifications import MailFactory, NoticeFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def hear() -> None:
    for pk in OutboxEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True):
        outbox.handle(pk)


@pytest.fixture
def quiet(cast: "Cast") -> "Cast":
    """What happened while the stage was set is heard already."""
    OutboxEvent.objects.all().delete()
    return cast


def test_duty_is_told_to_who_has_it(quiet: "Cast", client: Client) -> None:
    grant(user=quiet.eve, scope=quiet.institution, role=Role.MODERATOR)
    grant(user=quiet.eve, scope=quiet.course_scope, role=Role.LEARNER)
    hear()
    assert list(Notice.objects.values_list("kind", "recipient")) == [("accounts.duty", quiet.eve.pk)]
    client.force_login(quiet.eve)
    assert "You have a duty now: Moderator, Northmoor" in client.get("/inbox/").content.decode()


def test_duty_that_ended_is_told_no_more(quiet: "Cast", client: Client) -> None:
    grant(user=quiet.eve, scope=quiet.institution, role=Role.MODERATOR)
    hear()
    end_membership(user=quiet.eve, scope=quiet.institution)
    client.force_login(quiet.eve)
    assert "Moderator" not in client.get("/inbox/").content.decode()


def test_moving_to_another_time_zone_plans_the_digest_anew(quiet: "Cast") -> None:
    later = timezone.now() + timedelta(days=3)
    schedule = DigestSchedule.objects.create(user=quiet.cleo, next_at=later)
    change_profile(actor=quiet.cleo, time_zone="Asia/Tokyo")
    hear()
    schedule.refresh_from_db()
    assert schedule.next_at is None


@pytest.mark.parametrize(("role", "replanned"), [(Role.ASSISTANT, True), (Role.MENTOR, False)])
def test_beginning_to_teach_plans_the_digest_anew(quiet: "Cast", role: Role, replanned: bool) -> None:
    later = timezone.now() + timedelta(days=3)
    DigestSchedule.objects.create(user=quiet.cleo, next_at=later)
    grant(user=quiet.cleo, scope=quiet.course_scope, role=role)
    hear()
    assert (DigestSchedule.objects.get().next_at is None) == replanned


def test_my_data_holds_what_i_was_told(quiet: "Cast") -> None:
    NoticeFactory(recipient=quiet.cleo)
    MailFactory(recipient=quiet.cleo)
    Preference.objects.create(user=quiet.cleo, kind="accounts.duty", level="digest")
    NoticeFactory(recipient=quiet.fay)
    data = export(actor=quiet.cleo)["notifications"]["data"]
    assert [notice["kind"] for notice in data["notices"]] == ["tests.wave"]
    assert len(data["mails"]) == 1
    assert data["preferences"] == {"accounts.duty": "digest"}


def test_who_leaves_takes_their_notices_with_them(quiet: "Cast") -> None:
    NoticeFactory(recipient=quiet.cleo, mail=MailFactory(recipient=quiet.cleo))
    NoticeFactory(recipient=quiet.fay)
    DigestSchedule.objects.create(user=quiet.cleo)
    erase(actor=quiet.cleo)
    assert list(Notice.objects.values_list("recipient", flat=True)) == [quiet.fay.pk]
    assert not Mail.objects.exists()
    assert not DigestSchedule.objects.exists()


@pytest.mark.parametrize(
    "model",
    [
        "notifications_mail",
        "notifications_digestschedule",
        "accounts_user",
        "accounts_scope",
        "accounts_membership",
        "accounts_standing",
    ],
)
def test_back_office_lists_without_words_of_notices(cast: "Cast", client: Client, model: str) -> None:
    MailFactory(recipient=cast.cleo)
    User.objects.filter(pk=cast.lea.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=cast.lea.pk))
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200


def test_back_office_lets_a_failed_mail_wait_again(cast: "Cast", client: Client) -> None:
    User.objects.filter(pk=cast.lea.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=cast.lea.pk))
    rows = [MailFactory(state=Mail.State.FAILED), MailFactory(state=Mail.State.DONE)]
    data = {"action": "try_again", "_selected_action": [row.pk for row in rows]}
    client.post(reverse("admin:notifications_mail_changelist"), data)
    assert [Mail.objects.get(pk=row.pk).state for row in rows] == ["waiting", "done"]
