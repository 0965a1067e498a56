"""Several hundred acts at once on PostgreSQL: whatever is posted, edited, moved, split and merged, every text is there after."""

import random
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from accounts.choices import Role, ScopeKind
from accounts.models import Audience, User
from accounts.services import grant, plant, recount
from community.discussion import services
from community.discussion.choices import OPENING, Consent, FollowUp, Reaction, State, ThreadKind
from community.discussion.models import (
    Approval,
    Carrying,
    Post,
    PostRevision,
    Reacted,
    Space,
    Tending,
    Thread,
)
from community.discussion.services import Label
from core.policy import Refused
from courses.models import Course, Series
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.courses import CourseFactory, PlacementFactory, UnitFactory
from tests.factories.ethics import agreed

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS, EACH = 8, 60
ACTS = ["post"] * 6 + ["start", "edit", "edit", "close", "reopen", "move", "split", "split", "merge", "undo", "helped"]
ACTS += ["convert", "share", "share", "approve", "approve", "carry", "ask_on", "resolve", "react", "label", "endorse"]


class Hands:
    """One of those who act at once; what it wrote last into each post is what has to be there."""

    def __init__(self, n: int, cast: "Cast", person: User, spaces: list[Space]) -> None:
        self.n, self.cast, self.person, self.spaces = n, cast, person, spaces
        self.luck = random.Random(n)
        self.words: dict[int, str] = {}
        self.versions: dict[tuple[int, int], str] = {}
        self.errors: list[BaseException] = []
        self.done = 0

    def run(self, gate: threading.Barrier) -> None:
        gate.wait(timeout=30)
        try:
            for step in range(EACH):
                try:
                    self.act(self.luck.choice(ACTS), f"Hand {self.n}, act {step}, {self.luck.random()}.")
                    self.done += 1
                except (Refused, ValidationError, services.Overtaken):
                    continue
        except Exception as error:  # noqa: BLE001 - told in the thread that can fail the test
            self.errors.append(error)
        finally:
            connections.close_all()

    def act(self, name: str, words: str) -> None:
        course = self.spaces[0].course_id
        there = Thread.objects.select_related("space").filter(course=course).exclude(state=State.MERGED)
        thread = self.luck.choice(list(there))
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
        closed = Thread.objects.select_related("space").filter(course=thread.course_id, closed_at__isnull=False)
        for each in closed.exclude(state=State.MERGED):
            services.reopen_thread(actor=self.cast.ada, thread=each)

    def _move(self, thread: Thread, words: str) -> None:
        services.move_thread(actor=self.cast.ada, thread=thread, space=self.luck.choice(self.spaces))

    def _split(self, thread: Thread, words: str) -> None:
        posts = list(thread.posts.filter(state=State.POSTED, seq__gt=OPENING))
        if posts:
            services.split_thread(actor=self.cast.ada, thread=thread, posts=[self.luck.choice(posts).pk], title=words)

    def _merge(self, thread: Thread, words: str) -> None:
        others = list(Thread.objects.filter(course=thread.course_id).exclude(state=State.MERGED).exclude(pk=thread.pk))
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

    def _convert(self, thread: Thread, words: str) -> None:
        services.convert_thread(
            actor=self.cast.ada, thread=thread, kind=self.luck.choice([ThreadKind.CLAIM, ThreadKind.QUESTION])
        )

    def _share(self, thread: Thread, words: str) -> None:
        services.share_answer(actor=self.cast.ada, thread=thread)
        known = services.shared_answer_of(thread)
        version = known.version if known else 0
        made = services.save_shared_answer(actor=self.person, thread=thread, source=words, version=version)
        self.versions[made.pk, made.version] = words

    def _approve(self, thread: Thread, words: str) -> None:
        for approval in Approval.objects.undecided().select_related("post").order_by("?")[:2]:
            services.approve(actor=self.cast.ada, post=approval.post)

    def _carry(self, thread: Thread, words: str) -> None:
        """Whoever began it agrees, and so do the others; twice at once is once."""
        into = Space.objects.exclude(course=thread.course_id).get()
        assert into.course is not None
        asked = services.ask_to_carry(actor=self.cast.ada, thread=thread, course=into.course)
        for consent in asked.consents.select_related("carrying__thread__space", "user", "stand_in"):
            services.answer_carrying(actor=consent.user, consent=consent, answer=Consent.HIDDEN)
        services.carry_over(actor=self.cast.ada, carrying=asked, space=into)

    def _ask_on(self, thread: Thread, words: str) -> None:
        made = services.reply(actor=self.person, thread=thread, source=words, asks_on=True)
        self.words[made.pk] = words

    def _resolve(self, thread: Thread, words: str) -> None:
        for post in Post.objects.filter(follow_up=FollowUp.OPEN, state=State.POSTED).order_by("?")[:2]:
            services.resolve_follow_up(actor=self.cast.ada, post=post)

    def _react(self, thread: Thread, words: str) -> None:
        for post in thread.posts.filter(state=State.POSTED).select_related("thread").order_by("?")[:1]:
            services.react(actor=self.person, post=post, reaction=Reaction.THANKS, on=self.luck.choice([True, False]))

    def _label(self, thread: Thread, words: str) -> None:
        services.label_thread(actor=self.cast.ada, thread=thread, numbers=[self.luck.choice([1, 2])])

    def _endorse(self, thread: Thread, words: str) -> None:
        post = thread.posts.filter(state=State.POSTED, seq__gt=OPENING).select_related("thread").order_by("?").first()
        if post is not None:
            services.endorse(actor=self.cast.ada, post=post, reason=words[:60])


