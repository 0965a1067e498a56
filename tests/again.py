"""What the copy of a course, and what is carried over into it, need in the world."""

from datetime import date
from typing import TYPE_CHECKING

from accounts.choices import ScopeKind
from accounts.services import plant
from community.discussion.services import answer_carrying, ask_to_carry, keep_thread, open_spaces
from community.models import CarryConsent, Thread
from courses.choices import CopyState
from courses.models import Copying, Course, RunCheck, Series
from tests.factories.community import course_of, thread_by
from tests.factories.courses import CourseFactory, PlacementFactory, UnitFactory

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
    carried(world, taught)


def earlier_run(world: "World", taught: Course) -> Course:
    """The run before this one, with the people of the cast."""
    known = Course.objects.filter(slug="clinical-reasoning-before").first()
    if known is not None:
        return known
    taught.series = Series.objects.create(title=taught.title)
    taught.save(update_fields=["series"])
    scope = plant(kind=ScopeKind.COURSE, name="Before", parent=world.cast.programme)
    for row in world.cast.course_scope.memberships.live():
        row.pk, row.scope = None, scope
        row.save(force_insert=True)
    return CourseFactory(scope=scope, title="Before", slug="clinical-reasoning-before", series=taught.series)


def carried(world: "World", taught: Course) -> None:
    """In the earlier run Cleo asked, and agreed that it is carried over; another thread of hers is kept for next year."""
    cast = world.cast
    before = earlier_run(world, taught)
    placement = PlacementFactory(unit=UnitFactory(course=before, slug="before"), outcome__code="1.1")
    space = open_spaces(placement)[0]
    threads = [thread_by(cast.cleo, space, source=text) for text in ("A film?", "A clot?")]
    keep_thread(actor=cast.ada, thread=threads[1])
    wanted = ask_to_carry(actor=cast.ada, thread=Thread.objects.get(pk=threads[0].pk), course=taught)
    consent = CarryConsent.objects.select_related("carrying__thread__space", "user").get(
        carrying=wanted, user=cast.cleo
    )
    answer_carrying(actor=cast.cleo, consent=consent, answer="named")  # type: ignore[arg-type]
    for name in ("carry-over", "carry-stop"):
        world.own[f"community:{name}"] = {"pk": wanted.pk}
    world.own["community:consent-answer"] = {"pk": consent.pk}
    world.things["kept_thread"] = threads[1].pk
