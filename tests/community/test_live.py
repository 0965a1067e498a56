"""Open pages hear what others do: all of it that their reader may see, and nothing else."""

import http.client
import json
import re
import time
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from accounts.rights import fingerprints, rights_of
from accounts.services import end_membership
from community.discussion import services
from community.discussion.channels import SpaceChannel, ThreadChannel
from community.discussion.models import Following, Space, Thread
from core.seals import Broken, seal_number, unseal_number
from notifications.extensions import News, seen_by
from tests.conftest import Cast
from tests.factories.community import opening_of, reply_by, space_in, thread_by
from tests.harness.browser import OpenPage
from tests.harness.site import LiveSite, session_of

SOON = 6.0


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return thread_by(cast.cleo, space_in(cast))


def news(person: User, thread: Thread, since: int) -> News:
    return ThreadChannel().news(rights_of(person), thread.pk, since)


def revision(thread: Thread) -> int:
    return Thread.objects.get(pk=thread.pk).revision


def mark_of(user: User | None, channel: str, pk: int, at: int = 0) -> str:
    """As a page of this person carries it."""
    return f"{channel}.{pk}.{seal_number(at, about=seen_by(user.pk if user else 0, channel, pk))}"


def test_a_reply_is_news_to_others_and_none_to_its_author(cast: Cast, thread: Thread) -> None:
    since = revision(thread)
    reply = reply_by(cast.ada, thread)
    told = news(cast.cleo, thread, since)
    assert (told.line, told.count, told.gone) == ("1 new post", 1, ())
    assert told.url == f"/t/{thread.pk}/p/{reply.pk}/"
    assert news(cast.ada, thread, since) == News()
    assert news(cast.cleo, thread, revision(thread)) == News()


def test_an_edit_and_an_endorsement_change_what_is_there(cast: Cast, thread: Thread) -> None:
    reply = reply_by(cast.ada, thread)
    since = revision(thread)
    services.edit(actor=cast.ada, post=reply, source="Better put.")
    assert news(cast.cleo, thread, since).line == "A post has changed"
    services.endorse(actor=cast.ada, post=reply_by(cast.fay, thread), reason="It is right.")
    assert news(cast.cleo, thread, since).line == "1 new post"


def test_what_was_taken_away_is_named_to_those_who_still_show_it(cast: Cast, thread: Thread) -> None:
    reply = reply_by(cast.ada, thread)
    reply_by(cast.fay, thread, to=reply)
    since = revision(thread)
    services.delete(actor=cast.ada, post=reply)
    assert news(cast.cleo, thread, since).gone == (reply.anchor,)
    assert news(cast.cleo, thread, since).line == "A post was taken away"


def test_what_came_and_went_between_two_looks_was_never_there(cast: Cast, thread: Thread) -> None:
    since = revision(thread)
    reply = reply_by(cast.ada, thread)
    reply_by(cast.fay, thread, to=reply)
    services.delete(actor=cast.ada, post=reply)
    assert news(cast.cleo, thread, since).gone == ()
    assert news(cast.cleo, thread, since).line == "1 new post"


@pytest.mark.parametrize(
    ("who", "joins"), [("cleo", True), ("fay", True), ("ada", True), ("eve", False), ("lea", False), ("kim", False)]
)
def test_only_readers_join(cast: Cast, thread: Thread, who: str, joins: bool) -> None:
    rights = rights_of(getattr(cast, who))
    assert ThreadChannel().may_join(rights, {thread.pk}) == ({thread.pk} if joins else set())
    assert SpaceChannel().may_join(rights, {thread.space_id}) == ({thread.space_id} if joins else set())


def test_a_list_hears_of_new_posts_but_not_of_muted_threads(cast: Cast, thread: Thread) -> None:
    since = Space.objects.get(pk=thread.space_id).revision
    reply_by(cast.ada, thread)
    other = thread_by(cast.ada, thread.space)
    channel = SpaceChannel()
    assert channel.news(rights_of(cast.cleo), thread.space_id, since).line == "2 new posts"
    Following.objects.create(user=cast.cleo, thread=other, muted=True)
    told = channel.news(rights_of(cast.cleo), thread.space_id, since)
    assert (told.line, told.url[: len(f"/t/{thread.pk}/")]) == ("1 new post", f"/t/{thread.pk}/")


def test_a_new_role_leaves_another_fingerprint(cast: Cast) -> None:
    before = fingerprints([cast.cleo.pk, cast.eve.pk])
    assert fingerprints([cast.cleo.pk, cast.eve.pk]) == before
    end_membership(user=cast.cleo, scope=cast.course_scope)
    after = fingerprints([cast.cleo.pk, cast.eve.pk])
    assert after[cast.cleo.pk] != before[cast.cleo.pk]
    assert after[cast.eve.pk] == before[cast.eve.pk]


def test_without_a_loop_there_is_no_stream(cast: Cast, thread: Thread, client: Client) -> None:
    client.force_login(cast.cleo)
    assert client.get("/live/", {"on": mark_of(cast.cleo, "threads", thread.pk)}).status_code == 404


