"""The answer that several people write: who may, what is kept, who is named, and that nothing is lost."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion import services
from community.discussion.choices import Act, Anonymity, Answered, State
from community.discussion.models import Following, Post, PostRevision, Thread
from community.discussion.pages.answers import compared
from community.discussion.personal_data import DiscussionData
from community.discussion.services import ledger
from core.models import OutboxEvent, SearchDocument
from core.outbox import handle
from core.policy import Refused
from moderation.extensions import kinds
from notifications.models import Notice
from tests.community.test_pages import address, body, queries, signed_in
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Cast


def opened(cast: "Cast", **fields: object) -> Thread:
    """Cleo asks, and Ada lets everybody write a shared answer."""
    thread = thread_by(cast.cleo, space_in(cast, **fields))
    services.share_answer(actor=cast.ada, thread=thread)
    return Thread.objects.get(pk=thread.pk)


def save(person: "User", thread: Thread, source: str, version: int, **fields: bool) -> Post:
    return services.save_shared_answer(actor=person, thread=thread, source=source, version=version, **fields)


def told() -> None:
    for row in OutboxEvent.objects.order_by("pk"):
        handle(row.pk)


def test_everybody_writes_once_staff_opened_it(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    with pytest.raises(Refused, match="have not opened"):
        save(cast.fay, thread, "Foam.", 0)
    row = services.share_answer(actor=cast.ada, thread=thread)
    post = save(cast.fay, thread, "Foam.", 0)
    post = save(cast.cleo, thread, "Foam, for a wet wound.", post.version)
    assert (post.version, post.writers, post.author, post.root_seq) == (2, 2, cast.cleo, 1)
    assert row
    assert (row.act, row.told) == (Act.SHARE, [cast.cleo.pk])
    services.undo_tending(actor=cast.ada, tending=row)
    with pytest.raises(Refused, match="have not opened"):
        save(cast.fay, thread, "Film.", post.version)
    assert save(cast.jo, thread, "Film.", post.version).version == 3


def test_course_can_switch_them_off(cast: "Cast") -> None:
    thread = opened(cast)
    services.set_answering(actor=cast.ada, course=course_of(cast), shared=False, reactions=[])
    thread = Thread.objects.get(pk=thread.pk)
    for person in (cast.fay, cast.ada):
        with pytest.raises(Refused, match="no shared answers"):
            save(person, thread, "Foam.", 0)
    assert "shared answer" not in body(cast.ada, address(thread))


def test_whoever_saves_second_sees_both_and_nothing_is_lost(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.fay, thread, "Foam.", 0)
    save(cast.cleo, thread, "Foam, for a wet wound.", 1)
    where = reverse("community:shared-answer", args=[thread.pk])
    client = signed_in(cast.ada)
    answer = client.post(where, {"source": "Foam, most days.", "seen": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Foam, most days.</textarea>" in page
    assert "<ins>" in page
    assert 'name="seen" value="2"' in page
    assert client.post(where, {"source": "Foam, most days.", "seen": "2"}).status_code == 302
    said = [*PostRevision.objects.order_by("pk").values_list("source", flat=True), Post.objects.get(version=3).source]
    assert said == ["Foam.", "Foam, for a wet wound.", "Foam, most days."]


def test_stands_below_the_question_and_says_who_wrote(cast: "Cast") -> None:
    thread = opened(cast)
    reply_by(cast.fay, thread, source="It depends on the wound.")
    save(cast.fay, thread, "Foam.", 0)
    cost = queries(cast.cleo, address(thread))
    save(cast.ada, thread, "Foam, for a wet wound.", 1)
    page = body(cast.cleo, address(thread))
    assert page.index("Foam, for a wet wound.") < page.index("It depends on the wound.")
    assert f"Written by 2 people, last change by {cast.ada.name}" in page
    assert "Edit the shared answer" in page
    assert queries(cast.cleo, address(thread)) == cost


def test_it_answers_the_question_by_whoever_wrote_at_it(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.cleo, thread, "Foam?", 0)
    assert Thread.objects.get().answered == Answered.NO
    save(cast.fay, thread, "Foam.", 1)
    assert Thread.objects.get().answered == Answered.PEER
    save(cast.ada, thread, "Foam!", 2)
    post = save(cast.cleo, thread, "Foam, then.", 3)
    assert Thread.objects.get().answered == Answered.STAFF
    services.endorse(actor=cast.ada, post=post, reason="It says why.")
    thread = Thread.objects.get()
    assert (thread.answered, thread.endorsed_post) == (Answered.ENDORSED, post)
    assert "It was changed after" not in body(cast.fay, address(thread))
    save(cast.fay, thread, "Foam, always.", 4)
    assert "It was changed after the last check" in body(cast.fay, address(thread))


def test_staff_bring_an_earlier_version_back(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.fay, thread, "Foam.", 0)
    post = save(cast.cleo, thread, "Nonsense.", 1)
    first = post.revisions.get()
    url = reverse("community:post-bring-back", args=[thread.pk, post.pk, first.pk])
    history = reverse("community:post-history", args=[thread.pk, post.pk])
    assert "<del>" in body(cast.fay, history)
    assert url not in body(cast.fay, f"{history}?version=1")
    assert url in body(cast.ada, f"{history}?version=1")
    assert signed_in(cast.fay).post(url, {"version": "2"}).status_code == 403
    signed_in(cast.ada).post(url, {"version": "1"})
    assert Post.objects.get(pk=post.pk).source == "Nonsense."
    signed_in(cast.ada).post(url, {"version": "2"})
    post.refresh_from_db()
    assert (post.source, post.version, post.revisions.count()) == ("Foam.", 3, 2)


def test_names_are_those_of_personas(cast: "Cast") -> None:
    thread = opened(cast, config={"anonymity": Anonymity.CHOICE})
    post = save(cast.fay, thread, "Foam.", 0, anonymous=True)
    post = save(cast.fay, thread, "Foam, for a wet wound.", 1, anonymous=True)
    history = reverse("community:post-history", args=[thread.pk, post.pk])
    for page in (body(cast.cleo, address(thread)), body(cast.cleo, history)):
        assert cast.fay.name not in page
        assert post.persona.label in page
    assert post.writers == 1
    assert save(cast.fay, thread, "Foam, always.", 2).writers == 2
    assert {row.persona for row in post.revisions.all()} == {post.persona}


def test_followers_hear_once_until_they_look(cast: "Cast") -> None:
    thread = opened(cast)
    services.follow(actor=cast.jo, thread=thread)
    save(cast.fay, thread, "Foam.", 0)
    told()
    for version in (1, 2, 3):
        save(cast.fay, thread, f"Foam {version}.", version)
        told()
    found = Notice.objects.filter(kind="community.shared").values_list("recipient", "level")
    assert sorted(found) == sorted([(cast.cleo.pk, "digest"), (cast.jo.pk, "digest")])
    assert Following.objects.filter(user=cast.fay, thread=thread, muted=False).exists()


def test_edit_is_announced_as_one_and_is_not_unread(cast: "Cast") -> None:
    thread = opened(cast)
    post = save(cast.fay, thread, "Foam.", 0)
    services.read(user_id=cast.cleo.pk, thread_id=thread.pk, seqs=[1, post.seq])
    before = Thread.objects.get().revision
    saved = save(cast.fay, thread, "Alginate.", 1)
    told()
    assert (saved.revision > before, saved.first_revision <= before) == (True, True)
    assert "data-unread" not in body(cast.cleo, address(thread))
    assert SearchDocument.objects.get(kind="community.post", object_id=post.pk).body == "Alginate."


def test_moderation_meets_whoever_saved_it_last(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.fay, thread, "Foam.", 0)
    post = save(cast.cleo, thread, "Only an idiot takes foam.", 1)
    kind = kinds["community.post"]
    seen = kind.get(post.pk)
    assert (kind.author(seen), kind.snapshot(seen).author_id) == (cast.cleo, cast.cleo.pk)
    kind.hide(seen)
    with pytest.raises(Refused, match="hidden by a moderator"):
        save(cast.fay, thread, "Foam.", 2)
    assert save(cast.cleo, thread, "I take foam.", 2).state == State.REMOVED
    kind.restore(kind.get(post.pk))
    assert "I take foam." in body(cast.fay, address(thread))


def test_person_who_goes_leaves_the_common_words_and_no_version(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.fay, thread, "Foam.", 0)
    post = save(cast.cleo, thread, "Foam, for a wet wound.", 1)
    save(cast.fay, thread, "Foam, for a very wet wound.", 2)
    assert [each["source"] for each in DiscussionData().export(cast.fay)["versions"]] == ["Foam."]
    DiscussionData().erase(cast.fay)
    post.refresh_from_db()
    assert (post.state, post.source) == (State.POSTED, "Foam, for a very wet wound.")
    assert [each.source for each in post.revisions.all()] == ["Foam, for a wet wound."]
    alone = opened(cast)
    mine = save(cast.jo, alone, "Foam.", 0)
    DiscussionData().erase(cast.jo)
    assert Post.objects.get(pk=mine.pk).state == State.DELETED


def test_only_its_one_writer_takes_it_back(cast: "Cast") -> None:
    thread = opened(cast)
    post = save(cast.fay, thread, "Foam.", 0)
    assert signed_in(cast.fay).get(reverse("community:post-edit", args=[thread.pk, post.pk])).status_code == 302
    with pytest.raises(Refused, match="Several people"):
        services.edit(actor=cast.fay, post=post, source="Film.")
    save(cast.cleo, thread, "Foam, then.", 1)
    with pytest.raises(Refused, match="stays"):
        services.delete(actor=cast.cleo, post=post)
    other = opened(cast)
    services.delete(actor=cast.fay, post=save(cast.fay, other, "Foam.", 0))
    assert save(cast.fay, other, "Film.", 0).version == 1


def test_stays_with_its_question_and_on_top_of_it(cast: "Cast") -> None:
    thread, other = opened(cast), opened(cast)
    reply_by(cast.fay, thread)
    post = save(cast.fay, thread, "Foam.", 0)
    below = reply_by(cast.cleo, thread, to=post)
    with pytest.raises(Exception, match="stays with its question"):
        services.split_thread(actor=cast.ada, thread=thread, posts=[post.pk], title="Foam")
    first = save(cast.fay, other, "Film.", 0)
    row = services.merge_thread(actor=cast.ada, thread=thread, into=other)
    assert services.shared_answer_of(other) == first
    services.undo_tending(actor=cast.ada, tending=row)
    order = list(Post.objects.filter(thread=thread).in_reading_order().values_list("pk", flat=True))
    assert order[:3] == [opening_of(thread).pk, post.pk, below.pk]
    assert services.shared_answer_of(thread) == post


def test_counters_are_those_of_the_ledger(cast: "Cast") -> None:
    thread = opened(cast)
    save(cast.fay, thread, "Foam.", 0)
    reply_by(cast.ada, thread)
    save(cast.cleo, thread, "Foam, then.", 1)
    thread = Thread.objects.select_related("space").get()
    names = ("post_count", "people_count", "answered", "staff_replied_at", "last_persona_id", "open_follow_ups")
    kept = [getattr(thread, name) for name in names]
    ledger.settle(thread)
    assert [getattr(thread, name) for name in names] == kept
    assert not list(services.check_discussions(mend=False))


def test_comparing_is_quick_and_complete() -> None:
    runs = compared("Take foam for a wet wound.", "Take film for a wet wound.")
    assert [kind for kind, _words in runs] == ["", "del", "ins", ""]
    old, new = "a b " * 1200, "b a c " * 800
    runs = compared(old, new)
    assert "".join(words for kind, words in runs if kind != "ins") == old
    assert "".join(words for kind, words in runs if kind != "del") == new
