from typing import TYPE_CHECKING

import pytest

from community.discussion.services import reply
from core import outbox
from core.models import OutboxEvent
from notifications.models import Notice
from tests.factories.mentoring import accepted, ask_by, signed

if TYPE_CHECKING:
    from mentoring.models import Offer
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def test_entry_of_a_pair_is_told_once_and_its_words_stay_there(cast: "Cast", offer: "Offer") -> None:
    pair = signed(accepted(ask_by(cast.cleo, offer)))
    thread = pair.space.threads.get()
    OutboxEvent.objects.all().delete()
    for person in (pair.mentor, cast.cleo, pair.mentor):
        reply(actor=person, thread=thread, source="I was standing by the sink.")
    for pk in OutboxEvent.objects.order_by("pk").values_list("pk", flat=True):
        outbox.handle(pk)
    told = sorted(Notice.objects.values_list("kind", "category", "recipient"))
    assert told == sorted(("mentoring.message", "mentoring", who.pk) for who in (cast.cleo, cast.cleo, pair.mentor))
