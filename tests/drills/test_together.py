"""Several hundred acts at once on PostgreSQL: whatever is posted, edited, moved, split and merged, every text is there after."""

import random
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from accounts.choices import Role
from accounts.models import Audience, User
from accounts.services import grant, recount
from community.discussion import services
from community.discussion.choices import OPENING, State
from community.discussion.models import Post, Space, Tending, Thread
from core.policy import Refused
from tests.factories.accounts import UserFactory
from tests.factories.community import reply_by, space_in, thread_by
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS, EACH = 8, 60
ACTS = ["post"] * 6 + ["start", "edit", "edit", "close", "reopen", "move", "split", "split", "merge", "undo", "helped"]


class Hands:
    """One of those who act at once; what it wrote last into each post is what has to be there."""

    def __init__(self, n: int, cast: "Cast", person: User, spaces: list[Space]) -> None:
        self.n, self.cast, self.person, self.spaces = n, cast, person, spaces
        self.luck = random.Random(n)
        self.words: dict[int, str] = {}
        self.errors: list[BaseException] = []
        self.done = 0

    def run(self, gate: threading.Barrier) -> None:
        gate.wait(timeout=30)
        try:
            for step in range(EACH):
                try:
                    self.act(self.luck.choice(ACTS), f"Hand {self.n}, act {step}, {self.luck.random()}.")
                    self.done += 1
                except (Refused, ValidationError):
                    continue
        except Exception as error:  # noqa: BLE001 - told in the thread that can fail the test
            self.errors.append(error)
        finally:
            connections.close_all()

    def act(self, name: str, words: str) -> None:
        thread = self.luck.choice(list(Thread.objects.select_related("space").exclude(state=State.MERGED)))
        getattr(self, f"_{name}")(thread, words)

    def _post(self, thread: Thread, words: str) -> None:
        to = self.luck.choice([None, *thread.posts.filter(state=State.POSTED)])
        made = services.reply(actor=self.person, thread=thread, source=words, to=to)
        self.words[made.pk] = words

    def _start(self, thread: Thread, words: str) -> None:
        made = services.start_thread(actor=self.person, space=self.luck.choice(self.spaces), source=words, title=words)
        self.words[made.pk] = words

    def _edit(self, thread: Thread, words: str) -> None:
        if self.words:
            post = Post.objects.select_related("thread").get(pk=self.luck.choice(list(self.words)))
            services.edit(actor=self.person, post=post, source=words)
            self.words[post.pk] = words

    def _close(self, thread: Thread, words: str) -> None:
        services.close_thread(actor=self.cast.ada, thread=thread)

    def _reopen(self, thread: Thread, words: str) -> None:
        for each in Thread.objects.select_related("space").filter(closed_at__isnull=False).exclude(state=State.MERGED):
            services.reopen_thread(actor=self.cast.ada, thread=each)

    def _move(self, thread: Thread, words: str) -> None:
        services.move_thread(actor=self.cast.ada, thread=thread, space=self.luck.choice(self.spaces))

    def _split(self, thread: Thread, words: str) -> None:
        posts = list(thread.posts.filter(state=State.POSTED, seq__gt=OPENING))
        if posts:
            services.split_thread(actor=self.cast.ada, thread=thread, posts=[self.luck.choice(posts).pk], title=words)

    def _merge(self, thread: Thread, words: str) -> None:
        others = list(Thread.objects.exclude(state=State.MERGED).exclude(pk=thread.pk))
        if len(others) > 3:
            services.merge_thread(actor=self.cast.ada, thread=thread, into=self.luck.choice(others))

    def _undo(self, thread: Thread, words: str) -> None:
        rows: list[Any] = list(Tending.objects.filter(undone_at__isnull=True).order_by("-pk")[:5])
        if rows:
            services.undo_tending(actor=self.cast.ada, tending=self.luck.choice(rows))

    def _helped(self, thread: Thread, words: str) -> None:
        post = thread.posts.filter(state=State.POSTED).order_by("?").first()
        if post is not None:
            services.mark_helped(actor=self.person, post=Post.objects.select_related("thread").get(pk=post.pk))


def test_hundreds_of_acts_at_once_lose_nothing(cast: "Cast") -> None:
    people = UserFactory.create_batch(HANDS)
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.all())
    spaces = [space_in(cast), space_in(cast), space_in(cast)]
    for n in range(6):
        reply_by(cast.fay, thread_by(cast.cleo, spaces[n % 3], source=f"Thread {n}."), source=f"Answer {n}.")
    before = dict(Post.objects.values_list("pk", "source"))
    hands, gate = [Hands(n, cast, person, spaces) for n, person in enumerate(people)], threading.Barrier(HANDS)
    running = [threading.Thread(target=hand.run, args=[gate]) for hand in hands]
    for each in running:
        each.start()
    for each in running:
        each.join(timeout=300)
    assert [error for hand in hands for error in hand.errors] == []
    said = before | {pk: words for hand in hands for pk, words in hand.words.items()}
    assert dict(Post.objects.values_list("pk", "source")) == said
    assert sum(hand.done for hand in hands) > HANDS * EACH / 2
    with transaction.atomic():
        recount(Audience.objects.all())
    assert list(services.check_discussions(mend=False)) == []
    for thread in Thread.objects.all():
        assert thread.posts.exists() == (thread.state != State.MERGED)
        assert set(thread.posts.values_list("space_id", "audience_id")) <= {(thread.space_id, thread.audience_id)}
