"""Whatever the kind: an inbox of many costs what an inbox of one costs."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts.models import User
from community.discussion.services import reply
from core import outbox
from core.models import OutboxEvent
from mentoring.models import Programme
from notifications.models import Notice
from tests.costs import queries_of
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed
from tests.factories.mentoring import accepted, ask_by, offer_by, programme_of, signed, student_in

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(cast: "Cast") -> Programme:
    agreed(User.objects.all())
    OutboxEvent.objects.all().delete()
    return programme_of(cast)


def hear() -> None:
    for pk in OutboxEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True):
        outbox.handle(pk)


def test_mentoring_tab_of_a_mentor(cast: "Cast", client: Client, programme: Programme) -> None:
    offer = offer_by(cast.ben, programme, places=6)
    client.force_login(cast.ben)

    def another(name: str) -> None:
        pair = signed(accepted(ask_by(student_in(cast, name), offer)))
        reply(actor=pair.student, thread=pair.space.threads.get(), source="Good evening.")
        hear()

    another("Student 1")
    one = queries_of(client, "/inbox/mentoring/")
    for n in range(2, 6):
        another(f"Student {n}")
    assert Notice.objects.filter(recipient=cast.ben).values("kind").distinct().count() >= 3
    assert queries_of(client, "/inbox/mentoring/") == one


def test_first_tab_of_a_student(cast: "Cast", client: Client, programme: Programme) -> None:
    client.force_login(cast.cleo)
    thread = thread_by(cast.cleo, space_in(cast), title="Clear chest films")
    reply_by(cast.fay, thread)
    hear()
    one = queries_of(client, "/inbox/")
    for _ in range(6):
        reply_by(cast.fay, thread)
    hear()
    assert queries_of(client, "/inbox/") == one
