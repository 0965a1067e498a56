"""More threads, more posts, more blocks."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import User
from community.discussion.choices import Act, Answered, FollowUp, State, ThreadKind
from community.discussion.models import (
    Anchor,
    Approval,
    FirstLook,
    LiveChunk,
    Persona,
    Post,
    PostRevision,
    Reacted,
    Saved,
    SavedReply,
    Space,
    Tending,
    Thread,
    Unveiling,
)
from courses.choices import PartKind, PlacementState
from courses.models import Outcome, Part, Placement, Unit
from mentoring.models import Offer, Panel, PanelSeat
from tests.factories.mentoring import programme_of
from tests.growth.rows import write

if TYPE_CHECKING:
    from tests.world import World

TOOLS = ("community.discussion", "community.introductions", "mentoring.panel")


def threads_of(space: Space, authors: Iterable[User], *, word: str = "Question", **fields: Any) -> list[Thread]:
    """Questions with an answer by the same person; `word` begins their titles."""
    where = {"space": space, "course": space.course, "scope": space.scope, "audience": space.audience}
    fields = {"kind": ThreadKind.QUESTION, "answered": Answered.NO, "last_seq": 2, "post_count": 2, **fields}
    threads = write(Thread(title=f"{word} of {each.name}", author=each, **where, **fields) for each in authors)
    personas = write(Persona(thread=thread, user=thread.author) for thread in threads)
    for thread, persona in zip(threads, personas, strict=True):
        thread.persona = thread.last_persona = persona
    Thread.objects.bulk_update(threads, ["persona", "last_persona"])
    write(LiveChunk(thread=thread, chunk=0, bits=0b110) for thread in threads)
    openings = write(post(thread, 1) for thread in threads)
    write(post(thread, 2, reply_to=opening) for thread, opening in zip(threads, openings, strict=True))
    Space.objects.filter(pk=space.pk).update(thread_count=space.threads.count())
    return threads


def post(thread: Thread, seq: int, **fields: Any) -> Post:
    where = {"thread": thread, "space": thread.space, "audience": thread.audience, "root_seq": seq, "seq": seq}
    said = {"source": "So.", "html": "<p>So.</p>", "text": "So."}
    return Post(**{**where, "author": thread.author, "persona": thread.persona, **said, **fields})


def talk(world: "World", students: dict[int, User]) -> None:
    """Threads of the space; in the thread of the table answers, answers to one, and versions of the one that was edited."""
    space = Space.objects.get(pk=world.things["space_id"])
    kept = threads_of(space, students.values())
    write(Saved(user=world.cast.cleo, post=each) for each in Post.objects.filter(thread__in=kept, seq=1))
    write(Unveiling(thread=each, by=world.cast.ada) for each in kept)
    threads_of(space, students.values(), kind=ThreadKind.ANNOUNCEMENT)
    answer = Post.objects.select_related("thread__space").get(pk=world.things["post_id"])
    say(answer.thread, students.values(), to=answer)
    say(answer.thread, [world.cast.fay for _ in students], to=Post.objects.get(thread=answer.thread, seq=1))
    write(
        Tending(course=space.course, thread=thread, by=world.cast.ada, act=Act.PIN, told=[], before={"pinned_at": None})
        for thread in kept
    )
    write(SavedReply(owner=world.cast.ada, title="So", source="So.") for _ in kept)
    looked_at_first(world, students)
    said = {"source": "Was", "html": "<p>Was</p>", "text": "Was", "said_at": answer.created_at}
    write(PostRevision(post=answer, **said) for _ in students)
    write(Reacted(post=answer, user=student, bits=1) for student in students.values())
    asking = Post.objects.filter(thread=answer.thread, seq__gt=2, author__in=students.values())
    asking.update(follow_up=FollowUp.OPEN, reactions={"thanks": 1})
    write(Saved(user=world.cast.cleo, post=opening) for opening in Post.objects.filter(space=space, seq=1, saved=None))


def say(thread: Thread, authors: Iterable[User], *, to: Post | None = None) -> None:
    """Posts at the end of a thread."""
    found = {persona.user_id: persona for persona in thread.personas.all()}
    authors = list(authors)
    if strangers := {each.pk: each for each in authors if each.pk not in found}:
        found |= {
            each.user_id: each for each in write(Persona(thread=thread, user=user) for user in strangers.values())
        }
    first = thread.last_seq + 1
    rows = [
        post(thread, seq, author=author, persona=found[author.pk], reply_to=to)
        for seq, author in enumerate(authors, first)
    ]
    for row in rows if to and not to.is_opening else ():
        row.root, row.root_seq = to, to.seq if to else row.seq
    write(rows)
    for chunk in {row.chunk for row in rows}:
        bits = sum(row.bit for row in rows if row.chunk == chunk)
        live, _made = LiveChunk.objects.get_or_create(thread=thread, chunk=chunk)
        LiveChunk.objects.filter(pk=live.pk).update(bits=live.bits | bits)
    thread.last_seq, thread.post_count = thread.last_seq + len(rows), thread.post_count + len(rows)
    thread.save(update_fields=["last_seq", "post_count"])


def unit(world: "World", students: dict[int, User]) -> None:
    """In the unit texts, outcomes, texts that left it, and blocks of every tool in turn, with threads in the newest."""
    here = Unit.objects.select_related("course__scope").get(
        course__slug=world.things["course"], slug=world.things["unit"]
    )
    write(Outcome(unit=here, code=f"7.{n}", text="Name the rivals.") for n in students)
    texts = write(Part(unit=here, title=f"Text {n}", html="<p>So.</p>", text="So.", position=n) for n in students)
    hang(Space.objects.get(pk=world.things["space_id"]), [*texts, *texts], world.things["thread_id"])
    write(Part(unit=here, title=f"Old text {n}", retired_at=timezone.now()) for n in students)
    model = Space.objects.select_related("course", "scope", "audience").get(pk=world.things["space_id"])
    tools = [(TOOLS[n % len(TOOLS)], person) for n, person in students.items()]
    where = {"course": model.course, "scope": model.scope, "audience": model.audience}
    for placement, (tool, person) in zip(placed(here, [tool for tool, _person in tools]), tools, strict=True):
        space = Space.objects.create(kind=tool, placement=placement, **where)
        threads_of(space, [person])
        if tool == "mentoring.panel":
            panel = Panel.objects.create(placement=placement, programme=programme_of(world.cast), space=space)
            seat_some(world, panel)


def hang(space: Space, texts: list[Part], asked: int) -> None:
    """Threads about the words of texts, two about each, and the thread of the table about one."""
    free = list(Thread.objects.filter(space=space, anchor=None, state="posted").exclude(pk=asked)[: len(texts)])
    known = [] if Anchor.objects.filter(thread=asked).exists() else [Thread.objects.get(pk=asked)]
    write(
        Anchor(thread=thread, part=part, part_key=part.key, exact="So.", end=3)
        for thread, part in zip([*known, *free], texts, strict=False)
    )


def seat_some(world: "World", panel: Panel) -> None:
    """Nobody sits on the first of these panels; on the others Ben does."""
    if Panel.objects.filter(placement__unit=panel.placement.unit_id).count() > 1:
        PanelSeat.objects.create(panel=panel, offer=Offer.objects.filter(mentor=world.cast.ben)[0])


def placed(here: Unit, tools: Iterable[str]) -> list[Placement]:
    """Blocks that came without their reasons."""
    tools = list(tools)
    parts = write(Part(unit=here, kind=PartKind.PLACEMENT, position=n) for n, _tool in enumerate(tools, 1000))
    fields = {"unit": here, "incomplete": True, "state": PlacementState.PLACED, "config": {"prompt": "Why?"}}
    return write(Placement(part=part, block_key=tool, **fields) for part, tool in zip(parts, tools, strict=True))


def looked_at_first(world: "World", students: dict[int, User]) -> None:
    """Threads that wait for Ada, and people at whose posts staff look first."""
    here = Post.objects.select_related("space__course").get(pk=world.own["community:post-approve"]["post_id"]).space
    waiting = threads_of(here, students.values(), kind=ThreadKind.CLAIM)
    LiveChunk.objects.filter(thread__in=waiting).delete()
    Thread.objects.filter(pk__in=[each.pk for each in waiting]).update(state=State.HELD, post_count=0)
    Post.objects.filter(thread__in=waiting).update(state=State.HELD)
    soon = timezone.now() + timedelta(days=1)
    fields = {"course": here.course, "reviewer": world.cast.ada, "due_at": soon, "reason": "every"}
    write(Approval(post=each, **fields) for each in Post.objects.filter(thread__in=waiting, seq=1))
    agreed = {"course": here.course, "set_by": world.cast.ada, "until": soon.date(), "reason": "As agreed."}
    write(FirstLook(person=each, **agreed) for each in students.values())