def places(cast: "Cast") -> list[Space]:
    """Three places of a course, in one of which posts wait; and the next run of the course, with one place."""
    course = course_of(cast)
    course.series = Series.objects.create(title=course.title)
    course.save(update_fields=["series"])
    services.set_answering(actor=cast.ada, course=course, shared=True, reactions=["thanks"])
    services.set_labels(actor=cast.ada, course=course, labels=[Label(1, "Film"), Label(2, "Scan")], writers=True)
    scope = plant(kind=ScopeKind.COURSE, name="Again", parent=cast.programme)
    grant(user=cast.ada, scope=scope, role=Role.EDUCATOR)
    again = CourseFactory(scope=scope, title="Again", slug="again", series=course.series)
    services.open_spaces(PlacementFactory(unit=UnitFactory(course=again)))
    looked = {"prompt": "Why?", "approval": "every"}
    return [space_in(cast), space_in(cast), space_in(cast, config=looked)]


def nothing_lost(hands: list[Hands], before: dict[int, str], course: Course) -> None:
    """Every text is what was written last into it, every version of what several wrote is kept, nothing came twice."""
    said = before | {pk: words for hand in hands for pk, words in hand.words.items()}
    versions = {key: words for hand in hands for key, words in hand.versions.items()}
    last = {pk: max(version for each, version in versions if each == pk) for pk, _version in versions}
    said |= {pk: versions[pk, version] for pk, version in last.items()}
    assert dict(Post.objects.filter(space__course=course).values_list("pk", "source")) == said
    kept = set(PostRevision.objects.filter(post__in=last).values_list("post", "source"))
    assert {(pk, words) for (pk, version), words in versions.items() if version < last[pk]} == kept
    carried = Carrying.objects.filter(carried__isnull=False)
    there = Thread.objects.exclude(course=course)
    assert set(there.values_list("pk", flat=True)) == set(carried.values_list("carried", flat=True))
    for post in Post.objects.exclude(reactions={}):
        assert post.reactions == {"thanks": Reacted.objects.filter(post=post).count()}


def test_hundreds_of_acts_at_once_lose_nothing(cast: "Cast") -> None:
    people = UserFactory.create_batch(HANDS)
    for person in people:
        grant(user=person, scope=cast.course_scope, role=Role.LEARNER)
    agreed(User.objects.all())
    spaces = places(cast)
    for n in range(6):
        reply_by(cast.fay, thread_by(cast.cleo, spaces[n % 2], source=f"Thread {n}."), source=f"Answer {n}.")
    before = dict(Post.objects.values_list("pk", "source"))
    hands, gate = [Hands(n, cast, person, spaces) for n, person in enumerate(people)], threading.Barrier(HANDS)
    running = [threading.Thread(target=hand.run, args=[gate]) for hand in hands]
    for each in running:
        each.start()
    for each in running:
        each.join(timeout=300)
    assert [error for hand in hands for error in hand.errors] == []
    nothing_lost(hands, before, course_of(cast))
    assert sum(hand.done for hand in hands) > HANDS * EACH / 2
    with transaction.atomic():
        recount(Audience.objects.all())
    assert list(services.check_discussions(mend=False)) == []
    for thread in Thread.objects.all():
        assert thread.posts.exists() == (thread.state != State.MERGED)
        assert set(thread.posts.values_list("space_id", "audience_id")) <= {(thread.space_id, thread.audience_id)}
