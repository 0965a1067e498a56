"""A rule asks beside the words; nobody is stopped, and only counts are kept."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion.models import Post
from ethics.models import Nudge
from tests.community.test_pages import signed_in
from tests.factories.community import space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

POINTS = "The patient in bed 14 is short of breath."
PLAIN = "A patient I met was short of breath."


def tally() -> dict[str, int]:
    asked = Nudge.objects.filter(shown__gt=0).values("shown", "heeded", "ignored")
    return {key: sum(row[key] for row in asked) for key in ("shown", "heeded", "ignored")}


def test_nudge_comes_once_and_the_text_is_kept(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    client, url = signed_in(cast.fay), reverse("community:thread-reply", args=[thread.pk])
    first = client.post(url, {"source": POINTS, "token": "t1"})
    page = first.content.decode()
    assert first.status_code == 422
    assert POINTS in page
    assert "You can still post." in page
    assert Post.objects.filter(thread=thread).count() == 1
    again = client.post(url, {"source": POINTS, "token": "t1", "nudged": Nudge.objects.get(shown=1).pk})
    assert again.status_code == 302
    assert Post.objects.filter(thread=thread).count() == 2


@pytest.mark.parametrize(("words", "counted"), [(POINTS, "ignored"), (PLAIN, "heeded")])
def test_what_writers_do_is_counted_without_names(cast: "Cast", words: str, counted: str) -> None:
    space = space_in(cast)
    client, url = signed_in(cast.fay), reverse("community:thread-start")
    first = client.post(url, {"space": space.pk, "kind": "question", "source": POINTS})
    assert first.status_code == 422
    assert tally() == {"shown": 1, "heeded": 0, "ignored": 0}
    nudged = Nudge.objects.get(shown=1).pk
    client.post(url, {"space": space.pk, "kind": "question", "source": words, "nudged": nudged})
    assert tally() == {"shown": 1, "heeded": 0, "ignored": 0} | {counted: 1}
    assert Post.objects.get().text == words


def test_plain_words_are_posted_at_once(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    answer = signed_in(cast.fay).post(reverse("community:thread-reply", args=[thread.pk]), {"source": PLAIN})
    assert answer.status_code == 302
    assert tally() == {"shown": 0, "heeded": 0, "ignored": 0}


def test_while_typing_a_question_is_asked_once(cast: "Cast") -> None:
    client, url = signed_in(cast.fay), reverse("community:nudges", args=[space_in(cast).pk])
    first = client.post(url, {"source": POINTS})
    assert "bed 14" in first.content.decode()
    shown = Nudge.objects.get(shown=1).pk
    assert client.post(url, {"source": POINTS, "nudged": shown, "asking": shown}).status_code == 204
    gone = client.post(url, {"source": PLAIN, "nudged": shown, "asking": shown})
    assert "You can still post." not in gone.content.decode()
    assert f'value="{shown}"' in gone.content.decode()
    assert tally()["shown"] == 1


def test_editing_is_asked_too(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    post = thread.posts.get()
    url = reverse("community:post-edit", args=[thread.pk, post.pk])
    answer = signed_in(cast.cleo).post(url, {"source": POINTS, "title": thread.title})
    assert answer.status_code == 422
    post.refresh_from_db()
    assert post.source != POINTS


@pytest.mark.parametrize("nudged", ["", "x,y", "9" * 40, "1,,2", "-1"])
def test_what_a_client_says_it_was_shown_is_only_read(cast: "Cast", nudged: str) -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    url = reverse("community:thread-reply", args=[thread.pk])
    assert signed_in(cast.fay).post(url, {"source": PLAIN, "nudged": nudged}).status_code == 302
