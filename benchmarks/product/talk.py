"""Threads and posts in bulk, with every number that the services would have counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from accounts.choices import Role
from community.discussion.choices import CHUNK, Answered
from community.discussion.models import Following, Helped, LiveChunk, Persona, Post, ReadChunk, Space, Thread
from core.text import render_markdown

NOW = datetime.now(UTC).replace(microsecond=0)
BATCH = 2_000
KINDS = ("question", "question", "question", "claim", "resource")


@dataclass(frozen=True)
class Words:
    """One text, rendered once and said by many."""

    source: str
    html: str
    text: str
    version: int

    @classmethod
    def of(cls, source: str) -> "Words":
        made = render_markdown(source)
        return cls(source, made.html, made.text, made.version)


@dataclass(frozen=True)
class Plan:
    """One thread that is to be: how long, and how many follow it. A `name` is how the measuring finds it again."""

    space: Space
    length: int
    name: str = ""
    followers: int = 0


@dataclass
class Talk:
    """Writes threads into spaces. `reader` has read three quarters of what there is, and found some of it helpful."""

    words: Sequence[Words]
    reader: int
    rng: Random
    named: dict[str, Thread] = field(default_factory=dict)
    _threads: Any = field(default_factory=lambda: count(1))
    _posts: Any = field(default_factory=lambda: count(1))
    _personas: Any = field(default_factory=lambda: count(1))
    _rows: dict[type[Model], list[Any]] = field(default_factory=dict)

    def write(self, plan: Plan, *, learners: Sequence[int], educator: int) -> None:
        thread = self._thread(plan, learners)
        people = self.rng.sample(learners, min(len(learners), max(2, plan.length // 3)))
        personas = {
            user: self._persona(thread, user, Role.LEARNER) for user in dict.fromkeys([thread.author_id, *people])
        }
        personas[educator] = self._persona(thread, educator, Role.EDUCATOR)
        self._talk(thread, plan.length, list(personas.values()), personas[thread.author_id])
        self._mark(thread, plan, learners)
        if plan.name:
            self.named[plan.name] = thread
        if len(self._rows[Post]) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits: threads first, for posts name them; what threads name of posts, after."""
        with transaction.atomic():
            threads = self._rows.pop(Thread, [])
            last = {thread: (thread.persona_id, thread.last_persona_id) for thread in threads}
            for thread in threads:
                thread.persona_id = thread.last_persona_id = None
            for model in (Thread, Persona, Post, LiveChunk, ReadChunk, Following, Helped):
                rows = threads if model is Thread else self._rows.pop(model, [])
                model._base_manager.bulk_create(rows, batch_size=BATCH, ignore_conflicts=model is Following)  # noqa: SLF001 - public in Django
            for thread, (first, latest) in last.items():
                thread.persona_id, thread.last_persona_id = first, latest
            Thread.objects.bulk_update(threads, ["persona", "last_persona"], batch_size=BATCH)

    def finish(self, spaces: Sequence[Space]) -> None:
        """Rows that wait, counters of the spaces, and the sequences of ids that were given here."""
        self.flush()
        for space in spaces:
            threads = Thread.objects.filter(space=space)
            numbers = list(threads.values_list("post_count", "revision"))
            space.thread_count, space.post_count = len(numbers), sum(posts for posts, _revision in numbers)
            space.revision = max((revision for _posts, revision in numbers), default=0)
        Space.objects.bulk_update(spaces, ["thread_count", "post_count", "revision"])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Thread, Persona, Post]):
                cursor.execute(statement)

    def _keep(self, row: Model) -> None:
        self._rows.setdefault(type(row), []).append(row)

    def _thread(self, plan: Plan, learners: Sequence[int]) -> Thread:
        space = plan.space
        began = NOW - timedelta(hours=self.rng.randrange(40, 2000))
        thread = Thread(
            id=next(self._threads), space=space, course_id=space.course_id, scope_id=space.scope_id,
            audience_id=space.audience_id, kind=self.rng.choice(KINDS), title=self.rng.choice(self.words).text[:70].strip(),
            author_id=self.rng.choice(learners), created_at=began, last_post_at=began,
        )  # fmt: skip
        self._keep(thread)
        return thread

    def _persona(self, thread: Thread, user: int, role: Role) -> Persona:
        persona = Persona(id=next(self._personas), thread=thread, user_id=user, role=role, hue=user % 12 + 1)
        self._keep(persona)
        return persona

    def _talk(self, thread: Thread, length: int, speakers: Sequence[Persona], opener: Persona) -> None:
        """Half of the replies answer the thread, half one of its first-level replies; each answer to one is near to it."""
        roots: list[Post] = []
        answers: Counter[int] = Counter()
        posts = []
        for seq in range(1, length + 1):
            persona = opener if seq == 1 else self.rng.choice(speakers)
            root = self.rng.choice(roots[-8:]) if len(roots) > 1 and self.rng.random() < 0.5 else None  # noqa: PLR2004
            post = self._post(thread, persona, seq, root)
            if root is not None:
                answers[root.pk] += 1
            elif seq > 1:
                roots.append(post)
            posts.append(post)
        for post in posts:
            post.answer_count = answers[post.pk]
        thread.persona, thread.last_persona = opener, persona
        thread.last_seq = thread.post_count = length
        thread.people_count = len({post.persona_id for post in posts})
        thread.last_post_at, thread.revision = posts[-1].created_at, posts[-1].revision
        thread.answered = Answered.PEER if length > 1 else Answered.NO

    def _post(self, thread: Thread, persona: Persona, seq: int, root: Post | None) -> Post:
        words, at = self.rng.choice(self.words), thread.created_at + timedelta(minutes=seq)
        number = next(self._posts)
        post = Post(
            id=number, thread=thread, space_id=thread.space_id, audience_id=thread.audience_id, seq=seq, reply_to=root,
            root=root, root_seq=root.seq if root else seq, author_id=persona.user_id, persona=persona,
            source=words.source, html=words.html, text=words.text, renderer=words.version, revision=number,
            first_revision=number, created_at=at, due_at=at, helped_count=self.rng.choice((0, 0, 0, 1, 2)),
        )  # fmt: skip
        self._keep(post)
        return post

    def _mark(self, thread: Thread, plan: Plan, learners: Sequence[int]) -> None:
        """What is there, what the reader has read of it, and who follows."""
        for chunk in range(thread.last_seq // CHUNK + 1):
            first, last = max(chunk * CHUNK, 1), min(chunk * CHUNK + CHUNK - 1, thread.last_seq)
            bits = sum(1 << (seq % CHUNK) for seq in range(first, last + 1))
            if bits:
                self._keep(LiveChunk(thread=thread, chunk=chunk, bits=bits))
                if self.reader in learners and self.rng.random() < 0.75:  # noqa: PLR2004
                    self._keep(ReadChunk(user_id=self.reader, thread=thread, chunk=chunk, bits=bits))
        followers = {thread.author_id, *self.rng.sample(learners, min(plan.followers, len(learners)))}
        for user in followers:
            self._keep(Following(user_id=user, thread=thread))
