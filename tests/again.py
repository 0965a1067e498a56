"""What the copy of a course needs in the world."""

from datetime import date
from typing import TYPE_CHECKING

from courses.choices import CopyState
from courses.models import Copying, RunCheck
from tests.factories.community import course_of

if TYPE_CHECKING:
    from tests.world import World


def runs(world: "World") -> None:
    """Ada asked for a copy that is made, and two things are to be looked at in the course."""
    taught = course_of(world.cast)
    record = Copying.objects.create(
        old=taught,
        course=taught,
        actor=world.cast.ada,
        parent=world.cast.programme,
        token="once",
        title="Again",
        starts_on=date(2027, 9, 6),
        state=CopyState.DONE,
        report={"units": 1, "texts": 1, "files": 1, "blocks": 2, "to_check": 2},
    )
    world.own["courses:copying"] = {"pk": record.pk}
    rows = [RunCheck.objects.create(course=taught, kind=kind) for kind in ("courses.start", "courses.promise")]
    world.bodies["courses:studio-tick"] = {"item": rows[0].pk}
