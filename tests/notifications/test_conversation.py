"""Notices of a real conversation: what is mailed, folded, held back, and shown to nobody who may not read it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from accounts.models import User
from accounts.services import block, end_membership
from community.discussion import services as talk
from community.discussion.models import Post, Thread
from core import outbox
from core.models import OutboxEvent
from notifications import services
from notifications.models import DigestSchedule, Mail, Notice
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cast: "Cast") -> Thread:
    """Cleo asks; everybody has agreed to the rules and nobody keeps quiet hours."""
    agreed(User.objects.all())
    OutboxEvent.objects.all().delete()
    DigestSchedule.objects.bulk_create(
        DigestSchedule(user=user, quiet_from=None, quiet_until=None) for user in User.objects.all()
    )
    return thread_by(cast.cleo, space_in(cast), title="Clear chest films")


def hear() -> None:
    for pk in OutboxEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True):
        outbox.handle(pk)


def mails_to(user: User) -> list[str]:
    """The subjects of what goes out to somebody now."""
    hear()
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=timezone.now())
    services.send_due()
    return [message.subject for message in outgoing.outbox if message.to == [user.email]]


def test_answer_comes_at_once_with_its_words(cast: "Cast", question: Thread) -> None:
    reply_by(cast.fay, question)
    assert mails_to(cast.cleo) == ["Fay answered your question: Clear chest films"]
    assert "The film finds the rivals." in outgoing.outbox[0].body


def test_two_answers_are_one_mail(cast: "Cast", question: Thread) -> None:
    reply_by(cast.fay, question)
    reply_by(cast.ada, question)
    assert mails_to(cast.cleo) == ["2 answers to your question: Clear chest films"]
    assert mails_to(cast.fay) == []


@pytest.mark.parametrize("verb", [talk.undo, talk.delete])
def test_answer_that_was_taken_back_in_its_minute_is_not_mailed(
    cast: "Cast", question: Thread, verb: Callable[..., None]
) -> None:
    answer = reply_by(cast.fay, question)
    hear()
    verb(actor=cast.fay, post=Post.objects.get(pk=answer.pk))
    assert mails_to(cast.cleo) == []
    assert Mail.objects.get().state == Mail.State.DROPPED


def test_who_left_the_course_reads_nothing_more_of_it(cast: "Cast", question: Thread) -> None:
    reply_by(cast.fay, question)
    hear()
    end_membership(user=cast.cleo, scope=cast.course_scope)
    assert mails_to(cast.cleo) == []


def test_person_i_blocked_writes_me_no_mail(cast: "Cast", question: Thread) -> None:
    block(actor=cast.cleo, person=cast.fay)
    reply_by(cast.fay, question)
    assert mails_to(cast.cleo) == []
    assert not Notice.objects.filter(recipient=cast.cleo).exists()