def test_a_page_says_nothing_of_what_its_reader_does_not_see(cast: Cast, thread: Thread, client: Client) -> None:
    """Its mark has the same length and is another each time, whether anything happened or not."""
    client.force_login(cast.cleo)
    pages = [client.get(f"/t/{thread.pk}/", follow=True).content.decode() for _visit in range(2)]
    marks = [re.findall(r'data-live="([^"]+)"', page) for page in pages]
    assert [len(found) for found in marks] == [1, 1]
    assert marks[0] != marks[1]
    channel, number, sealed = marks[0][0].split(".")
    about = seen_by(cast.cleo.pk, "threads", thread.pk)
    assert (channel, number, unseal_number(sealed, about=about)) == ("threads", str(thread.pk), revision(thread))
    with pytest.raises(Broken):
        unseal_number(sealed, about=seen_by(cast.fay.pk, "threads", thread.pk))


class Listener:
    """A browser's side of the stream, without a browser."""

    def __init__(self, site: LiveSite, user: User | None, *marks: str) -> None:
        place = urlsplit(site.url)
        self.connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=SOON)
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"} if user else {}
        self.connection.request("GET", "/live/?" + "&".join(f"on={mark}" for mark in marks), headers=cookie)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def line(self) -> str:
        """The next line that says something; empty at the end."""
        while line := self.answer.readline():
            if text := line.decode().strip():
                return text
        return ""

    def told(self) -> dict[str, Any]:
        while (line := self.line()) and not line.startswith("data: "):
            pass
        found: dict[str, Any] = json.loads(line.removeprefix("data: "))
        return found

    def close(self) -> None:
        self.connection.close()


def listening(site: LiveSite, user: User | None, *marks: str) -> "closing[Listener]":
    return closing(Listener(site, user, *marks))


@pytest.mark.django_db(transaction=True)
def test_the_stream_tells_at_once_and_replays_what_was_missed(cast: Cast, thread: Thread, live_site: LiveSite) -> None:
    mark = mark_of(cast.cleo, "threads", thread.pk, revision(thread))
    with listening(live_site, cast.cleo, mark) as open_page:
        assert (open_page.status, open_page.line()) == (200, "retry: 2000")
        assert open_page.answer.headers["Content-Type"] == "text/event-stream"
        assert "no-store" in open_page.answer.headers["Cache-Control"]
        reply_by(cast.ada, thread)
        assert open_page.told()["line"] == "1 new post"
    reply_by(cast.fay, thread)
    with listening(live_site, cast.cleo, mark) as again:
        assert again.told()["line"] == "2 new posts"


@pytest.mark.django_db(transaction=True)
def test_leaving_ends_the_stream_within_five_seconds(cast: Cast, thread: Thread, live_site: LiveSite) -> None:
    with listening(live_site, cast.fay, mark_of(cast.fay, "threads", thread.pk, revision(thread))) as open_page:
        assert open_page.line() == "retry: 2000"
        began = time.monotonic()
        end_membership(user=cast.fay, scope=cast.course_scope)
        assert open_page.line() == "event: end"
        assert time.monotonic() - began < 5


@pytest.mark.django_db(transaction=True)
def test_nothing_is_streamed_to_strangers_or_for_nonsense(cast: Cast, thread: Thread, live_site: LiveSite) -> None:
    def mark(user: User | None, pk: int = thread.pk, channel: str = "threads") -> str:
        return mark_of(user, channel, pk)

    asked: list[tuple[User | None, list[str]]] = [
        (None, [mark(None)]), (cast.eve, [mark(cast.eve)]), (cast.lea, [mark(cast.lea)]), (cast.cleo, []),
        (cast.cleo, ["threads.1"]), (cast.cleo, [f"threads.{thread.pk}.0"]), (cast.cleo, [mark(cast.fay)]),
        (cast.cleo, [mark(cast.cleo, channel="letters")]), (cast.cleo, [mark(cast.cleo, 9999999)]),
        (cast.cleo, [f"threads.{'9' * 40}.0"]), (cast.cleo, [mark(cast.cleo, n) for n in range(13)]),
    ]  # fmt: skip
    for user, marks in asked:
        with listening(live_site, user, *marks) as refused:
            assert refused.status == 404, marks


def test_the_opening_post_stands_in_what_is_told_of_a_space(cast: Cast) -> None:
    space = space_in(cast)
    since = Space.objects.get(pk=space.pk).revision
    thread = thread_by(cast.ada, space)
    told = SpaceChannel().news(rights_of(cast.cleo), space.pk, since)
    assert told.url == f"/t/{thread.pk}/p/{opening_of(thread).pk}/"


@pytest.mark.browser
def test_an_open_thread_says_that_there_is_more_and_does_not_move(
    cast: Cast, thread: Thread, live_site: LiveSite, open_page: OpenPage
) -> None:
    page = open_page(cast.cleo)
    page.goto(f"/t/{thread.pk}/")
    before = page.locator("#p1").bounding_box()
    with page.expect_request(lambda request: "/live/" in request.url):
        pass
    reply = reply_by(cast.ada, thread)
    strip = page.locator("#live")
    expect(strip.get_by_role("link", name="1 new post")).to_be_visible()
    assert page.locator("#p1").bounding_box() == before
    strip.get_by_role("link").click()
    expect(page.locator(f"#{reply.anchor}")).to_be_in_viewport()
    expect(strip).to_be_empty()
