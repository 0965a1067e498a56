"""A course that was copied to a new run, with a thread of the old one that may come along."""

from dataclasses import dataclass
from datetime import date

from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant
from community.discussion import services
from community.discussion.choices import Consent
from community.models import CarryConsent, Carrying, Post, Space, Thread
from courses.models import Course
from courses.services import publish_course
from courses.services.copying import expect_copy, run_copy
from tests.conftest import Cast
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of, reply_by, space_in, thread_by
from tests.factories.ethics import agreed

NAMED, HIDDEN, NO = Consent.NAMED, Consent.HIDDEN, Consent.NO


@dataclass
class Runs:
    """Cleo asked, Fay answered and was answered by Ada; Ada copied the course, where Nia learns."""

    cast: Cast
    thread: Thread
    answer: Post
    last: Post
    new: Course
    nia: User

    @property
    def space(self) -> Space:
        return Space.objects.get(course=self.new, kind="community.discussion")

    def ask(self, **answers: Consent) -> Carrying:
        carrying = services.ask_to_carry(actor=self.cast.ada, thread=self.thread, course=self.new)
        for name, answer in answers.items():
            self.say(carrying, name, answer)
        return carrying

    def say(self, carrying: Carrying, name: str, answer: Consent) -> None:
        person = getattr(self.cast, name)
        consent = CarryConsent.objects.select_related("carrying__thread__space", "user", "stand_in").get(
            carrying=carrying, user=person
        )
        services.answer_carrying(actor=person, consent=consent, answer=answer)

    def carry(self, *, replies: bool = True, **answers: Consent) -> Thread:
        carrying = self.ask(**answers)
        return services.carry_over(actor=self.cast.ada, carrying=carrying, space=self.space, replies=replies)

    def page(self, thread: Thread, client: Client, who: User | None = None) -> str:
        client.force_login(who or self.nia)
        return client.get(reverse("community:thread-short", args=[thread.pk]), follow=True).content.decode()


def world_of(cast: Cast, **config: object) -> Runs:
    course = course_of(cast)
    course.starts_on = date(2025, 9, 1)
    course.save()
    space = space_in(cast, config={"prompt": "Why?", **config})
    thread = thread_by(cast.cleo, space, source="Does Fay think that a clear film rules it out?", title="A clear film")
    answer = reply_by(cast.fay, thread, source="Ask Cleo, she knows beds.")
    last = reply_by(cast.ada, thread, to=answer, source="Nearly: look again.")
    parent = cast.programme
    start = date(2026, 9, 7)
    record = expect_copy(actor=cast.ada, course=course, parent=parent, title="Again", starts_on=start, token="t")
    run_copy(record.pk)
    record.refresh_from_db()
    new = record.course
    publish_course(actor=cast.ada, course=new)
    nia = UserFactory(name="Nia")
    agreed([nia])
    grant(user=nia, scope=new.scope, role=Role.LEARNER)
    return Runs(cast, thread, answer, last, new, nia)


def said(thread: Thread) -> list[tuple[str, str, str]]:
    posts = Post.objects.filter(thread=thread).select_related("persona__user").order_by("seq")
    return [(post.state, "" if post.persona.anonymous else post.persona.name, post.text) for post in posts]
