"""Small words to posts: off unless a course chose some, counted, and never shown with whose they are."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from community.discussion import services
from community.discussion.choices import Reaction
from community.discussion.models import Post, Reacted, Thread
from community.discussion.personal_data import DiscussionData
from core.models import OutboxEvent
from core.policy import Refused
from courses.models import Course
from notifications.models import Notice
from tests.community.test_pages import address, body, queries, signed_in
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by

if TYPE_CHECKING:
    from tests.conftest import Cast

CHOSEN = ["thanks", "disagree"]


def answer_in(cast: "Cast", chosen: list[str] = CHOSEN) -> Post:
    services.set_answering(actor=cast.ada, course=course_of(cast), shared=True, reactions=chosen)
    return reply_by(cast.fay, thread_by(cast.cleo, space_in(cast)))


def said(post: Post) -> dict[str, int]:
    return dict(Post.objects.get(pk=post.pk).reactions)


def test_off_unless_a_course_chose_some(cast: "Cast") -> None:
    answer = answer_in(cast, [])
    assert "React" not in body(cast.cleo, address(answer.thread))
    with pytest.raises(Refused, match="not chosen"):
        services.react(actor=cast.cleo, post=answer, reaction=Reaction.THANKS, on=True)


def test_counts_each_word_once_and_takes_it_back(cast: "Cast") -> None:
    answer = answer_in(cast)
    for person in (cast.cleo, cast.cleo, cast.ada):
        services.react(actor=person, post=answer, reaction=Reaction.THANKS, on=True)
    services.react(actor=cast.cleo, post=answer, reaction=Reaction.DISAGREE, on=True)
    assert said(answer) == {"thanks": 2, "disagree": 1}
    services.react(actor=cast.cleo, post=answer, reaction=Reaction.THANKS, on=False)
    assert said(answer) == {"thanks": 1, "disagree": 1}
    services.react(actor=cast.cleo, post=answer, reaction=Reaction.DISAGREE, on=False)
    assert (said(answer), Reacted.objects.count()) == ({"thanks": 1}, 1)


def test_not_to_oneself_nor_with_a_word_that_was_not_chosen(cast: "Cast") -> None:
    answer = answer_in(cast)
    with pytest.raises(Refused, match="own"):
        services.react(actor=cast.fay, post=answer, reaction=Reaction.THANKS, on=True)
    with pytest.raises(Refused, match="not chosen"):
        services.react(actor=cast.cleo, post=answer, reaction=Reaction.THINK, on=True)


def test_nobody_is_told_and_no_list_changes(cast: "Cast") -> None:
    answer = answer_in(cast)
    before = (OutboxEvent.objects.count(), Thread.objects.values_list("revision", "last_post_at", "helped_count").get())
    services.react(actor=cast.cleo, post=answer, reaction=Reaction.THANKS, on=True)
    after = (OutboxEvent.objects.count(), Thread.objects.values_list("revision", "last_post_at", "helped_count").get())
    assert (before, Notice.objects.count()) == (after, 0)


def test_page_shows_counts_and_ones_own_but_nobody_elses(cast: "Cast") -> None:
    answer = answer_in(cast)
    cost = queries(cast.fay, address(answer.thread))
    url = reverse("community:post-react", args=[answer.thread_id, answer.pk])
    assert signed_in(cast.cleo).post(url, {"say": "thanks", "on": "1"}).status_code == 302
    mine, theirs = body(cast.cleo, address(answer.thread)), body(cast.fay, address(answer.thread))
    assert mine.count('name="say" value="thanks"><input type="hidden" name="on" value="0"') == 1
    assert "Thank you 1" in theirs
    assert queries(cast.fay, address(answer.thread)) == cost
    drawn = signed_in(cast.ada).post(url, {"say": "thanks", "on": "1"}, headers={"HX-Request": "true"})
    assert '<span class="num">2</span>' in drawn.content.decode()
    assert signed_in(cast.ada).post(url, {"say": "karma", "on": "1"}).status_code == 404


def test_erasing_a_person_and_a_post_takes_them_along(cast: "Cast") -> None:
    answer = answer_in(cast)
    services.react(actor=cast.cleo, post=answer, reaction=Reaction.THANKS, on=True)
    services.react(actor=cast.ada, post=answer, reaction=Reaction.THANKS, on=True)
    assert DiscussionData().export(cast.cleo)["reactions"] == [{"post_id": answer.pk, "said": ["thanks"]}]
    DiscussionData().erase(cast.cleo)
    assert said(answer) == {"thanks": 1}
    services.delete(actor=cast.fay, post=Post.objects.get(pk=answer.pk))
    assert (said(answer), Reacted.objects.count()) == ({}, 0)


def test_educators_choose_them_on_their_page(cast: "Cast") -> None:
    course = course_of(cast)
    client, url = signed_in(cast.ada), reverse("community:answering", args=[course.slug])
    assert client.post(url, {"shared": "on", "reactions": ["think", "thanks"]}).status_code == 302
    assert services.reactions_of(Course.objects.get(pk=course.pk)) == [Reaction.THANKS, Reaction.THINK]
    assert client.post(url, {"reactions": ["karma"]}).status_code == 422
    assert signed_in(cast.jo).get(url).status_code == 403


def test_same_question_counts_once_is_undone_and_follows_quietly(cast: "Cast") -> None:
    """The one button under the opening post of a question."""
    thread = thread_by(cast.cleo, space_in(cast))
    url = reverse("community:post-helped", args=[thread.pk, opening_of(thread).pk])
    client = signed_in(cast.fay)
    client.post(url, {"on": "1"})
    client.post(url, {"on": "1"})
    assert thread.followings.filter(user=cast.fay, muted=False).exists()
    assert "1 person has the same question" in body(cast.cleo, address(thread))
    assert 'aria-pressed="true"' in body(cast.fay, address(thread))
    client.post(url, {"on": "0"})
    assert (opening_of(thread).helped_count, Thread.objects.get().helped_count) == (0, 0)
