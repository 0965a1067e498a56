"""Discussions without surprises: made by the services themselves, so that every counter is true."""

from typing import TYPE_CHECKING

from accounts.models import User
from community.discussion import services
from community.discussion.choices import ThreadKind
from community.discussion.models import Post, Space, Thread
from courses.models import Course, Placement
from tests.factories.courses import CourseFactory, PlacementFactory, UnitFactory

if TYPE_CHECKING:
    from tests.conftest import Cast

DISCUSSION = "community.discussion"


def course_of(cast: "Cast") -> Course:
    """The course of the cast (made once)."""
    found = Course.objects.filter(scope=cast.course_scope).first()
    return found or CourseFactory(scope=cast.course_scope, title="Clinical Reasoning", slug="clinical-reasoning")


def placement_in(cast: "Cast", **fields: object) -> Placement:
    """A discussion block in a unit of the cast's course."""
    fields.setdefault("block_key", DISCUSSION)
    unit = fields.pop("unit", None) or UnitFactory(course=course_of(cast))
    return PlacementFactory(unit=unit, **fields)


def space_in(cast: "Cast", **fields: object) -> Space:
    """The space of a new discussion block, read by the students and the staff of the course."""
    return services.open_spaces(placement_in(cast, **fields))[0]


def thread_by(
    author: User, space: Space, *, source: str = "Does a clear film rule out a clot?", **fields: object
) -> Thread:
    """A question with its opening post."""
    fields.setdefault("kind", ThreadKind.QUESTION)
    return services.start_thread(actor=author, space=space, source=source, **fields).thread  # type: ignore[arg-type]


def reply_by(
    author: User, thread: Thread, *, to: Post | None = None, source: str = "The film finds the rivals."
) -> Post:
    return services.reply(actor=author, thread=thread, source=source, to=to)


def opening_of(thread: Thread) -> Post:
    return thread.posts.select_related("thread__space", "thread__scope").get(seq=1)
