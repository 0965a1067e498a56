"""Verbs of a course as a whole."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import grant, plant
from core.outbox import emit
from courses import policies
from courses.events import CourseCreated, CoursePublished
from courses.models import Course
from courses.services.about import furnish
from courses.services.slugs import free_slug, rename_course

SETTINGS = ("tools", "promise_days", "weekly_hours", "if_down", "come_back", "ask_ai")


@transaction.atomic
def create_course(
    *,
    actor: User,
    parent: Scope,
    title: str,
    summary: str = "",
    language: str = "",
    slug: str = "",
    teaches: bool = True,
) -> Course:
    """A new course, seen by its staff only until it is published; who makes it teaches it."""
    policies.can_create_course(rights_of(actor), parent).require()
    course = plant_course(parent=parent, title=title, summary=summary, language=language, slug=slug)
    if teaches:
        grant(user=actor, scope=course.scope, role=Role.EDUCATOR)
    emit(CourseCreated(course_id=course.pk, actor_id=actor.pk))
    return course


def plant_course(*, parent: Scope, title: str, slug: str = "", **fields: Any) -> Course:
    """The course and its place in the tree; who may do this was decided by the caller."""
    scope = plant(kind=ScopeKind.COURSE, name=title[:200], parent=parent)
    slug = free_slug(slug or title, Course.objects.all(), fallback="course")
    course = Course.objects.create(scope=scope, title=title[:200], slug=slug, **fields)
    furnish(actor=None, course=course)
    return course


@transaction.atomic
def change_course(
    *,
    actor: User,
    course: Course,
    title: str,
    summary: str = "",
    language: str = "",
    slug: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    time_zone: str = "",
    **settings: Any,
) -> Course:
    """What the course is called, when it runs and what its staff promise."""
    policies.can_keep_course(rights_of(actor), course).require()
    course.title, course.summary, course.language = title, summary, language
    course.starts_on, course.ends_on = starts_on, ends_on
    if slug and slug != course.slug:
        rename_course(course, free_slug(slug, Course.objects.exclude(pk=course.pk), fallback="course"))
    course.settings = course.settings | {key: value for key, value in settings.items() if key in SETTINGS}
    course.save()
    Scope.objects.filter(pk=course.scope_id).update(name=title)
    if time_zone:
        Scope.objects.filter(path__startswith=course.scope.path).update(time_zone=time_zone)
    return course


@transaction.atomic
def publish_course(*, actor: User, course: Course) -> Course:
    """Open the course to the people who joined it; publishing twice changes nothing."""
    policies.can_edit_course(rights_of(actor), course).require()
    return open_course(actor=actor, course=course)


@transaction.atomic
def open_course(*, actor: User | None, course: Course) -> Course:
    """The opening itself, also for a command on the server."""
    if course.published_at is None:
        course.published_at = timezone.now()
        course.save(update_fields=["published_at"])
        emit(CoursePublished(course_id=course.pk, actor_id=actor.pk if actor else None))
    return course


@transaction.atomic
def archive_course(*, actor: User, course: Course) -> Course:
    """The course is over: everything stays readable, nothing new is written."""
    policies.can_keep_course(rights_of(actor), course).require()
    course.archived_at = course.archived_at or timezone.now()
    course.save(update_fields=["archived_at"])
    return course


@transaction.atomic
def reopen_course(*, actor: User, course: Course) -> Course:
    """Open it again; a last day that has passed is taken away, or the course would still be over."""
    policies.can_keep_course(rights_of(actor), course).require()
    course.archived_at = None
    if course.is_over:
        course.ends_on = None
    course.save(update_fields=["archived_at", "ends_on"])
    return course
