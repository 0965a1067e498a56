"""A resource is a link, and why it helps."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion.models import Draft, Post
from tests.community.test_pages import signed_in
from tests.factories.community import space_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


def shared(cast: "Cast", source: str, link: str, kind: str = "resource") -> "HttpResponse":
    fields = {"space": space_in(cast).pk, "kind": kind, "title": "", "source": source, "link": link, "token": "t"}
    return signed_in(cast.fay).post(reverse("community:thread-start"), fields)


@pytest.mark.parametrize(
    ("source", "link", "wanted"),
    [
        ("It shows it well.", "https://example.org/a", "It shows it well.\n\n<https://example.org/a>"),
        ("See https://example.org/a", "", "See https://example.org/a"),
        ("See https://example.org/a", "https://example.org/a", "See https://example.org/a"),
        ("Good", "example.org/a>b", "Good\n\n<https://example.org/a%3Eb>"),
    ],
)
def test_the_link_closes_the_words(cast: "Cast", source: str, link: str, wanted: str) -> None:
    assert shared(cast, source, link).status_code == 302
    post = Post.objects.get()
    assert post.source == wanted
    assert 'href="https://example.org/a' in post.html


@pytest.mark.parametrize(("link", "words"), [("", "Where is it?"), ("javascript:alert(1)", "This is not a link")])
def test_without_a_link_it_is_asked_for_and_nothing_is_lost(cast: "Cast", link: str, words: str) -> None:
    answer = shared(cast, "It shows it well.", link)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "It shows it well.</textarea>" in answer.content.decode()
    assert not Post.objects.exists()


def test_a_question_needs_none(cast: "Cast") -> None:
    assert shared(cast, "Why?", "", kind="question").status_code == 302


def test_a_draft_takes_the_link_along(cast: "Cast") -> None:
    url = reverse("community:space-draft", args=[space_in(cast).pk])
    signed_in(cast.fay).post(url, {"source": "Good", "link": "https://example.org/a", "kind": "resource"})
    assert Draft.objects.get().source == "Good\n\n<https://example.org/a>"
