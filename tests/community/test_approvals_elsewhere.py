"""A post that waits where nobody looks at first: in the stream of open pages, in what is known of a person, in the composer."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts.rights import rights_of
from community.discussion import services
from community.discussion.channels import SpaceChannel, ThreadChannel
from community.discussion.models import Approval, FirstLook, Space, Thread
from community.discussion.personal_data import DiscussionData
from core.moments import weekday
from notifications.extensions import News
from tests.community.test_approving import heard, looked_after, waiting_reply, waiting_thread
from tests.community.test_looking_first import agreed_for
from tests.community.test_pages import signed_in
from tests.factories.community import course_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from accounts.models import User
    from tests.conftest import Cast

DATA = DiscussionData()
LONG = "You asked us to read first what you write, " + "for the tone in English is not yet the one you want, " * 4


def test_inbox_gives_the_whole_reason_and_keeps_what_came_back(cast: "Cast") -> None:
    course, post = course_of(cast), waiting_reply(cast)
    services.look_first(actor=cast.ada, course=course, person=cast.cleo, reason=LONG, until=course.today)
    services.send_back(actor=cast.ada, post=post, words="Say which.")
    heard()
    page = signed_in(cast.cleo).get("/inbox/").content.decode()
    assert LONG.strip() in page
    assert "Say which." in page
    services.edit(actor=cast.cleo, post=post, source="The second film.")
    page = signed_in(cast.cleo).get("/inbox/").content.decode()
    assert "You have sent it again." in page
    assert "no longer yours to see" not in page


def test_open_page_of_a_peer_hears_nothing_until_it_is_approved(cast: "Cast") -> None:
    space = looked_after(cast)
    thread = thread_by(cast.ada, space)
    since, there = Thread.objects.get(pk=thread.pk).revision, Space.objects.get(pk=space.pk).revision
    post = services.reply(actor=cast.cleo, thread=thread, source="It may.")
    waiting_thread(cast, space)
    rights = rights_of(cast.fay)
    assert ThreadChannel().news(rights, thread.pk, since) == News()
    assert SpaceChannel().news(rights, space.pk, there) == News()
    services.send_back(actor=cast.ada, post=post, words="Say which.")
    services.edit(actor=cast.cleo, post=post, source="The second may.")
    assert ThreadChannel().news(rights, thread.pk, since) == News()
    services.approve(actor=cast.ada, post=post)
    assert ThreadChannel().news(rights_of(cast.fay), thread.pk, since).line == "1 new post"


def test_export_holds_what_waited_and_who_decided(cast: "Cast") -> None:
    post = waiting_reply(cast)
    services.send_back(actor=cast.ada, post=post, words="Say which film.")
    (waited,) = DATA.export(cast.cleo)["waited_for_staff"]
    assert (waited["post_id"], waited["state"], waited["words"]) == (post.pk, "returned", "Say which film.")
    (looked,) = DATA.export(cast.ada)["looked_at_first"]
    assert (looked["post_id"], looked["words"]) == (post.pk, "Say which film.")
    assert DATA.export(cast.fay)["waited_for_staff"] == DATA.export(cast.fay)["looked_at_first"] == []


@pytest.mark.parametrize("who", ["cleo", "ada"])
def test_erasure_takes_the_words_of_whoever_goes(cast: "Cast", who: str) -> None:
    post = waiting_reply(cast)
    services.send_back(actor=cast.ada, post=post, words="Say which film.")
    DATA.erase(getattr(cast, who))
    assert not Approval.objects.exclude(words="").exists()
    assert Approval.objects.filter(post=post).exists() == (who == "ada")


def test_what_was_agreed_with_a_person_is_taken_along_and_erased(cast: "Cast") -> None:
    agreed_for(cast)
    (look,) = DATA.export(cast.cleo)["first_looks"]
    assert look["reason"] == "You asked for help with tone."
    DATA.erase(cast.ada)
    assert FirstLook.objects.get().reason == ""
    DATA.erase(cast.cleo)
    assert not FirstLook.objects.exists()


def composers(client: Client, thread: Thread) -> list[str]:
    """The page of the block and that of a thread in it."""
    block = thread.space.placement.get_absolute_url()  # type: ignore[union-attr]
    return [client.get(url, follow=True).content.decode() for url in (block, f"/t/{thread.pk}/")]


def said(person: "User", thread: Thread, words: str) -> list[bool]:
    return [words in page for page in composers(signed_in(person), thread)]


def test_composer_says_until_when_and_by_whom_it_was_agreed(cast: "Cast") -> None:
    thread = thread_by(cast.fay, space_in(cast))
    look, until = agreed_for(cast), course_of(cast).today + timedelta(days=7)
    line = f"Staff look first at what you post here, until {weekday(until)}. Ada told you why."
    assert said(cast.cleo, thread, line) == [True, True]
    for other in (cast.fay, cast.jo, cast.ada):
        assert said(other, thread, "look first at what you post") == [False, False]
    services.end_first_look(actor=cast.ada, look=look)
    assert said(cast.cleo, thread, "look first at what you post") == [False, False]


def test_line_about_the_person_takes_the_place_of_that_about_the_block(cast: "Cast") -> None:
    thread = thread_by(cast.ada, looked_after(cast))
    reply_by(cast.ada, thread)
    assert said(cast.cleo, thread, "Staff look at each post") == [True, True]
    agreed_for(cast)
    assert said(cast.cleo, thread, "Staff look at each post") == [False, False]
    assert said(cast.cleo, thread, "Staff look first at what you post here") == [True, True]
