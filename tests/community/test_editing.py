"""What an author does with their own post, and what moderation has done to it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from accounts.rights import rights_of
from community.discussion import services
from community.discussion.choices import Answered, State
from community.discussion.models import Post, PostRevision, Thread
from core.models import SearchDocument
from core.policy import Refused
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.mark.parametrize(("minutes", "kept"), [(14, 0), (16, 1)])
def test_edit_is_free_for_15_minutes_and_then_kept(cast: "Cast", minutes: int, kept: int) -> None:
    post = opening_of(thread_by(cast.cleo, space_in(cast), source="First words."))
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        post = services.edit(actor=cast.cleo, post=post, source="Better words.", title="Better")
    assert post.text == "Better words."
    assert (post.edited_at is not None) == bool(kept)
    assert [revision.text for revision in PostRevision.objects.all()] == ["First words."] * kept
    assert Thread.objects.get().title == "Better"


def test_nobody_edits_what_another_wrote(cast: "Cast") -> None:
    post = opening_of(thread_by(cast.cleo, space_in(cast)))
    with pytest.raises(Refused):
        services.edit(actor=cast.ada, post=post, source="Other words.")


def test_undone_question_was_never_there(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    services.undo(actor=cast.cleo, post=opening_of(thread))
    assert not Thread.objects.visible_to(rights_of(cast.cleo)).exists()
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()
    thread.space.refresh_from_db()
    assert (thread.space.thread_count, thread.space.post_count) == (0, 0)


def test_undo_ends_after_30_seconds_and_with_the_first_answer(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply = reply_by(cast.fay, thread)
    with pytest.raises(Refused, match="answered"):
        services.undo(actor=cast.cleo, post=opening_of(thread))
    with time_machine.travel(timezone.now() + timedelta(seconds=31)), pytest.raises(Refused, match="30 seconds"):
        services.undo(actor=cast.fay, post=reply)


def test_undone_reply_leaves_the_question_unanswered(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    services.undo(actor=cast.fay, post=reply_by(cast.fay, thread))
    thread.refresh_from_db()
    assert (thread.answered, thread.post_count, thread.last_seq) == (Answered.NO, 1, 2)
    assert reply_by(cast.fay, thread).seq == 3


def test_deleted_and_answered_leaves_an_empty_place(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply = reply_by(cast.fay, thread)
    reply_by(cast.ada, thread, to=reply)
    services.delete(actor=cast.fay, post=reply)
    fay = rights_of(cast.fay)
    assert list(Post.objects.on_page_of(fay).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert list(Post.objects.visible_to(fay).order_by("seq").values_list("seq", flat=True)) == [1, 3]
    reply.refresh_from_db()
    assert (reply.source, reply.html, reply.text) == ("", "", "")


def test_deleted_question_keeps_its_answers_and_loses_its_title(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply = reply_by(cast.fay, thread)
    services.delete(actor=cast.cleo, post=opening_of(thread))
    thread.refresh_from_db()
    assert thread.shown_title == "Its author took the opening post back"
    services.delete(actor=cast.fay, post=reply)
    assert not Thread.objects.visible_to(rights_of(cast.fay)).exists()


def test_hidden_post_is_read_by_its_author_alone_and_comes_back(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply = reply_by(cast.fay, thread)
    services.index(reply)
    services.hide_post(reply)
    assert not SearchDocument.objects.exists()
    assert Post.objects.visible_to(rights_of(cast.fay)).filter(pk=reply.pk).exists()
    assert not Post.objects.visible_to(rights_of(cast.ada)).filter(pk=reply.pk).exists()
    services.restore_post(reply)
    assert Post.objects.visible_to(rights_of(cast.ada)).filter(pk=reply.pk).exists()
    thread.refresh_from_db()
    assert (thread.post_count, thread.answered) == (2, Answered.PEER)


def test_hiding_twice_changes_nothing(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply = reply_by(cast.fay, thread)
    services.hide_post(reply)
    services.hide_post(reply)
    thread.refresh_from_db()
    assert thread.post_count == 1


def test_hidden_question_keeps_its_answers_without_its_title(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="A bad title")
    reply_by(cast.fay, thread)
    services.hide_post(opening_of(thread))
    seen = Thread.objects.visible_to(rights_of(cast.fay)).get()
    assert seen.shown_title == "The opening post is hidden"
    services.restore_post(opening_of(thread))
    assert Thread.objects.get().shown_title == "A bad title"


def test_deleted_while_hidden_stays_deleted(cast: "Cast") -> None:
    reply = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)))
    services.hide_post(reply)
    services.delete(actor=cast.fay, post=reply)
    services.restore_post(reply)
    reply.refresh_from_db()
    assert reply.state == State.DELETED
