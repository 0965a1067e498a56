"""To see what one writes before it is posted: the same rendering, and nothing is kept."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion.models import Mention, Post
from core.models import OutboxEvent
from courses.services import furnish
from tests.community.test_pages import signed_in
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from community.discussion.models import Thread
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db
WORDS = "**Bold**, $x^2$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint(1)\n```\n\n<script>alert(1)</script>"


def look_url(thread: "Thread") -> str:
    return reverse("community:thread-look", args=[thread.pk])


def test_what_is_seen_is_what_will_be_stored(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    before = OutboxEvent.objects.count()
    seen = signed_in(cast.fay).post(look_url(thread), {"source": WORDS}).content.decode()
    assert (Post.objects.count(), OutboxEvent.objects.count()) == (1, before)
    assert reply_by(cast.fay, thread, source=WORDS).html in seen
    assert "<script>" not in seen


def test_a_name_is_seen_and_calls_nobody(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    source = f"@{cast.jo.handle} @{cast.eve.handle}"
    seen = signed_in(cast.fay).post(look_url(thread), {"source": source}).content.decode()
    assert ">@Jo</a>" in seen
    assert f"@{cast.eve.handle}" in seen
    assert "@Eve<" not in seen
    assert not Mention.objects.exists()


def test_without_scripts_the_form_comes_back_with_everything(cast: "Cast") -> None:
    space = space_in(cast)
    fields = {"space": space.pk, "kind": "claim", "title": "My line", "source": WORDS, "token": "tok-1", "look": "1"}
    answer = signed_in(cast.fay).post(reverse("community:thread-start"), fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>Bold</strong>" in page
    for kept in ('value="tok-1"', 'value="My line"', 'value="claim" data-act="Post claim" checked', "| 1 | 2 |"):
        assert kept in page
    assert not Post.objects.exists()


@pytest.mark.parametrize("name", ["thread-reply", "post-edit", "announce"])
def test_every_composer_shows_it(cast: "Cast", name: str) -> None:
    thread = thread_by(cast.ada, space_in(cast))
    furnish(actor=cast.ada, course=course_of(cast))
    args = {
        "thread-reply": [thread.pk],
        "post-edit": [thread.pk, opening_of(thread).pk],
        "announce": ["clinical-reasoning"],
    }
    url = reverse(f"community:{name}", args=args[name])
    answer = signed_in(cast.ada).post(url, {"source": WORDS, "title": "A line", "look": "1"})
    assert answer.status_code == 200
    assert "<strong>Bold</strong>" in answer.content.decode()
    assert Post.objects.count() == 1
    assert "Bold" not in opening_of(thread).source


def test_looking_has_its_measure(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.discussion.views.writing.OFTEN", {"look": 2, "people": 1})
    thread = thread_by(cast.cleo, space_in(cast))
    client = signed_in(cast.fay)
    assert [client.post(look_url(thread), {"source": "a"}).status_code for _ in range(3)] == [200, 200, 429]
    assert signed_in(cast.jo).post(look_url(thread), {"source": "a"}).status_code == 200
    people = reverse("community:thread-people", args=[thread.pk])
    assert [client.get(people).status_code for _ in range(2)] == [200, 429]


def test_nothing_and_too_much_say_so(cast: "Cast") -> None:
    thread = thread_by(cast.cleo, space_in(cast))
    assert "nothing written" in signed_in(cast.fay).post(look_url(thread), {"source": " "}).content.decode()
    answer = signed_in(cast.fay).post(look_url(thread), {"source": "a" * 5001})
    assert answer.status_code == 422
    assert "5001" in answer.content.decode()
