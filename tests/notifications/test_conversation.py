"""Notices of a real conversation: what is mailed, folded, held back, and shown to nobody who may not read it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import block, end_membership
from community.discussion import services as talk
from community.discussion.models import Post, Thread
from community.discussion.pages import thread_url
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


def test_opening_the_thread_marks_what_it_tells_as_read(cast: "Cast", question: Thread, client: Client) -> None:
    other = thread_by(cast.cleo, question.space, title="Another matter")
    reply_by(cast.fay, question)
    reply_by(cast.fay, other)
    hear()
    client.force_login(cast.cleo)
    client.get(thread_url(question), headers={"sec-purpose": "prefetch"})
    assert Notice.objects.unread().filter(recipient=cast.cleo).count() == 2
    client.get(thread_url(question))
    assert [notice.fold for notice in Notice.objects.unread().filter(recipient=cast.cleo)] == [
        f"community.answer:{other.pk}"
    ]
    assert mails_to(cast.cleo) == ["Fay answered your question: Another matter"]


def test_announcement_waits_for_the_digest_unless_it_is_urgent(cast: "Cast", question: Thread) -> None:
    assert question.course is not None
    said = {"actor": cast.ada, "course": question.course, "source": "Room 4, not room 2."}
    talk.post_announcement(**said, title="The room")
    talk.post_announcement(**said, title="The exam", terms=talk.Terms(urgent_reason="It begins at nine."))
    assert mails_to(cast.cleo) == ["Urgent: The exam"]
    assert "It begins at nine." in outgoing.outbox[0].body
    levels = dict(Notice.objects.filter(recipient=cast.cleo).values_list("kind", "level"))
    assert levels == {"community.announcement": "digest", "community.urgent": "now"}
