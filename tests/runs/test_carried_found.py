"""What was carried over is found under the names it shows, and its follow-up questions say whether they were answered."""

import pytest
from django.test import Client

from community.discussion import services
from community.discussion.choices import Answered, FollowUp
from community.models import Post, Thread
from core import search
from tests.runs.old_runs import HIDDEN, NAMED, Runs

pytestmark = [pytest.mark.django_db]


def found(client: Client, runs: Runs, typed: str) -> str:
    client.force_login(runs.nia)
    page = client.get(f"/c/{runs.new.slug}/search/", {"q": typed}).content.decode()
    return page.partition('<ul class="list">')[2].partition("</ul>")[0]


def test_a_named_author_is_found_by_name(runs: Runs, client: Client) -> None:
    thread = runs.carry(cleo=NAMED, fay=HIDDEN)
    search.rebuild()
    assert f"/t/{thread.pk}/" in found(client, runs, "film author:cleo")
    assert found(client, runs, "author:fay") == ""
    label = Post.objects.get(thread=thread, seq=2).persona.label.split()[-1]
    assert f"/t/{thread.pk}/" in found(client, runs, f"author:{label}")


def further(runs: Runs, *, resolved: bool) -> None:
    post = services.reply(actor=runs.cast.fay, thread=runs.thread, source="And in pregnancy?", asks_on=True)
    if resolved:
        services.resolve_follow_up(actor=runs.cast.fay, post=post)


@pytest.mark.parametrize(("resolved", "state"), [(True, FollowUp.RESOLVED), (False, FollowUp.OPEN)])
def test_a_follow_up_question_keeps_its_state(runs: Runs, resolved: bool, state: str) -> None:
    further(runs, resolved=resolved)
    thread = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    assert Post.objects.get(thread=thread, text="And in pregnancy?").follow_up == state
    assert thread.open_follow_ups == (0 if resolved else 1)
    assert Thread.objects.needing_answer().filter(pk=thread.pk).exists() == (not resolved)


def test_a_follow_up_question_is_no_answer_there_either(runs: Runs) -> None:
    further(runs, resolved=True)
    Post.objects.filter(pk__in=[runs.answer.pk, runs.last.pk]).update(state="deleted")
    thread = runs.carry(cleo=NAMED, fay=NAMED)
    assert thread.answered == Answered.NO
