"""More mentors, asks, pairs, meetings."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from community.discussion.models import Space
from mentoring.models import Ask, Meeting, Offer, Pair, Panel, PanelSeat, Programme, Seeker, SetAside, Wish
from tests.factories.mentoring import programme_of
from tests.growth.rows import belong, people, write
from tests.growth.talk import say

if TYPE_CHECKING:
    from tests.world import World


def mentoring(world: "World", students: dict[int, User]) -> None:
    """Mentors with a seat whom Cleo asks, others whom she set aside, others with room; students who ask Ben; rounds."""
    cast, running, due = world.cast, programme_of(world.cast), timezone.now() + timedelta(days=5)
    asked, aside, _free = (offers(world, running, f"{name} mentor", students) for name in ("Asked", "Other", "Free"))
    panel = Panel.objects.get(placement=world.things["placement_id"])
    write(PanelSeat(panel=panel, offer=offer) for offer in asked)
    write(SetAside(offer=offer, student=cast.cleo) for offer in aside)
    own = Offer.objects.get(programme=running, mentor=cast.ben)
    pairs = [*((offer, cast.cleo) for offer in asked), *((own, person) for person in students.values())]
    fields = {"programme": running, "text": "Please.", "due_at": due}
    write(Ask(offer=offer, mentor=offer.mentor, student=student, **fields) for offer, student in pairs)
    missing = {"programme": running, "missing": "Nobody works nights.", "missing_at": due}
    seekers = write(Seeker(student=person, **missing) for person in students.values())
    write(Wish(seeker=seeker, position=1, kind="topic", values=["Respiratory medicine"]) for seeker in seekers)
    rounds = write(
        Programme(scope=cast.programme, slug=f"round-{n}", title=f"Round {n}", agreement="1") for n in students
    )
    write(Offer(programme=each, mentor=cast.ben, topics=["Nights"]) for each in rounds)


def offers(world: "World", programme: Programme, name: str, fresh: Iterable[int]) -> list[Offer]:
    mentors = people(name.replace(" ", "-"), fresh)
    belong(mentors, [world.cast.course_scope], Role.MENTOR)
    said = {"programme": programme, "topics": ["Respiratory medicine"], "languages": ["en"], "places": 2}
    return write(Offer(mentor=mentor, **said) for mentor in mentors)


def pairs(world: "World", students: dict[int, User]) -> None:
    """Pairs of Ben's; times and meetings of the one with Cleo, and what the two said there."""
    here, now = Meeting.objects.select_related("pair__space").get(pk=world.things["meeting_id"]).pair, timezone.now()
    mentees = people("Mentee", students)
    belong(mentees, [world.cast.course_scope], Role.LEARNER)
    common = {"programme": programme_of(world.cast), "offer": here.offer, "mentor": here.mentor}
    asks = write(Ask(student=each, text="Please.", due_at=now, state="accepted", **common) for each in mentees)
    where = {"kind": here.space.kind, "scope": here.space.scope, "audience": here.space.audience}
    spaces = write(Space(**where) for _ in mentees)
    write(
        Pair(student=ask.student, ask=ask, space=space, agreement="1", **common)
        for ask, space in zip(asks, spaces, strict=True)
    )
    write(Meeting(pair=here, starts_at=now + timedelta(days=n)) for n in students)
    met = {"pair": here, "picked_at": now, "picked_by": here.mentor, "note": "We spoke of nights."}
    write(Meeting(starts_at=now - timedelta(days=n), **met) for n in students)
    say(here.space.threads.select_related("space__audience").get(), [here.mentor for _ in students])
