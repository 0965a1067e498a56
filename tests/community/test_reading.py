"""What is new to one person, what they follow, keep and do not want to meet."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from accounts.rights import rights_of
from accounts.services import end_membership, grant
from community.discussion import services
from community.discussion.events import Replied, ThreadStarted
from community.discussion.models import Feed, Following, Post, ReadChunk, Saved, Thread
from community.discussion.notices import FollowedPlace, FollowedThread, ReplyToMe
from community.discussion.pages.reading import news_of
from community.discussion.pages.words import folds
from core.models import OutboxEvent
from tests.community.test_pages import address, body, signed_in, unit_of
from tests.factories.community import opening_of, placement_in, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

Q_ALL = Thread.objects.all()


def new_to(person: User) -> int:
    return Post.objects.visible_to(rights_of(person)).filter(state="posted").unread_by(rights_of(person)).count()


def long_thread(cast: "Cast", number: int = 5) -> Thread:
    thread = thread_by(cast.cleo, space_in(cast))
    for n in range(number):
        reply_by(cast.fay, thread, source=f"Answer {n}.")
    thread.refresh_from_db()
    return thread


def test_everything_read_but_what_came_after_the_page_was_drawn(cast: "Cast") -> None:
    thread = long_thread(cast)
    drawn = timezone.now()
    late = reply_by(cast.ada, thread, source="While you looked.")
    assert services.read_all(actor=cast.jo, threads=Q_ALL, until=drawn) == 6
    fresh = Post.objects.visible_to(rights_of(cast.jo)).unread_by(rights_of(cast.jo))
    assert list(fresh) == [late]
    assert services.read_all(actor=cast.jo, threads=Q_ALL, until=timezone.now()) == 1


def test_nobody_marks_what_they_may_not_read(cast: "Cast") -> None:
    long_thread(cast)
    assert services.read_all(actor=cast.ben, threads=Q_ALL, until=timezone.now()) == 0
    assert not ReadChunk.objects.filter(user=cast.ben).exists()


def test_unread_from_here_in_reading_order_without_ones_own(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread)
    second = reply_by(cast.ada, thread)
    below = reply_by(cast.jo, thread, to=first)
    services.read_all(actor=cast.jo, threads=Q_ALL, until=timezone.now())
    signed_in(cast.jo).post(f"/t/{thread.pk}/p/{first.pk}/unread/")
    fresh = Post.objects.visible_to(rights_of(cast.jo)).unread_by(rights_of(cast.jo))
    assert set(fresh) == {first, second}
    assert below.author == cast.jo


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["read", "page", "unread", "reply", "hide"]), st.integers(0, 9)), max_size=8
    )
)
def test_marks_and_counts_say_the_same(cast: "Cast", acts: list[tuple[str, int]]) -> None:
    """However it came about: the bits, the number beside a thread, and the posts themselves."""
    thread = long_thread(cast, 3)
    for act, which in acts:
        posts = list(thread.posts.order_by("seq"))
        post = posts[which % len(posts)]
        if act == "read":
            services.read(user_id=cast.jo.pk, thread_id=thread.pk, seqs=[post.seq])
        elif act == "page":
            services.read_all(actor=cast.jo, threads=Q_ALL.filter(pk=thread.pk), until=timezone.now())
        elif act == "unread" and post.state == "posted":
            services.unread_from(actor=cast.jo, post=post)
        elif act == "reply":
            reply_by(cast.ada, thread)
        elif act == "hide":
            services.hide_post(post)
    rights = rights_of(cast.jo)
    there = Post.objects.visible_to(rights).filter(thread=thread, state="posted").unread_by(rights).count()
    assert news_of(rights, [thread.pk]).get(thread.pk, 0) == there
    assert Thread.objects.with_news_for(rights).get(pk=thread.pk).news == bool(there)


def test_next_unread_goes_on_across_pages_and_threads(cast: "Cast") -> None:
    space = space_in(cast)
    other = thread_by(cast.fay, space, source="Another one?")
    thread = thread_by(cast.cleo, space)
    posts = [reply_by(cast.fay, thread, source=f"Answer {n}.") for n in range(35)]
    client = signed_in(cast.jo)
    client.get(address(thread))
    step = client.get(f"/t/{thread.pk}/next/?after=30.30")
    assert step["Location"] == f"/t/{thread.pk}/p/{posts[29].pk}/"
    assert client.get(step["Location"])["Location"].endswith("?from=31.31#p31")
    client.get(f"{address(thread)}?from=31.31")
    assert client.get(f"/t/{thread.pk}/next/")["Location"] == f"/t/{other.pk}/p/{opening_of(other).pk}/"
    client.get(f"/t/{other.pk}/", follow=True)
    assert client.get(f"/t/{thread.pk}/next/")["Location"] == "/c/clinical-reasoning/discussions/"


def heard(cast: "Cast", thread: Thread) -> set[User]:
    post = reply_by(cast.ada, thread)
    ids = {"thread_id": thread.pk, "post_id": post.pk, "author_id": cast.ada.pk}
    return set(FollowedThread().recipients(Replied(**ids, to_author_id=cast.cleo.pk, asker_id=cast.cleo.pk)))


@pytest.mark.parametrize(
    ("choices", "hears"),
    [
        ({}, False),
        ({"course": "follow"}, True),
        ({"unit": "follow"}, True),
        ({"course": "follow", "unit": "mute"}, False),
        ({"course": "mute", "unit": "follow"}, True),
        ({"course": "mute", "thread": "follow"}, True),
        ({"course": "follow", "thread": "mute"}, False),
    ],
)
def test_the_nearest_choice_counts(cast: "Cast", choices: dict[str, str], hears: bool) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    client = signed_in(cast.fay)
    unit = unit_of(thread).get_absolute_url()
    addresses = {"course": "/c/clinical-reasoning/reading/", "unit": f"{unit}reading/"}
    for where, choice in choices.items():
        if where == "thread":
            services.set_following(actor=cast.fay, choice=choice, thread=thread)
        else:
            assert client.post(addresses[where], {"do": choice}).status_code == 302
    assert (cast.fay in heard(cast, thread)) == hears


def test_followers_hear_of_new_threads_that_they_may_read(cast: "Cast") -> None:
    place = placement_in(cast)
    space = services.open_spaces(place)[0]
    for person in (cast.fay, cast.ben):
        Following.objects.create(user=person, scope=cast.course_scope)
    thread = thread_by(cast.cleo, space)
    event = ThreadStarted(thread_id=thread.pk, post_id=opening_of(thread).pk, author_id=cast.cleo.pk)
    assert set(FollowedPlace().recipients(event)) == {cast.fay}


def test_muted_course_is_silent_also_about_answers(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    Following.objects.filter(user=cast.cleo).delete()
    services.set_following(actor=cast.cleo, choice="mute", scope=cast.course_scope)
    ids = {"thread_id": thread.pk, "post_id": 1, "author_id": cast.fay.pk}
    event = Replied(**ids, to_author_id=cast.cleo.pk, asker_id=cast.ada.pk)
    assert not ReplyToMe().recipients(event).exists()


def test_stranger_follows_nothing(cast: "Cast") -> None:
    space = space_in(cast)
    services.set_following(actor=cast.eve, choice="follow", scope=cast.course_scope, spaces=[space])
    assert not Following.objects.filter(user=cast.eve).exists()


def test_saved_post_is_remembered_once(cast: "Cast") -> None:
    post = opening_of(thread_by(cast.cleo, space_in(cast)))
    client = signed_in(cast.fay)
    assert client.post(f"/t/{post.thread_id}/p/{post.pk}/save/", {"remind": "tomorrow"}).status_code == 302
    assert "Does a clear film" in body(cast.fay, "/saved/")
    services.remind_due()
    assert not OutboxEvent.objects.filter(name="community.ReminderDue").exists()
    Saved.objects.update(remind_at=timezone.now() - timedelta(minutes=1))
    services.remind_due()
    services.remind_due()
    assert OutboxEvent.objects.filter(name="community.ReminderDue").count() == 1
    client.post(f"/t/{post.thread_id}/p/{post.pk}/save/forget/")
    assert not Saved.objects.exists()


def test_saved_post_that_is_hidden_is_not_shown(cast: "Cast") -> None:
    post = reply_by(cast.cleo, thread_by(cast.cleo, space_in(cast)), source="Only an idiot would.")
    services.save_post(actor=cast.fay, post=post)
    services.hide_post(post)
    assert "Nothing is saved." in body(cast.fay, "/saved/")


def test_feed_shows_what_its_owner_may_read_until_it_is_renewed(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    feed = services.renew_feed(actor=cast.fay, unit=unit_of(thread))
    client = signed_in(cast.eve)
    atom = client.get(f"/feeds/{feed.token}/")
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert "Does a clear film" in atom.content.decode()
    end_membership(user=cast.fay, scope=cast.course_scope)
    assert client.get(f"/feeds/{feed.token}/").status_code == 404
    grant(user=cast.fay, scope=cast.course_scope, role=Role.LEARNER)
    services.renew_feed(actor=cast.fay, unit=unit_of(thread))
    assert client.get(f"/feeds/{feed.token}/").status_code == 404
    assert Feed.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "html", "folded"),
    [
        (["needle"], "<p>A Needle here</p>", True),
        (["needle"], "<p>Needles</p>", False),
        (["needle*"], "<p>Needles</p>", True),
        (["p"], "<p>Something</p>", False),
        (["(", "[x"], "<p>Something</p>", False),
        ([], "<p>Needle</p>", False),
    ],
)
def test_words_fold_a_post(words: list[str], html: str, folded: bool) -> None:
    assert folds(words, html) == folded


def test_post_is_folded_for_whoever_does_not_want_its_words(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast), source="About a needle")
    signed_in(cast.fay).post("/settings/reading/", {"words": "needle\n\n"})
    assert '<details class="folded">' in body(cast.fay, address_of(thread))
    assert '<details class="folded">' not in body(cast.jo, address_of(thread))
    assert (
        signed_in(cast.fay)
        .post("/settings/reading/", {"words": "\n".join("abcdefghijklmnopqrstuvwxyz12345")})
        .status_code
        == 422
    )


def address_of(thread: Thread) -> str:
    return f"/t/{thread.pk}/"


def test_reading_page_says_how_much_is_new(cast: "Cast") -> None:
    thread = long_thread(cast)
    unit = unit_of(thread)
    assert "6 new posts" in body(cast.jo, f"{unit.get_absolute_url()}reading/")
    assert "6 new posts" in body(cast.jo, "/c/clinical-reasoning/reading/")
    signed_in(cast.jo).post("/c/clinical-reasoning/reading/", {"do": "read", "until": "nonsense"})
    assert new_to(cast.jo) == 0
