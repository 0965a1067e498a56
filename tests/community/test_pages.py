"""What the pages show, and what they cost."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from community.discussion import services
from community.discussion.models import Post, ReadChunk, Thread
from courses.models import Placement, Unit
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

LIST = "/c/clinical-reasoning/discussions/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def body(person: User, url: str) -> str:
    answer = signed_in(person).get(url, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def queries(person: User, url: str) -> int:
    """Of a second visit: the first one leaves read marks."""
    client = signed_in(person)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def address(thread: Thread) -> str:
    return reverse("community:thread", args=["clinical-reasoning", thread.pk, "does-a-clear-film-rule-out-a-clot"])


def unit_of(thread: Thread) -> Unit:
    placement = thread.space.placement
    assert isinstance(placement, Placement)
    return placement.unit


def test_thread_page_shows_question_and_answers(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread, source="The film finds the rivals.")
    reply_by(cast.ada, thread, to=first, source="Just so.")
    page = body(cast.jo, address(thread))
    for words in ["Does a clear film", "The film finds the rivals.", "Just so.", "answering Cleo", "to Fay"]:
        assert words in page


def test_headings_walk_the_argument(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread)
    reply_by(cast.ada, thread, to=first)
    page = body(cast.jo, address(thread))
    assert [f'<{tag} id="p{seq}h"' in page for tag, seq in [("h2", 1), ("h2", 2), ("h3", 3)]] == [True] * 3
    assert 'aria-label="1 reply to Fay"' in page


@pytest.mark.parametrize("url", ["/t/{}/", "/c/clinical-reasoning/t/{}-an-older-title/"])
def test_every_address_leads_to_the_thread(cast: "Cast", url: str) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    assert signed_in(cast.fay).get(url.format(thread.pk))["Location"] == address(thread)


@pytest.mark.parametrize("who", ["eve", "ben", "dan", "kim", "lea"])
def test_thread_is_absent_for_who_does_not_read_it(cast: "Cast", who: str) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    client = signed_in(getattr(cast, who))
    assert client.get(address(thread)).status_code == 404
    assert client.post(f"/t/{thread.pk}/reply/", {"source": "Hello"}).status_code == 404


def test_new_posts_are_marked_once(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    body(cast.cleo, address(thread))
    reply_by(cast.fay, thread)
    first, second = body(cast.cleo, address(thread)), body(cast.cleo, address(thread))
    assert "1 new post" in first
    assert "New since your last visit" in first
    assert "1 new post" not in second
    assert ReadChunk.objects.get(user=cast.cleo).bits == 0b110


def test_what_a_browser_fetches_ahead_is_not_read(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    signed_in(cast.fay).get(address(thread), headers={"Sec-Purpose": "prefetch"})
    assert not ReadChunk.objects.filter(user=cast.fay).exists()


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true", "HX-Target": "sheet"}])
def test_empty_reply_comes_back_as_a_form_with_its_error(cast: "Cast", htmx: dict[str, str]) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    address = reverse("community:thread-reply", args=[thread.pk])
    answer = signed_in(cast.fay).post(address, {"source": "  ", "token": "once"}, headers=htmx)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#reply")
    page = answer.content.decode()
    assert page.count('id="reply"') == 1
    assert "There is nothing written here yet." in page
    assert ("<html" in page) == (not htmx)


def test_reply_to_somebody_begins_in_place(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    post = reply_by(cast.ada, thread)
    client, htmx = signed_in(cast.fay), {"HX-Request": "true", "HX-Target": "reply"}
    page = client.get(f"{address(thread)}?to={post.pk}", headers=htmx).content.decode()
    assert "<html" not in page
    assert "Your reply to Ada" in page


def test_focus_goes_to_the_new_reply_and_to_nothing_else(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    address, htmx = reverse("community:thread-reply", args=[thread.pk]), {"HX-Request": "true", "HX-Target": "sheet"}
    page = signed_in(cast.fay).post(address, {"source": "It does not.", "token": "once"}, headers=htmx)
    assert page.content.decode().count("data-focus") == 1


def test_endorsed_answer_is_read_at_the_top_and_keeps_its_place(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = reply_by(cast.fay, thread)
    services.endorse(actor=cast.ada, post=answer, reason="She argues from what the test can show.")
    page = body(cast.jo, address(thread))
    assert "Endorsed by Ada." in page
    assert page.index('id="endorsed"') < page.index('id="p2"')


def test_pages_of_thirty_by_key(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    posts = [reply_by(cast.fay, thread, source=f"Answer {n}.") for n in range(1, 41)]
    first, last = body(cast.jo, address(thread)), body(cast.jo, f"{address(thread)}?last")
    assert ("Answer 29." in first, "Answer 30." in first) == (True, False)
    assert ("Answer 10." in last, "Answer 11." in last, "Answer 40." in last) == (False, True, True)
    following = body(cast.jo, f"{address(thread)}?from=30.31")
    assert ("Answer 29." in following, "Answer 30." in following) == (False, True)
    permalink = signed_in(cast.jo).get(f"/t/{thread.pk}/p/{posts[-1].pk}/")["Location"]
    assert permalink == f"{address(thread)}?from=41.41#p41"
    assert "Answer 40." in body(cast.jo, permalink)


def test_thread_page_costs_the_same_for_one_post_and_for_thirty(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.fay, thread)
    one = queries(cast.jo, address(thread))
    to = reply_by(cast.ada, thread)
    for n in range(27):
        reply_by([cast.fay, cast.ada, cast.cleo][n % 3], thread, to=to if n % 2 else None)
    assert queries(cast.jo, address(thread)) == one
    assert one <= 10


def test_thread_of_many_pages_costs_one_query_more_wherever_one_reads(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    for n in range(70):
        reply_by(cast.fay, thread, source=f"Answer {n}.")
    assert queries(cast.jo, address(thread)) <= 10
    assert queries(cast.jo, f"{address(thread)}?last") <= 10
    first = signed_in(cast.jo).get(f"{address(thread)}?unread", follow=True)
    assert first.redirect_chain[-1][0] == f"{address(thread)}?from=31.31#p31"


def test_twenty_threads_a_page_with_numbers(cast: "Cast") -> None:
    space = space_in(cast)
    for n in range(21):
        thread_by(cast.cleo, space, source=f"Thread number {n}.")
    url = unit_of(Thread.objects.earliest("pk")).get_absolute_url()
    assert body(cast.fay, url).count('class="trow"') == 20
    second = f"{url}?p{space.placement_id}=2"
    assert body(cast.fay, second).count('class="trow"') == 1
    assert body(cast.fay, f"{LIST}?page=2").count('class="trow"') == 1


@pytest.mark.parametrize(("tab", "shown"), [("needs-answer", ["Open?"]), ("unread", ["Open?", "Answered?"])])
def test_tabs(cast: "Cast", tab: str, shown: list[str]) -> None:
    space = space_in(cast)
    thread_by(cast.cleo, space, source="Open?")
    reply_by(cast.fay, thread_by(cast.cleo, space, source="Answered?"))
    thread_by(cast.jo, space, source="A claim.", kind="claim")
    page = body(cast.jo, f"{LIST}?tab={tab}")
    assert [words for words in ["Open?", "Answered?", "A claim."] if words in page] == shown


def test_empty_place_of_a_deleted_post_keeps_its_replies(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    first = reply_by(cast.fay, thread, source="A secret.")
    reply_by(cast.ada, thread, to=first, source="An answer.")
    services.delete(actor=cast.fay, post=first)
    page = body(cast.cleo, address(thread))
    assert ("Deleted by its author." in page, "An answer." in page, "A secret." in page) == (True, True, False)


def test_hidden_post_is_shown_to_its_author_with_the_reason_why(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    post = reply_by(cast.fay, thread, source="Only an idiot would.")
    services.hide_post(post)
    assert "Hidden. Here only you can see this." in body(cast.fay, address(thread))
    assert "Only an idiot would." not in body(cast.cleo, address(thread))
    assert signed_in(cast.cleo).get(f"/t/{thread.pk}/p/{post.pk}/").status_code == 404


def test_audience_is_named_in_numbers_before_the_first_keystroke(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    line = "2 students and 2 staff in this course will read this, with your name."
    assert line in body(cast.fay, address(thread))
    assert line in body(cast.fay, unit_of(thread).get_absolute_url())


def test_home_shows_answers_to_me_until_they_are_read(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.fay, thread)
    assert "Fay answered you" in body(cast.cleo, "/")
    body(cast.cleo, address(thread))
    assert "Fay answered you" not in body(cast.cleo, "/")


def test_home_of_staff_shows_the_oldest_promise_first(cast: "Cast") -> None:
    thread_by(cast.cleo, space_in(cast), source="Is it a clot?")
    assert "Is it a clot?" in body(cast.ada, "/")
    assert "Is it a clot?" in body(cast.fay, "/c/clinical-reasoning/")
    assert Post.objects.count() == 1
    assert opening_of(Thread.objects.get()).is_opening


HOURS = 61_397
"""No other number of the page has these digits in it."""


@pytest.mark.parametrize(("days", "words"), [(2, "within 2 working days"), (1, "within 1 working day"), (0, "")])
def test_one_promise_everywhere(cast: "Cast", days: int, words: str) -> None:
    """What the course says is what the block shows students and what the due date is reckoned by; hours are not shown."""
    course = course_of(cast)
    course.settings = {**course.settings, "promise_days": days, "weekly_hours": HOURS}
    course.save()
    space = space_in(cast)
    with time_machine.travel(datetime(2026, 11, 20, 10, tzinfo=UTC), tick=False):
        thread = thread_by(cast.cleo, space)
    due = {2: datetime(2026, 11, 24, 10, tzinfo=UTC), 1: datetime(2026, 11, 23, 10, tzinfo=UTC), 0: None}
    assert thread.answer_due_at == due[days]
    page = body(cast.fay, unit_of(thread).get_absolute_url())
    assert ("Staff answer questions within" in page) == bool(days)
    assert words in page
    assert str(HOURS) not in re.sub(r'"[^"]*"', "", page)
