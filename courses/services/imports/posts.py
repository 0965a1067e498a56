"""What people said: the people first, then their posts, piece by piece, so that others can write in between."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ScopeKind
from accounts.models import Scope, User
from accounts.services import Newcomer, take_in
from courses.choices import ImportStage, ImportState
from courses.extensions import Arrival, BlockType, Received, blocks
from courses.importers.refusals import ImportRefused
from courses.importers.tree import CourseTree, ThreadNode
from courses.models import Course, Import, Placement
from courses.services.about import furnish
from courses.services.imports.links import Links
from courses.services.imports.report import Report

BREATH = 0.02
"""Seconds between two transactions: whoever waits for the database gets it (SQLite has no queue)."""
Talk = tuple[BlockType, Placement, tuple[ThreadNode, ...]]


class Cancelled(ImportRefused):
    """Somebody stopped the import while it ran."""

    def __init__(self) -> None:
        super().__init__(_("The import was stopped. Nothing of it was kept."))


def go_on(record: Import, *, stage: ImportStage, done: int = 0) -> None:
    """Say that the worker lives and how far it is; raises Cancelled when somebody stopped it meanwhile."""
    mine = Import.objects.filter(pk=record.pk, state=ImportState.RUNNING)
    if not mine.update(alive_at=timezone.now(), stage=stage, done=done):
        raise Cancelled
    record.stage, record.done = stage, done


def announcements_of(course: Course, actor: User | None) -> tuple[BlockType, Placement] | None:
    """Where announcements stand: in the first unit of every course."""
    kind = next((each for each in blocks if each.imports == "announcements"), None)
    unit = furnish(actor=actor, course=course) if kind else None
    placement = unit.placements.filter(block_key=kind.key).first() if unit and kind else None
    return (kind, placement) if kind and placement else None


def write_posts(*, tree: CourseTree, record: Import, talk: list[Talk], links: Links, report: Report) -> None:
    """Each piece in a transaction of its own; a second run writes what the first one did not."""
    if not any(threads for _kind, _place, threads in talk):
        return
    arrival = _arrival(tree, record)
    done = 0
    for kind, placement, threads in talk:
        for piece in kind.prepared(_resolved(threads, links)):
            with transaction.atomic():
                received = kind.receive(placement, [piece], arrival)
                done += sum(len(each.posts) for each in piece)
                go_on(record, stage=ImportStage.POSTS, done=done)
            _tell(report, received)
            time.sleep(BREATH)


def _tell(report: Report, received: Received) -> None:
    report.new_threads += received.threads
    report.new_posts += received.posts
    report.updated_posts += received.updated
    report.kept_posts += received.kept


@transaction.atomic
def _arrival(tree: CourseTree, record: Import) -> Arrival:
    """Everybody who wrote, as somebody here."""
    course = record.course
    assert course is not None
    newest = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    people = take_in(
        issuer=f"{tree.issuer or tree.source_id}@{_institution(course.scope)}",
        people=(Newcomer(each.source_id, each.name, each.email) for each in tree.people),
        came_with=course.title,
    )
    record.journal["people"] = sorted(
        {*record.journal.get("people", ()), *(pk for pk in people.values() if pk > newest)}
    )
    record.save(update_fields=["journal"])
    return Arrival(
        course_id=course.pk,
        source=source_key(tree.format, tree.source_id),
        import_id=record.pk,
        people={each.source_id: people[each.source_id[:255]] for each in tree.people},
        roles={each.source_id: each.role for each in tree.people if each.role},
    )


def source_key(kind: str, source_id: str) -> str:
    """Where posts come from, short: the same export again has the same key."""
    return hashlib.sha256(f"{kind}\n{source_id}".encode()).hexdigest()


def _institution(scope: Scope) -> int:
    """People of one institution are not people of another, though both run the same system."""
    above = Scope.objects.filter(pk__in=scope.ancestor_ids, kind=ScopeKind.INSTITUTION)
    return above.values_list("pk", flat=True).first() or 0


def _resolved(threads: tuple[ThreadNode, ...], links: Links) -> Iterable[ThreadNode]:
    """With the addresses of this course instead of the stand-ins."""
    for thread in threads:
        if any("/-/" in post.html for post in thread.posts):
            posts = tuple(replace(post, html=links.resolve(post.html)) for post in thread.posts)
            yield replace(thread, posts=posts)
        else:
            yield thread
