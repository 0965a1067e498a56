"""What one is warned of stays folded wherever it appears; how AI helped stands under the post where that is asked."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from community.discussion import services
from community.discussion.models import Post
from community.discussion.notices import MyPostWarned, ReplyToMe
from community.discussion.views.feeds import feed
from core.models import OutboxEvent
from core.policy import Refused
from tests.community.test_files import signed_in
from tests.factories.community import course_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

GRIM = "He was found in the garage."
WARNED = services.Beside(warnings=["death", "other"], warning_words="a garage")
FOLDED = re.compile(r"<details class=\"folded warned\">.*?</details>", re.DOTALL)


def warned_post(cast: "Cast") -> Post:
    thread = thread_by(cast.cleo, space_in(cast), source="What happened there?")
    return services.reply(actor=cast.fay, thread=thread, source=GRIM, beside=WARNED)


def outside(page: str) -> str:
    return FOLDED.sub("", page)


def page_of(client: Client, post: Post, name: str = "thread-short", *args: int) -> str:
    url = reverse(f"community:{name}", args=args or [post.thread_id])
    return client.get(url, follow=True).content.decode()


def test_words_are_folded_under_what_they_are_about(cast: "Cast") -> None:
    post = warned_post(cast)
    page = page_of(signed_in(cast.cleo), post)
    assert "Content warning: Death, a garage" in page
    assert GRIM in page
    assert GRIM not in outside(page)


@pytest.mark.parametrize("name", ["post-save", "post-endorse", "post-history"])
def test_quotes_are_folded_too(cast: "Cast", name: str) -> None:
    post = warned_post(cast)
    page = page_of(signed_in(cast.ada), post, name, post.thread_id, post.pk)
    assert GRIM in page
    assert GRIM not in outside(page)


def test_endorsed_answer_is_folded_at_the_top(cast: "Cast") -> None:
    post = warned_post(cast)
    services.endorse(actor=cast.ada, post=post, reason="True.")
    page = page_of(signed_in(cast.cleo), post)
    assert page.count(GRIM) == 2
    assert GRIM not in outside(page)


def test_mail_and_feed_and_search_say_only_what_it_is_about(cast: "Cast", rf: Any) -> None:
    post = warned_post(cast)
    event = OutboxEvent.objects.get(name=ReplyToMe.event.name)
    event_of = ReplyToMe.event(**event.payload)
    message = ReplyToMe().message(cast.cleo, event_of)
    assert "Content warning: Death, a garage" in message.body
    assert GRIM not in message.body
    placement = post.space.placement
    assert placement is not None
    address = services.renew_feed(actor=cast.cleo, unit=placement.unit)
    atom = feed(rf.get("/"), address.token).content.decode()
    assert "Content warning" in atom
    assert GRIM not in atom
    services.index(post)
    found = signed_in(cast.cleo).get(reverse("courses:search"), {"q": "found garage"}).content.decode()
    assert "Content warning: Death" in found
    assert "found</mark>" not in found


def test_staff_may_warn_and_the_author_is_told_and_cannot_take_it_away(cast: "Cast") -> None:
    post = reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)), source=GRIM)
    with pytest.raises(Refused):
        services.warn(actor=cast.cleo, post=post, warnings=["death"])
    url = reverse("community:post-warn", args=[post.thread_id, post.pk])
    assert signed_in(cast.ada).post(url, {"warnings": ["other"]}).status_code == 422
    assert signed_in(cast.ada).post(url, {"warnings": ["death"]}).status_code == 302
    event = MyPostWarned.event(**OutboxEvent.objects.get(name=MyPostWarned.event.name).payload)
    assert list(MyPostWarned().recipients(event)) == [cast.fay]
    post = services.edit(actor=cast.fay, post=post, source="Milder.", beside=services.Beside())
    assert post.warnings == ["death"]
    services.warn(actor=cast.ada, post=post, warnings=[])
    post.refresh_from_db()
    assert (post.warnings, post.warned_by) == ([], None)


def test_author_takes_an_own_warning_away(cast: "Cast") -> None:
    post = warned_post(cast)
    assert services.edit(actor=cast.fay, post=post, source=GRIM, beside=services.Beside()).warnings == []


@pytest.mark.parametrize("by", ["course", "block"])
def test_ai_is_asked_where_somebody_wants_to_know(cast: "Cast", by: str) -> None:
    space = space_in(cast)
    if by == "course":
        course = course_of(cast)
        course.settings["ask_ai"] = True
        course.save()
    elif space.placement is not None:
        space.placement.config["ask_ai"] = True
        space.placement.save()
    thread = thread_by(cast.fay, space)
    url, cleo = reverse("community:thread-reply", args=[thread.pk]), signed_in(cast.cleo)
    refused = cleo.post(url, {"source": "So."})
    assert refused.status_code == 422
    assert "It is shown under your post." in refused.content.decode()
    assert cleo.post(url, {"source": "So.", "ai": "other"}).status_code == 422
    assert cleo.post(url, {"source": "So.", "ai": "language", "ai_words": "Two sentences."}).status_code == 302
    page = page_of(signed_in(cast.ada), thread.posts.get(author=cast.cleo))
    assert "AI helped with the language, says the author. Two sentences." in page


def test_ai_is_not_asked_elsewhere(cast: "Cast") -> None:
    thread = thread_by(cast.fay, space_in(cast))
    assert "Did AI help" not in page_of(signed_in(cast.cleo), thread.posts.get())
