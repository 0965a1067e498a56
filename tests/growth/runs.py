"""More threads of the run before this one: kept for next year, and asked for."""

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from community.models import CarryConsent, Carrying, Space
from courses.models import Course
from tests.growth.rows import write
from tests.growth.talk import threads_of

if TYPE_CHECKING:
    from tests.world import World


def runs(world: "World", students: dict[int, User]) -> None:
    """Of Cleo and of others; Cleo is asked about each of hers, and has agreed to some."""
    before = Space.objects.select_related("course", "scope", "audience").get(course__slug="clinical-reasoning-before")
    threads_of(before, students.values(), kept_at=timezone.now())
    threads_of(before, students.values())
    here = Course.objects.get(slug=world.things["course"])
    mine = threads_of(before, [world.cast.cleo for _ in students])
    wanted = write(Carrying(thread=thread, course=here, asked_by=world.cast.ada) for thread in mine)
    write(
        CarryConsent(carrying=each, user=world.cast.cleo, answer="named" if each.pk % 2 else "", may_name=True)
        for each in wanted
    )
