"""From a path to a course: reading and staging outside, the course in one transaction, posts in many short ones."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import grant, site
from core.outbox import emit
from courses import policies
from courses.choices import ImportStage, ImportState
from courses.events import CourseImported
from courses.extensions import BlockType
from courses.importers.formats import detect
from courses.importers.refusals import ImportRefused
from courses.importers.source import open_source
from courses.importers.tree import CourseTree, ThreadNode
from courses.models import Course, Import, Placement
from courses.services.courses import plant_course
from courses.services.facts import forget_facts
from courses.services.imports.journal import Journal
from courses.services.imports.links import Links
from courses.services.imports.posts import announcements_of, go_on, write_posts
from courses.services.imports.report import Report
from courses.services.imports.staging import Staged, staged
from courses.services.imports.undoing import take_out
from courses.services.imports.writing import CourseWriter, course_of


@dataclass
class Written:
    """The course as it stands, and where what people said belongs."""

    record: Import
    links: Links
    talk: list[tuple[BlockType, Placement, tuple[ThreadNode, ...]]] = field(default_factory=list)


def bring_in(
    *,
    actor: User | None = None,
    path: Path | str,
    into: Scope | None = None,
    block: Placement | None = None,
    dry_run: bool = False,
    record: Import | None = None,
) -> tuple[Course | None, Report]:
    """Read the course at a path and write it; raises ImportRefused with one sentence, and then nothing has changed.

    `into` is the course to update, or where a new one is made; without it the course is found by what it came from.
    With `block` only what people said is taken, into that discussion. Without an actor (a command on the server)
    nobody's permission is asked.
    """
    begun = time.monotonic()
    with open_source(path) as source:
        tree = detect(source).read(source)
        with staged(tree, dry_run=dry_run) as found:
            report = Report.of(tree, dry_run=dry_run)
            written = _write(found, report, actor=actor, into=into, block=block, record=record)
            if written is not None:
                _write_posts(tree, written, report)
    report.seconds = round(time.monotonic() - begun, 2)
    if written is None:
        return None, report
    return _finish(written.record, report), report


def _write_posts(tree: CourseTree, written: Written, report: Report) -> None:
    """When anything stops it on the way, everything that came is taken out again."""
    try:
        write_posts(tree=tree, record=written.record, talk=written.talk, links=written.links, report=report)
    except BaseException:
        take_out(written.record)
        raise


@transaction.atomic
def _finish(record: Import, report: Report) -> Course:
    """The import is done, and everybody who waits for it hears so."""
    course = record.course
    assert course is not None
    record.report, record.state, record.ended_at = report.as_dict(), ImportState.DONE, timezone.now()
    record.save(update_fields=["report", "state", "ended_at", "journal"])
    emit(CourseImported(import_id=record.pk, course_id=course.pk, actor_id=record.actor_id))
    forget_facts(course.pk)
    return course


@transaction.atomic
def _write(
    found: Staged,
    report: Report,
    *,
    actor: User | None,
    into: Scope | None,
    block: Placement | None,
    record: Import | None,
) -> Written | None:
    """The whole course, or nothing; None after a trial."""
    record = (
        record
        or _interrupted(found.tree, dry_run=report.dry_run)
        or Import(actor=actor, name=found.tree.title[:255], state=ImportState.RUNNING)
    )
    journal = Journal.of(record.journal)
    if record.pk:
        go_on(record, stage=ImportStage.WRITING)
    if block is not None:
        course, written = block.unit.course, _into_block(found.tree, block, record)
        if actor is not None:
            policies.can_edit_course(rights_of(actor), course).require()
    else:
        course = record.course if record.journal and record.course else _target(found.tree, actor=actor, into=into, journal=journal)  # fmt: skip
        written = _write_course(found, report, course=course, actor=actor, record=record, journal=journal)
    report.course = course.slug
    if report.dry_run:
        transaction.set_rollback(True)
        return None
    if record.journal:
        report.resume(record.report)
    record.course, record.format, record.stage = course, report.format, ImportStage.POSTS
    record.report, record.journal, record.total = report.as_dict(), journal.as_dict(), report.posts
    record.save()
    return written


def _interrupted(tree: CourseTree, *, dry_run: bool) -> Import | None:
    """The same import by a command that was killed among the posts: it is gone on with, not begun beside it."""
    mine = Import.objects.filter(state=ImportState.RUNNING, stage=ImportStage.POSTS, upload__isnull=True, path="")
    same = mine.filter(course__source_format=tree.format, course__source_id=tree.source_id[:255], dry_run=False)
    return None if dry_run else same.select_related("course__scope").order_by("-pk").first()


def _write_course(
    found: Staged, report: Report, *, course: Course, actor: User | None, record: Import, journal: Journal
) -> Written:
    tree = found.tree
    if not course.source_id:
        course.source_format, course.source_id = tree.format, tree.source_id[:255]
        course.save(update_fields=["source_format", "source_id"])
    writer = CourseWriter(course=course, staged=found, report=report, actor=actor, journal=journal)
    writer.write()
    talk = list(writer.parts.talk)
    if tree.announcements and (place := announcements_of(course, actor)):
        talk.append((*place, tree.announcements))
    return Written(record, writer.links, talk)


def _into_block(tree: CourseTree, block: Placement, record: Import) -> Written:
    """What people said, all of it into one discussion; nothing else of the file is taken."""
    kind = policies.block_for_posts(block)
    if kind is None:
        raise ImportRefused(_("Posts can be read only into a discussion."))
    if not any(True for _thread in tree.threads):
        raise ImportRefused(_("There is nothing in this file that people said."))
    return Written(record, Links(), [(kind, block, tuple(tree.threads))])


def _target(tree: CourseTree, *, actor: User | None, into: Scope | None, journal: Journal) -> Course:
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
    journal.course = True
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
