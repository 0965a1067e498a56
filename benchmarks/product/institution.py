"""An institution of the size that is measured: 50 courses, 5,000 people, 100,000 posts, one thread of 5,000.

    python -m benchmarks.product.institution [--posts N] [--people N] [--courses N] [--texts FOLDER] > institution.json

Courses, units and blocks are made by the services, people and posts in bulk. The same sizes give the same rows, but for the
texts, which are real ones where they are at hand. Prints where to look, and a signed-in session of a student and a teacher.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management import call_command

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.services import grant, plant
from accounts.services.many import Seat, grant_many
from accounts.services.people import register
from benchmarks.product.talk import BATCH, Plan, Talk, Words
from benchmarks.product.texts import texts
from community.discussion.models import Space, Thread
from community.discussion.pages.words import thread_url
from courses import services as teaching
from courses.choices import TextFormat
from courses.models import Course
from courses.services.courses import plant_course
from ethics.models import Acceptance, PolicyVersion

UNITS, LONG, PAGE, BUSY, QUIET, LARGE = 6, 5_000, 30, 500, 30, 600
"""Units of a course; posts of the long thread and of one page; followers of two threads; students of the first course."""


class Institution:
    def __init__(self, *, posts: int, people: int, courses: int, folder: Path | None) -> None:
        self.posts, self.courses = posts, courses
        self.rng = Random(11)
        found, self.source = texts(folder, self.rng)
        site = Scope.objects.filter(kind=ScopeKind.SITE).first() or plant(kind=ScopeKind.SITE, name="Colloquy")
        self.house = plant(kind=ScopeKind.INSTITUTION, name="Measured", parent=site)
        self.people = self._people(people)
        self.talk = Talk(words=[Words.of(text) for text in found], reader=self.people[0], rng=self.rng)

    def build(self) -> None:
        weights = [1.0, *(self.rng.lognormvariate(0, 0.8) for _ in range(self.courses - 1))]
        everything: list[Space] = []
        for number, weight in enumerate(weights):
            first = number == 0
            course, spaces = self._course(number)
            self._agree(course, [User.objects.get(pk=self.people[0]), User.objects.get(pk=self.teachers[number])])
            learners = self._enrol(course, LARGE if first else self.rng.randrange(40, 300), first=first)
            share = round((self.posts - LONG) * weight / sum(weights))
            for plan in self._plans(spaces, share, first=first):
                self.talk.write(plan, learners=learners, educator=self.teachers[number])
            everything += spaces
            print(f"{number + 1} of {self.courses} courses", file=sys.stderr, flush=True)
        self.talk.finish(everything)

    def _agree(self, course: Course, people: list[User]) -> None:
        """They agreed to the rules in force, as whoever writes must."""
        versions = PolicyVersion.objects.along(course.scope).in_force()
        Acceptance.objects.bulk_create(
            [
                Acceptance(user=user, version=version, text_hash=version.text_hash)
                for user in people
                for version in versions
            ],
            ignore_conflicts=True,
        )

    def _people(self, number: int) -> list[int]:
        User.objects.bulk_create(
            [
                User(
                    email=f"p{n}@example.org",
                    name=f"Person {n:05d}",
                    handle=f"person-{n}",
                    hue=n % 12 + 1,
                    state="active",
                )
                for n in range(number)
            ],
            batch_size=BATCH,
        )
        return list(User.objects.filter(handle__startswith="person-").order_by("pk").values_list("pk", flat=True))

    def _course(self, number: int) -> tuple[Course, list[Space]]:
        """A course of six units, each with prose, an outcome and a discussion."""
        teacher = register(name=f"Teacher {number}", email=f"t{number}@example.org")
        self.teachers = [*getattr(self, "teachers", []), teacher.pk]
        course = plant_course(parent=self.house, title=f"Clinical Reasoning {number}")
        grant(user=teacher, scope=course.scope, role=Role.EDUCATOR)
        for unit_number in range(UNITS):
            unit = teaching.add_unit(actor=teacher, course=course, title=f"Unit {unit_number}: breathless at night")
            outcome = teaching.add_outcome(actor=teacher, unit=unit, code=f"{unit_number}.1", text="Change your mind.")
            for heading in range(3):
                teaching.add_text(
                    actor=teacher, unit=unit, title=f"Part {heading}", format=TextFormat.MARKDOWN,
                    source="\n\n".join(words.source for words in self.rng.sample(self.talk.words, 4)),
                )  # fmt: skip
            teaching.place_block(
                actor=teacher, unit=unit, block_key="community.discussion", outcome=outcome, why="To think aloud.",
                config={"title": "What would change your mind?", "prompt": "Which finding would change your mind?"},
            )  # fmt: skip
            teaching.publish_unit(actor=teacher, unit=unit)
        teaching.publish_course(actor=teacher, course=course)
        return course, list(Space.objects.filter(course=course, placement__block_key="community.discussion"))

    def _enrol(self, course: Course, number: int, *, first: bool) -> list[int]:
        """The reader is in the first five courses."""
        learners = self.people[:number] if first else self.rng.sample(self.people[1:], number)
        if not first and len(self.teachers) <= 5:  # noqa: PLR2004
            learners = [self.people[0], *learners]
        grant_many(seats=[Seat(user, course.scope_id, Role.LEARNER) for user in learners])
        return learners

    def _plans(self, spaces: Sequence[Space], posts: int, *, first: bool) -> Iterator[Plan]:
        """Lengths as forums have them: many short threads, few long ones. The named ones stand in the first course."""
        if first:
            yield Plan(spaces[0], LONG, "long")
            yield Plan(spaces[0], PAGE, "page")
            yield Plan(spaces[1], 12, "quiet", QUIET)
            yield Plan(spaces[1], 12, "busy", BUSY)
        for number in count():
            if posts <= 0:
                return
            length = min(posts, 1 + int(math.exp(self.rng.gauss(1.6, 0.9))))
            posts -= length
            yield Plan(spaces[number % len(spaces)], length)


def signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def where(made: Institution) -> dict[str, Any]:
    """Addresses by name, sessions, and what there is."""
    threads = {
        name: Thread.objects.select_related("course").get(pk=thread.pk) for name, thread in made.talk.named.items()
    }
    course = threads["long"].course
    assert course is not None
    unit = course.units.filter(about=False).order_by("position").first()
    assert unit is not None
    reader, teacher = User.objects.get(pk=made.people[0]), User.objects.get(pk=made.teachers[0])
    return {
        "threads": {name: {"id": thread.pk, "url": thread_url(thread)} for name, thread in threads.items()},
        "unit": unit.get_absolute_url(),
        "course": course.get_absolute_url(),
        "slug": course.slug,
        "sessions": {"reader": signed_in(reader), "teacher": signed_in(teacher)},
        "texts": made.source,
        "counts": {
            "posts": made.posts,
            "people": len(made.people),
            "courses": made.courses,
            "threads": Thread.objects.count(),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, most in (("posts", 100_000), ("people", 5_000), ("courses", 50)):
        parser.add_argument(f"--{name}", type=int, default=most)
    parser.add_argument("--texts", type=Path)
    asked = parser.parse_args()
    made = Institution(posts=asked.posts, people=asked.people, courses=asked.courses, folder=asked.texts)
    made.build()
    call_command("rebuild_search", stdout=sys.stderr)
    print(json.dumps(where(made), indent=1))


if __name__ == "__main__":
    main()
