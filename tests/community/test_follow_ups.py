"""Further questions under a question: flagged when replying, resolved and opened again, counted as waiting, undone."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from community.discussion import services
from community.discussion.choices import Answered, FollowUp, ThreadKind
from community.discussion.models import Post, Tending, Thread
from community.discussion.services import ledger
from core.models import OutboxEvent
from core.outbox import handle
from core.policy import Refused
from notifications.models import DigestSchedule
from tests.community.test_pages import LIST, address, body, signed_in
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


def answered(cast: "Cast") -> Thread:
    """Ada has answered Cleo; nothing waits."""
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.ada, thread)
    return Thread.objects.get(pk=thread.pk)


def further(cast: "Cast", thread: Thread) -> Post:
    return services.reply(actor=cast.fay, thread=thread, source="And in pregnancy?", asks_on=True)


def waiting(thread: Thread) -> bool:
    return Thread.objects.needing_answer().filter(pk=thread.pk).exists()


def act(person: object, post: Post, on: str) -> int:
    where = reverse("community:post-follow-up", args=[post.thread_id, post.pk])
    return signed_in(person).post(where, {"on": on}).status_code  # type: ignore[arg-type]


def test_answered_question_waits_again_until_its_follow_up_is_resolved(cast: "Cast") -> None:
    thread = answered(cast)
    assert not waiting(thread)
    post = further(cast, thread)
    assert (waiting(thread), Thread.objects.get().open_follow_ups) == (True, 1)
    assert "1 follow-up open" in body(cast.fay, LIST)
    assert "1 follow-up open" in body(cast.ada, "/desk/")
    services.resolve_follow_up(actor=cast.fay, post=post)
    assert (waiting(thread), Thread.objects.get().open_follow_ups) == (False, 0)
    assert "follow-up open" not in body(cast.ada, "/desk/")
    services.reopen_follow_up(actor=cast.cleo, post=post)
    assert waiting(thread)


def test_count_of_open_ones_is_checked_and_mended(cast: "Cast") -> None:
    further(cast, answered(cast))
    assert not list(services.check_discussions(mend=False))
    Thread.objects.update(open_follow_ups=5)
    assert [(each.name, each.counted) for each in services.check_discussions(mend=True)] == [("open_follow_ups", 1)]
    assert Thread.objects.get().open_follow_ups == 1


def test_promise_begins_again_with_a_follow_up(cast: "Cast") -> None:
    thread = answered(cast)
    Thread.objects.update(answer_due_at=timezone.now() - timezone.timedelta(days=9))
    further(cast, thread)
    due = Thread.objects.get().answer_due_at
    assert due
    assert due > timezone.now()


def test_follow_up_is_no_answer(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    further(cast, thread)
    thread = Thread.objects.get()
    assert thread.answered == Answered.NO
    ledger.settle(thread)
    assert (thread.answered, thread.open_follow_ups) == (Answered.NO, 1)


def test_elsewhere_than_under_a_question_it_is_a_reply(cast: "Cast") -> None:
    post = further(cast, thread_by(cast.cleo, space_in(cast), kind=ThreadKind.CLAIM))
    assert post.follow_up == FollowUp.NONE


@pytest.mark.parametrize(
    ("who", "expected"), [("fay", 302), ("cleo", 302), ("ada", 302), ("jo", 302), ("ben", 404), ("dan", 404)]
)
def test_who_resolves(cast: "Cast", who: str, expected: int) -> None:
    post = further(cast, answered(cast))
    assert act(getattr(cast, who), post, "1") == expected
    assert Post.objects.get(pk=post.pk).follow_up == ("resolved" if expected == 302 else "open")


def test_another_student_does_not_resolve_it_nor_what_is_none(cast: "Cast") -> None:
    thread = answered(cast)
    other = services.reply(actor=cast.cleo, thread=thread, source="And at night?", asks_on=True)
    Thread.objects.update(author=cast.ada)
    assert act(cast.fay, other, "1") == 403
    plain = reply_by(cast.cleo, thread)
    with pytest.raises(Refused, match="no follow-up"):
        services.resolve_follow_up(actor=cast.ada, post=plain)
    with pytest.raises(Refused, match="no follow-up"):
        services.resolve_follow_up(actor=cast.ada, post=opening_of(thread))


def test_what_staff_resolve_stands_in_the_log_and_is_undone(cast: "Cast") -> None:
    thread = answered(cast)
    post = further(cast, thread)
    services.resolve_follow_up(actor=cast.fay, post=post)
    services.reopen_follow_up(actor=cast.fay, post=post)
    assert not Tending.objects.exists()
    row = services.resolve_follow_up(actor=cast.ada, post=post)
    assert row
    assert (row.told, services.resolve_follow_up(actor=cast.ada, post=post)) == ([cast.fay.pk], None)
    services.undo_tending(actor=cast.ada, tending=row)
    post.refresh_from_db()
    assert (post.follow_up, Thread.objects.get().open_follow_ups) == (FollowUp.OPEN, 1)
    assert "Follow-up question resolved" in body(cast.ada, "/c/clinical-reasoning/tended/")


def test_deleted_and_split_off_follow_ups_wait_no_more_here(cast: "Cast") -> None:
    thread = answered(cast)
    post, other = further(cast, thread), further(cast, thread)
    services.delete(actor=cast.fay, post=post)
    assert Thread.objects.get().open_follow_ups == 1
    made = services.split_thread(actor=cast.ada, thread=thread, posts=[other.pk], title="Pregnancy")
    assert [each.open_follow_ups for each in Thread.objects.order_by("pk")] == [0, 0]
    assert waiting(made)


def test_form_flags_it_and_keeps_the_tick(cast: "Cast") -> None:
    thread = answered(cast)
    client = signed_in(cast.fay)
    where = reverse("community:thread-reply", args=[thread.pk])
    again = client.post(where, {"source": " ", "asks_on": "1"})
    assert again.status_code == 422
    assert 'name="asks_on" value="1" checked' in again.content.decode()
    client.post(where, {"source": "And in pregnancy?", "asks_on": "1"})
    page = body(cast.cleo, address(thread))
    assert "Follow-up: open" in page
    assert "Resolved" in page
    assert "Resolved" not in body(cast.fay, address(thread_by(cast.cleo, thread.space)))


def test_whoever_teaches_hears_of_it_in_the_morning(cast: "Cast") -> None:
    thread = answered(cast)
    further(cast, thread)
    DigestSchedule.objects.all().delete()
    for row in OutboxEvent.objects.filter(name="community.Replied"):
        handle(row.pk)
    assert DigestSchedule.objects.filter(user=cast.ada).exists()
