"""From a path to a course: the reading and staging outside, the write in one transaction, the report."""

import time
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import grant, site
from core.outbox import emit
from courses import policies
from courses.choices import ImportState
from courses.events import CourseImported
from courses.importers.formats import detect
from courses.importers.refusals import ImportRefused
from courses.importers.source import open_source
from courses.importers.tree import CourseTree
from courses.models import Course, Import
from courses.services.courses import plant_course
from courses.services.facts import forget_facts
from courses.services.imports.report import Report
from courses.services.imports.staging import Staged, staged
from courses.services.imports.writing import CourseWriter, course_of


def bring_in(
    *,
    actor: User | None = None,
    path: Path | str,
    into: Scope | None = None,
    dry_run: bool = False,
    record: Import | None = None,
) -> tuple[Course | None, Report]:
    """Read the course at a path and write it; raises ImportRefused with one sentence, and then nothing has changed.

    `into` is the course to update, or where a new one is made; without it the course is found by what it came from.
    Without an actor (a command on the server) nobody's permission is asked.
    """
    begun = time.monotonic()
    with open_source(path) as source:
        tree = detect(source).read(source)
        with staged(tree, dry_run=dry_run) as found:
            report = Report.of(tree, dry_run=dry_run)
            kept = _write(found, report, actor=actor, into=into, record=record)
    report.seconds = round(time.monotonic() - begun, 2)
    if kept is None:
        return None, report
    kept.report = report.as_dict()
    kept.save(update_fields=["report"])
    assert kept.course is not None
    forget_facts(kept.course.pk)
    return kept.course, report


@transaction.atomic
def _write(
    found: Staged, report: Report, *, actor: User | None, into: Scope | None, record: Import | None
) -> Import | None:
    """Everything, or nothing; None after a trial."""
    course = _target(found.tree, actor=actor, into=into)
    if not course.source_id:
        course.source_format, course.source_id = found.tree.format, found.tree.source_id[:255]
        course.save(update_fields=["source_format", "source_id"])
    CourseWriter(course=course, staged=found, report=report, actor=actor).write()
    report.course = course.slug
    if report.dry_run:
        transaction.set_rollback(True)
        return None
    actor_id = actor.pk if actor else None
    record = record or Import(actor=actor, name=found.tree.title[:255], state=ImportState.DONE, ended_at=timezone.now())
    record.course, record.format = course, report.format
    record.save()
    emit(CourseImported(import_id=record.pk, course_id=course.pk, actor_id=actor_id))
    return record


def _target(tree: CourseTree, *, actor: User | None, into: Scope | None) -> Course:
    """The course that is updated, its row locked against a second import; or a new one."""
    courses = Course.objects.select_related("scope").select_for_update(of=("self",), no_key=True)
    if into is not None and into.kind == ScopeKind.COURSE:
        course = courses.filter(scope=into).first()
        if course is None:
            raise ImportRefused(_("There is no course in this place."))
    else:
        mine = courses.filter(source_format=tree.format, source_id=tree.source_id)
        if into is not None:
            mine = mine.filter(scope__parent=into)
        course = mine.order_by("-pk").first()
    if course is not None:
        if actor is not None:
            policies.can_edit_course(rights_of(actor), course).require()
        return course
    return _new_course(tree, actor=actor, parent=into or _usual_place())


def _new_course(tree: CourseTree, *, actor: User | None, parent: Scope) -> Course:
    if actor is not None:
        policies.can_create_course(rights_of(actor), parent).require()
    course = plant_course(parent=parent, title=tree.title, **course_of(tree))
    if actor is not None:
        grant(user=actor, scope=course.scope, role=Role.EDUCATOR)
    return course


def _usual_place() -> Scope:
    """The only institution there is, else the site."""
    institutions = list(Scope.objects.filter(kind=ScopeKind.INSTITUTION)[:2])
    return institutions[0] if len(institutions) == 1 else site()
