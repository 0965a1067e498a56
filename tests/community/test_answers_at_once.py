"""On PostgreSQL, several people at the same answer, question and post in the same moment."""

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion import services
from community.discussion.choices import FollowUp, Reaction
from community.discussion.models import Post, Thread
from tests.community.test_concurrency import beside
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of, opening_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 6


def people(cast: "Cast") -> list[User]:
    made = UserFactory.create_batch(PEOPLE)
    for person in made:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.all())
    return made


def test_versions_saved_at_once_are_kept_or_given_back(cast: "Cast") -> None:
    writers = people(cast)
    thread = thread_by(cast.cleo, space_in(cast))
    services.save_shared_answer(actor=cast.ada, thread=thread, source="Foam.", version=0)
    back: list[User] = []
    seen: list[int] = []

    def write(person: User) -> None:
        mine = Thread.objects.get(pk=thread.pk)
        try:
            services.save_shared_answer(actor=person, thread=mine, source=f"Foam, says {person.pk}.", version=1)
        except services.Overtaken as meanwhile:
            back.append(person)
            seen.append(meanwhile.post.version)

    beside(*(lambda person=person: write(person) for person in writers))
    post = Post.objects.get(version=2)
    assert seen == [2] * (PEOPLE - 1)
    assert (len(back), post.author in back, post.revisions.get().source) == (PEOPLE - 1, False, "Foam.")


def test_two_who_begin_at_once_begin_one(cast: "Cast") -> None:
    writers = people(cast)
    thread = thread_by(cast.cleo, space_in(cast))
    services.share_answer(actor=cast.ada, thread=thread)

    def begin(person: User) -> None:
        mine = Thread.objects.get(pk=thread.pk)
        with suppress(services.Overtaken):
            services.save_shared_answer(actor=person, thread=mine, source=f"Foam, says {person.pk}.", version=0)

    beside(*(lambda person=person: begin(person) for person in writers))
    assert Post.objects.filter(thread=thread, version__gt=0).count() == 1


def test_same_question_and_small_words_count_everybody(cast: "Cast") -> None:
    pressing = people(cast)
    thread = thread_by(cast.cleo, space_in(cast))
    services.set_answering(actor=cast.ada, course=course_of(cast), shared=True, reactions=["thanks", "think"])
    opening = opening_of(thread)

    def press(person: User) -> None:
        mine = opening_of(Thread.objects.get(pk=thread.pk))
        services.mark_helped(actor=person, post=mine)
        services.react(actor=person, post=mine, reaction=Reaction.THINK, on=True)
        services.react(actor=person, post=mine, reaction=Reaction.THANKS, on=True)
        services.react(actor=person, post=mine, reaction=Reaction.THANKS, on=False)

    beside(*(lambda person=person: press(person) for person in pressing))
    opening.refresh_from_db()
    assert (opening.helped_count, Thread.objects.get().helped_count) == (PEOPLE, PEOPLE)
    assert opening.reactions == {"think": PEOPLE}


def test_follow_ups_asked_and_resolved_at_once_are_counted(cast: "Cast") -> None:
    asking = people(cast)
    thread = thread_by(cast.cleo, space_in(cast))
    reply_by(cast.ada, thread)

    def ask(person: User, n: int) -> None:
        mine = Thread.objects.get(pk=thread.pk)
        post = services.reply(actor=person, thread=mine, source="And in pregnancy?", asks_on=True)
        if n % 2:
            services.resolve_follow_up(actor=person, post=post)

    beside(*(lambda person=person, n=n: ask(person, n) for n, person in enumerate(asking)))
    assert Thread.objects.get().open_follow_ups == PEOPLE // 2 == Post.objects.filter(follow_up=FollowUp.OPEN).count()
