"""Announcements of a course: in its first unit, "About this course"."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from community.discussion.choices import ThreadKind
from community.discussion.models import Post, Space
from community.discussion.services.posting import start_thread
from courses.models import Course
from courses.services import furnish

ANNOUNCEMENTS = "community.announcements"
QUESTIONS = "community.questions"
RELATED = ("placement", "course", "scope", "audience")


def announcement_space(course: Course) -> Space | None:
    """Where the announcements of a course stand."""
    spaces = Space.objects.filter(course=course, kind=ANNOUNCEMENTS).select_related(*RELATED)
    return spaces.order_by("pk").first()


@transaction.atomic
def post_announcement(
    *,
    actor: User,
    course: Course,
    title: str,
    source: str,
    replies: bool = True,
    urgent_reason: str = "",
    token: str = "",
    at: datetime | None = None,
) -> Post:
    """Tell everybody in the course: with their digest, or at once where a reason says why it cannot wait."""
    furnish(actor=actor, course=course)
    space = announcement_space(course)
    assert space is not None
    return start_thread(
        actor=actor,
        space=space,
        source=source,
        kind=ThreadKind.ANNOUNCEMENT,
        title=title,
        token=token,
        at=at,
        replies_off=not replies,
        urgent_reason=urgent_reason.strip(),
    )
