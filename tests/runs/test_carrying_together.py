"""An answer that several wrote comes along when each of them agrees, and goes when one of them takes it back."""

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.services import grant
from community.discussion import services
from community.discussion.choices import OPENING, Answered, Consent, State
from community.discussion.personal_data import DiscussionData
from community.models import Carrying, Post, PostRevision, Thread
from tests.factories.accounts import UserFactory
from tests.factories.ethics import agreed
from tests.runs.old_runs import HIDDEN, NAMED, NO, Runs

pytestmark = [pytest.mark.django_db]


def together(runs: Runs) -> None:
    """Jo begins it, Fay saves what stands there."""
    services.save_shared_answer(actor=runs.cast.jo, thread=runs.thread, source="Foam.", version=0)
    thread = Thread.objects.get(pk=runs.thread.pk)
    services.share_answer(actor=runs.cast.ada, thread=thread)
    services.save_shared_answer(actor=runs.cast.fay, thread=thread, source="Foam, says Fay.", version=1)


def shared_in(thread: Thread) -> Post | None:
    return Post.objects.filter(thread=thread, version__gt=0, state=State.POSTED).first()


def test_with_the_yes_of_each_it_stands_below_the_question(runs: Runs, client: Client) -> None:
    together(runs)
    thread = runs.carry(cleo=NAMED, fay=NAMED, jo=NAMED)
    post = shared_in(thread)
    assert post
    assert (post.root_seq, post.version, post.writers, post.text) == (OPENING, 1, 2, "Foam, says Fay.")
    assert thread.answered == Answered.PEER
    page = runs.page(thread, client)
    assert "Shared answer" in page
    assert "Written by 2 people" in page
    saved = services.save_shared_answer(actor=runs.cast.ada, thread=thread, source="Foam, mostly.", version=1)
    assert (saved.pk, saved.version) == (post.pk, 2)


@pytest.mark.parametrize("answers", [{"fay": NAMED}, {"fay": NAMED, "jo": NO}, {"jo": NAMED}])
def test_without_the_yes_of_one_it_stays_behind(runs: Runs, answers: dict[str, Consent]) -> None:
    together(runs)
    assert shared_in(runs.carry(cleo=NAMED, **answers)) is None


def test_who_agrees_without_a_name_is_not_in_its_words(runs: Runs, client: Client) -> None:
    together(runs)
    thread = runs.carry(cleo=NAMED, fay=HIDDEN, jo=HIDDEN)
    page = runs.page(thread, client)
    assert "Foam, says [name left out]." in page
    assert not {"Fay", "Jo"} & {word.strip(".,<>") for word in page.split()}


def test_the_name_of_who_wrote_at_it_before_is_left_out_too(runs: Runs) -> None:
    noor = UserFactory(name="Noor")
    agreed([noor])
    grant(user=noor, scope=runs.cast.course_scope, role=Role.ASSISTANT)
    services.save_shared_answer(actor=noor, thread=runs.thread, source="Foam.", version=0)
    services.save_shared_answer(actor=runs.cast.jo, thread=runs.thread, source="Foam, says Noor.", version=1)
    carrying = runs.ask(cleo=NAMED, jo=NAMED)
    carrying.consents.filter(user=noor).update(answer=HIDDEN)
    post = shared_in(services.carry_over(actor=runs.cast.ada, carrying=carrying, space=runs.space))
    assert post
    assert post.text == "Foam, says [name left out]."


@pytest.mark.parametrize("name", ["jo", "fay"])
def test_a_no_of_one_of_them_takes_it_back_and_another_can_be_begun(runs: Runs, name: str) -> None:
    together(runs)
    thread = runs.carry(cleo=NAMED, fay=NAMED, jo=NAMED)
    runs.say(Carrying.objects.get(), name, NO)
    assert shared_in(thread) is None
    thread = Thread.objects.get(pk=thread.pk)
    post = services.save_shared_answer(actor=runs.cast.ada, thread=thread, source="Film.", version=0)
    assert (post.version, shared_in(thread)) == (1, post)


def test_what_the_new_run_wrote_at_stays_without_what_it_said_before(runs: Runs) -> None:
    together(runs)
    thread = runs.carry(cleo=NAMED, fay=NAMED, jo=NAMED)
    services.save_shared_answer(actor=runs.cast.ada, thread=thread, source="Foam, mostly.", version=1)
    runs.say(Carrying.objects.get(), "jo", NO)
    post = shared_in(thread)
    assert post
    assert post.text == "Foam, mostly."
    assert not PostRevision.objects.filter(post=post).exists()


def test_erasing_one_of_them_takes_it_back(runs: Runs) -> None:
    together(runs)
    thread = runs.carry(cleo=NAMED, fay=NAMED, jo=NAMED)
    DiscussionData().erase(runs.cast.jo)
    assert shared_in(thread) is None
