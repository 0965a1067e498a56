"""What was carried over never tells who wrote without their name in the old run, beside what was written with it."""

import pytest
from django.db import transaction

from accounts.models import User
from community.discussion import services
from community.discussion.services.carrying.answering import forget_carrying
from community.models import CarryConsent, Carrying, Post, Thread
from tests.conftest import Cast
from tests.factories.community import reply_by
from tests.factories.people import classmate
from tests.runs.old_runs import HIDDEN, NAMED, Runs, world_of

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def runs(cast: Cast) -> Runs:
    """Fay answered with her name; what follows is without."""
    return world_of(cast, anonymity="choice")


def hidden_reply(runs: Runs, person: User, words: str) -> Post:
    return services.reply(actor=person, thread=Thread.objects.get(pk=runs.thread.pk), source=words, anonymous=True)


def labels(thread: Thread) -> list[str]:
    posts = Post.objects.filter(thread=thread).select_related("persona__user").order_by("seq")
    return [post.persona.label if post.persona.anonymous else post.persona.name for post in posts]


def test_one_who_agrees_without_a_name_stays_two_people(runs: Runs) -> None:
    hidden_reply(runs, runs.cast.fay, "And a scan?")
    thread = runs.carry(cleo=NAMED, fay=HIDDEN, ada=NAMED)
    _cleo, named, _ada, unnamed = labels(thread)
    assert named != unnamed
    assert len(set(Post.objects.filter(thread=thread, seq__in=[2, 4]).values_list("author", flat=True))) == 1


def test_one_who_takes_the_name_back_stays_two_people(runs: Runs) -> None:
    hidden_reply(runs, runs.cast.fay, "And a scan?")
    reply_by(runs.cast.fay, Thread.objects.get(pk=runs.thread.pk), source="Or a wait.")
    thread = runs.carry(cleo=NAMED, fay=NAMED, ada=NAMED)
    before = labels(thread)
    assert (before[1], before[4]) == ("Fay", "Fay")
    runs.say(Carrying.objects.get(carried=thread), "fay", HIDDEN)
    after = labels(thread)
    assert after[3] == before[3]
    assert after[1] == after[4] not in {"Fay", after[3]}
    thread.refresh_from_db()
    assert thread.people_count == 4


def told(cast: Cast, author: User) -> list[str]:
    """What is read in the copy where `author` wrote without a name, and Jo wrote about two people; also after an erasure."""
    with transaction.atomic():
        runs = world_of(cast, anonymity="choice")
        hidden_reply(runs, author, "And a scan?")
        reply_by(
            cast.jo, Thread.objects.get(pk=runs.thread.pk), source="So Gus Grey said, and Hal Moor; ask Gus or Hal."
        )
        carrying = runs.ask(cleo=NAMED, ada=NAMED, jo=NAMED)
        consent = CarryConsent.objects.select_related("carrying__thread__space", "user").get(
            carrying=carrying, user=author
        )
        services.answer_carrying(actor=author, consent=consent, answer=HIDDEN)
        thread = services.carry_over(actor=cast.ada, carrying=carrying, space=runs.space)
        texts = list(Post.objects.filter(thread=thread).order_by("seq").values_list("text", flat=True))
        forget_carrying(author)
        texts.append(Post.objects.get(thread=thread, seq=5).text)
        transaction.set_rollback(True)
    return texts


def test_names_left_out_of_what_others_wrote_do_not_tell_who_wrote_without_one(cast: Cast) -> None:
    people = [classmate(cast, name) for name in ("Gus Grey", "Hal Moor")]
    one, other = (told(cast, person) for person in people)
    assert one == other
    assert one[-1] == "So [name left out] said, and [name left out]; ask Gus or Hal."
