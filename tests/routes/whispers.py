"""Something said in a group that is kept apart, in every form in which things are said; one word runs through all of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from accounts.choices import Role
from accounts.models import Scope, User
from accounts.services import grant
from community.discussion import services
from community.discussion.choices import Reaction
from community.discussion.models import Post, Space, Thread
from core.models import OutboxEvent
from core.outbox import handle
from courses.models import Unit
from courses.services.groups import plant_group
from tests.factories.accounts import UserFactory
from tests.factories.community import course_of
from tests.factories.courses import PlacementFactory
from tests.factories.ethics import agreed
from tests.world import World

WORD, OF_STAFF = "quokka", "wombat"
"""In all that Fay says there, and in all that Ada says."""


@dataclass
class Whisper:
    """Pia and Fay are in a group; what Fay says there, Pia read, answered, kept and was told of."""

    world: World
    pia: User
    group: Scope
    space: Space
    threads: list[Thread] = field(default_factory=list)
    things: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    feed: str = ""

    def ids_of(self, thread: Thread) -> dict[str, Any]:
        post = thread.posts.order_by("-pk")[0]
        return {"thread_id": thread.pk, "post_id": post.pk, "title": slugify(thread.title) or "-"}


def whisper(world: World) -> Whisper:
    cast, course = world.cast, course_of(world.cast)
    unit = Unit.objects.get(course=course, slug="breathlessness")
    group = plant_group(course, "Group Z")
    pia = UserFactory(name="Pia Lark", handle="pia")
    for each in (pia, cast.fay):
        grant(user=each, scope=course.scope, role=Role.LEARNER)
        grant(user=each, scope=group, role=Role.LEARNER)
    agreed(User.objects.filter(pk=pia.pk))
    agreed(User.objects.filter(pk=pia.pk), scope=cast.institution)
    placement = PlacementFactory(
        unit=unit, block_key="community.discussion", config={"prompt": "Why?", "groups": "apart"}
    )
    space = next(each for each in services.open_spaces(placement) if each.group_id == group.pk)
    made = Whisper(world, pia, group, space)
    made.feed = services.renew_feed(actor=pia, unit=unit).token
    services.set_following(actor=pia, choice=services.FOLLOW, scope=course.scope)
    for say in (question, shared, poll, announcement):
        say(made)
    for event in OutboxEvent.objects.filter(handled_at__isnull=True).order_by("pk"):
        handle(event.pk)
    return made


def question(made: Whisper) -> None:
    """With a file, a warning and a mention, answered to and fro, endorsed, and kept for later."""
    fay, pia = made.world.cast.fay, made.pia
    upload = services.Upload(BytesIO(b"%PDF-1.7"), f"{WORD}.pdf", 8)
    file = services.upload_file(actor=fay, place=made.space, upload=upload)
    made.keys.append(file.key)
    beside = services.Beside(
        files=[services.Described(file.key)], warnings=["other"], warning_words=WORD, ai="language", ai_words=WORD
    )
    title, said = f"A {WORD} in bed four?", f"The {WORD} coughs, @pia."
    post = services.start_thread(actor=fay, space=made.space, source=said, title=title, beside=beside)
    thread = post.thread
    made.threads.append(thread)
    mine = services.reply(actor=pia, thread=thread, source="Does it?")
    answer = services.reply(actor=fay, thread=thread, source=f"The {WORD} does, @pia.", to=mine)
    services.reply(actor=fay, thread=thread, source=f"And another {WORD}?", asks_on=True)
    services.edit(actor=fay, post=answer, source=f"The {WORD} does so, @pia.")
    services.endorse(actor=made.world.cast.ada, post=answer, reason=f"It names the {OF_STAFF}.")
    services.save_post(actor=pia, post=answer, remind_at=timezone.now() + timedelta(minutes=5))
    services.mark_helped(actor=pia, post=answer)
    services.react(actor=pia, post=answer, reaction=Reaction.THANKS, on=True)
    services.keep_thread(actor=made.world.cast.ada, thread=thread)
    made.things = {"thread_id": thread.pk, "post_id": answer.pk, "object_id": answer.pk, "title": slugify(title)}
    made.things |= {"space_id": made.space.pk, "placement_id": made.space.placement_id, "kind": "community.post"}


def shared(made: Whisper) -> None:
    fay, ada = made.world.cast.fay, made.world.cast.ada
    thread = services.start_thread(actor=made.pia, space=made.space, source="Foam or film?").thread
    services.save_shared_answer(actor=ada, thread=thread, source=f"A {OF_STAFF}.", version=0)
    services.save_shared_answer(actor=fay, thread=thread, source=f"Two of a {WORD}.", version=1)
    made.threads.append(thread)


def poll(made: Whisper) -> None:
    ballot = services.Ballot(choices=[f"Red {WORD}", "Koala"])
    post = services.start_poll(actor=made.world.cast.fay, space=made.space, title=f"Which {WORD}?", ballot=ballot)
    choice = post.thread.poll.choices.order_by("position")[0]
    services.vote(actor=made.pia, poll=post.thread.poll, choices=[choice.pk])
    made.threads.append(post.thread)


def announcement(made: Whisper) -> None:
    terms, cast = services.Terms(group=made.group, pinned=True), made.world.cast
    post = services.post_announcement(
        actor=cast.ada,
        course=course_of(cast),
        title=f"The {OF_STAFF} is here",
        source=f"Greet the {OF_STAFF}.",
        terms=terms,
    )
    made.threads.append(post.thread)


def posts_of(made: Whisper) -> list[Post]:
    said = Q(text__icontains=WORD) | Q(text__icontains=OF_STAFF)
    found = Post.objects.filter(said, thread__in=made.threads).select_related("thread")
    return list(found.order_by("-seq", "pk"))
