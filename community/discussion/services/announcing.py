"""Announcements of a course: in its first unit, "About this course"."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from community.discussion.choices import ThreadKind
from community.discussion.models import Post, Space
from community.discussion.services.beside import Beside
from community.discussion.services.posting import start_thread
from community.discussion.services.terms import Terms
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
    terms: Terms | None = None,
    token: str = "",
    at: datetime | None = None,
    beside: Beside | None = None,
    draft: int | None = None,
) -> Post:
    """Tell everybody in the course, or one of its groups: on the terms that its author set."""
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
        terms=terms,
        beside=beside,
        draft=draft,
    )
