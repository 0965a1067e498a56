"""Posts that wait until a member of staff has looked at them: seen by nobody else, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from accounts.models import User
from accounts.rights import rights_of
from community.discussion import services
from community.discussion.choices import WAITING_FROM, Answered, Looked, State
from community.discussion.events import Mentioned, PostReturned, Replied, ThreadStarted
from community.discussion.models import Approval, LiveChunk, Mention, Post, Space, Thread
from community.discussion.services import check_discussions
from core.models import OutboxEvent, SearchDocument
from core.outbox import handle
from core.policy import Refused
from notifications.models import Notice
from tests.community.test_pages import signed_in
from tests.factories.community import opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
HELD_WORDS = "Wait-and-see words that nobody reads yet."


def looked_after(cast: "Cast", approval: str = "every", **config: object) -> Space:
    return space_in(cast, config={"prompt": "Why?", "approval": approval, **config})


def waiting_reply(cast: "Cast", space: Space | None = None, **fields: Any) -> Post:
    thread = thread_by(cast.ada, space or looked_after(cast))
    return services.reply(actor=cast.cleo, thread=thread, source=HELD_WORDS, **fields)


def waiting_thread(cast: "Cast", space: Space | None = None) -> Post:
    return opening_of(thread_by(cast.cleo, space or looked_after(cast), source=HELD_WORDS, title="Held title"))


def heard() -> None:
    """Everything that was written into the outbox is listened to."""
    for event in OutboxEvent.objects.order_by("pk"):
        handle(event.pk)


def numbers(space: Space, thread: Thread) -> tuple[Any, ...]:
    """What peers could count."""
    place = Space.objects.values("revision", "thread_count", "post_count").get(pk=space.pk)
    kept = ("revision", "last_seq", "post_count", "people_count", "answered", "last_post_at", "last_persona")
    live = list(LiveChunk.objects.filter(thread=thread).values_list("chunk", "bits"))
    parents = list(Post.objects.filter(state=State.POSTED).order_by("pk").values_list("answer_count", "revision"))
    return place, Thread.objects.values(*kept).get(pk=thread.pk), live, parents


@pytest.mark.parametrize("opening", [True, False])
def test_waiting_post_is_seen_by_its_author_and_the_staff_alone(cast: "Cast", opening: bool) -> None:
    post = waiting_thread(cast) if opening else waiting_reply(cast)
    assert (post.state, Approval.objects.get().reviewer) == (State.HELD, cast.ada)
    for name in ("ada", "ben", "cleo", "dan", "fay", "jo", "kim", "lea"):
        sees = name in {"ada", "cleo", "jo"}
        assert Post.objects.visible_to(rights_of(getattr(cast, name))).filter(pk=post.pk).exists() == sees, name


def test_what_moderation_holds_is_not_for_the_staff(cast: "Cast") -> None:
    post = reply_by(cast.cleo, thread_by(cast.ada, space_in(cast)))
    Post.objects.filter(pk=post.pk).update(state=State.HELD)
    assert not Post.objects.visible_to(rights_of(cast.ada)).filter(pk=post.pk).exists()


def test_waiting_reply_changes_no_number_that_others_see(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    before = numbers(space, thread)
    post = services.reply(actor=cast.cleo, thread=thread, source=f"@{cast.fay.handle} {HELD_WORDS}")
    post = services.edit(actor=cast.cleo, post=post, source=f"{HELD_WORDS} Twice.")
    services.send_back(actor=cast.ada, post=post, words="Shorter.")
    services.edit(actor=cast.cleo, post=post, source=HELD_WORDS)
    assert numbers(space, thread) == before
    services.delete(actor=cast.cleo, post=post)
    assert numbers(space, thread) == before
    assert post.seq >= WAITING_FROM
    assert list(check_discussions(mend=False)) == []


def test_waiting_post_is_neither_found_nor_mailed_nor_announced(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    services.reply(actor=cast.cleo, thread=thread, source=f"@{cast.fay.handle} {HELD_WORDS}")
    waiting_thread(cast, space)
    heard()
    events = {event.name for event in OutboxEvent.objects.all()}
    assert not events & {Replied.name, Mentioned.name}
    assert not SearchDocument.objects.filter(body__contains="Wait-and-see").exists()
    assert not Notice.objects.filter(recipient=cast.fay, event__payload__post_id__in=_held()).exists()
    assert set(Notice.objects.filter(kind="community.approval").values_list("recipient", flat=True)) == {cast.ada.pk}
    assert Mention.objects.get().user == cast.fay


def _held() -> list[int]:
    return list(Post.objects.filter(state=State.HELD).values_list("pk", flat=True))


ADDRESSES = (
    "/c/{c}/", "/c/{c}/discussions/", "/c/{c}/catch-up/", "/catch-up/", "/", "/t/{t}/", "/c/{c}/search/?q=wait-and-see",
    "/feeds/{f}/", "{b}",
)  # fmt: skip


def seen_by(person: User, space: Space, thread: Thread, token: str) -> str:
    """The bytes of every page where a post of this place could show."""
    client, course = signed_in(person), thread.course.slug  # type: ignore[union-attr]
    block = space.placement.get_absolute_url()  # type: ignore[union-attr]
    urls = [each.format(c=course, t=thread.pk, f=token, b=block) for each in ADDRESSES]
    return "".join(client.get(url, follow=True).content.decode() for url in urls)


def test_no_page_of_a_peer_has_a_trace_of_it(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    token = services.renew_feed(actor=cast.fay, unit=space.placement.unit).token  # type: ignore[union-attr]
    post = services.reply(actor=cast.cleo, thread=thread, source=HELD_WORDS)
    opening = waiting_thread(cast, space)
    heard()
    page = seen_by(cast.fay, space, thread, token)
    for trace in (HELD_WORDS, "Held title", f"/p/{post.pk}/", f"/t/{opening.thread_id}", f"p{post.seq}"):
        assert trace not in page, trace
    assert signed_in(cast.fay).get(f"/t/{thread.pk}/p/{post.pk}/").status_code == 404
    assert signed_in(cast.fay).get(f"/t/{opening.thread_id}/").status_code == 404
    assert HELD_WORDS in seen_by(cast.cleo, space, thread, token)


def test_posts_as_a_file_hold_nothing_that_waits(cast: "Cast") -> None:
    space = looked_after(cast)
    waiting_reply(cast, space)
    waiting_thread(cast, space)
    file = b"".join(signed_in(cast.ada).get("/studio/c/clinical-reasoning/posts/?format=jsonl").streaming_content)  # type: ignore[attr-defined]
    assert b"Wait-and-see" not in file
    assert b"Held title" not in file


def test_approved_reply_is_the_newest_post_and_new_to_everybody_else(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    with time_machine.travel(MONDAY, tick=False):
        post = services.reply(actor=cast.cleo, thread=thread, source=HELD_WORDS)
    between = reply_by(cast.ada, thread)
    approved = services.approve(actor=cast.jo, post=post)
    assert (approved.state, approved.seq, between.seq) == (State.POSTED, 3, 2)
    assert approved.created_at > between.created_at
    for person, new in ((cast.cleo, False), (cast.fay, True), (cast.jo, True)):
        unread = Post.objects.visible_to(rights_of(person)).unread_by(rights_of(person))
        assert unread.filter(pk=post.pk).exists() == new
    assert list(check_discussions(mend=False)) == []


def test_on_approval_everything_follows_that_follows_from_a_post(cast: "Cast") -> None:
    thread = thread_by(cast.fay, looked_after(cast, ""))
    thread.space.placement.config["approval"] = "every"  # type: ignore[union-attr]
    thread.space.placement.save()  # type: ignore[union-attr]
    words = f"@{cast.fay.handle} and @{cast.jo.handle}: it may."
    post = services.reply(actor=cast.cleo, thread=Thread.objects.get(pk=thread.pk), source=words)
    services.approve(actor=cast.ada, post=post)
    replied = Replied(**OutboxEvent.objects.get(name=Replied.name).payload)
    assert (replied.to_author_id, replied.to_opening) == (cast.fay.pk, True)
    assert OutboxEvent.objects.get(name=Mentioned.name).payload["user_ids"] == [cast.jo.pk]
    heard()
    assert SearchDocument.objects.filter(object_id=post.pk).exists()
    assert Notice.objects.filter(recipient=cast.fay, kind="community.answer").exists()
    assert Notice.objects.filter(recipient=cast.cleo, kind="community.approved").exists()
    assert Thread.objects.get(pk=thread.pk).answered == Answered.PEER


def test_approved_thread_begins_now_with_its_promise(cast: "Cast") -> None:
    with time_machine.travel(MONDAY, tick=False):
        post = waiting_thread(cast)
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        services.approve(actor=cast.ada, post=post)
    thread = Thread.objects.get(pk=post.thread_id)
    assert (thread.state, thread.created_at) == (State.POSTED, MONDAY + timedelta(days=1))
    assert thread.answer_due_at == MONDAY + timedelta(days=3)
    assert OutboxEvent.objects.get(name=ThreadStarted.name).payload["post_id"] == post.pk
    assert Space.objects.get(pk=thread.space_id).thread_count == 1
    assert list(check_discussions(mend=False)) == []


def test_approving_twice_is_once_and_returning_then_is_refused(cast: "Cast") -> None:
    post = waiting_reply(cast)
    services.approve(actor=cast.ada, post=post)
    services.approve(actor=cast.jo, post=post)
    assert OutboxEvent.objects.filter(name=Replied.name).count() == 1
    with pytest.raises(Refused, match="decided this already"):
        services.send_back(actor=cast.jo, post=post, words="No.")


def test_returned_post_is_changed_and_sent_again_with_no_history(cast: "Cast") -> None:
    post = waiting_reply(cast)
    services.send_back(actor=cast.ada, post=post, words="Say which film.")
    page = signed_in(cast.cleo).get(f"/t/{post.thread_id}/", follow=True).content.decode()
    assert "Ada returned this to you." in page
    assert "Say which film." in page
    edit = signed_in(cast.cleo).get(f"/t/{post.thread_id}/p/{post.pk}/edit/").content.decode()
    assert "Ada returned this to you." in edit
    assert "Say which film." in edit
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        services.edit(actor=cast.cleo, post=post, source="The second film.")
        approval = Approval.objects.get()
        assert approval.state == Looked.WAITING
        services.approve(actor=cast.ada, post=post)
    assert Post.objects.get(pk=post.pk).revisions.count() == 0
    assert OutboxEvent.objects.filter(name=PostReturned.name).count() == 1
