"""More threads of the run before this one: kept for next year, and asked for."""

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from community.models import CarryConsent, Carrying, ReadChunk, Space
from courses.models import Course
from tests.growth.rows import write
from tests.growth.talk import threads_of

if TYPE_CHECKING:
    from tests.world import World


def runs(world: "World", students: dict[int, User]) -> None:
    """Of Cleo and of others; Cleo has read them all, is asked about hers, and has agreed to some."""
    before = Space.objects.select_related("course", "scope", "audience").get(course__slug="clinical-reasoning-before")
    others = threads_of(before, students.values(), word="Matter", kept_at=timezone.now())
    others += threads_of(before, students.values(), word="Matter")
    here = Course.objects.get(slug=world.things["course"])
    mine = threads_of(before, [world.cast.cleo for _ in students], word="Matter")
    write(ReadChunk(user=world.cast.cleo, thread=thread, chunk=0, bits=0b110) for thread in [*others, *mine])
    wanted = write(Carrying(thread=thread, course=here, asked_by=world.cast.ada) for thread in mine)
    write(
        CarryConsent(carrying=each, user=world.cast.cleo, answer="named" if each.pk % 2 else "", may_name=True)
        for each in wanted
    )
