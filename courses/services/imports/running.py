"""An import asked for on a page: the upload is kept, a worker reads it, the row says how it went."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from core.files import discard, store
from core.outbox import ring
from core.policy import Refused, no
from courses import policies
from courses.choices import ImportStage, ImportState
from courses.importers.refusals import ImportRefused
from courses.models import Course, Import, Placement
from courses.services.imports.bringing import bring_in
from courses.services.imports.places import place_on_server
from courses.services.imports.posts import Cancelled
from courses.services.imports.undoing import take_out

logger = logging.getLogger(__name__)
SILENT_FOR = {
    ImportStage.READING: timedelta(minutes=10),
    ImportStage.WRITING: timedelta(minutes=10),
    ImportStage.POSTS: timedelta(minutes=2),
    ImportStage.UNDOING: timedelta(minutes=2),
}
"""After how long without a sign of life a worker is taken for dead: reading 2 GB has nothing to say for minutes."""
MOST_ATTEMPTS = 3


def expect_import(
    *,
    actor: User,
    name: str,
    stream: IO[bytes] | None = None,
    path: str = "",
    scope: Scope | None = None,
    course: Course | None = None,
    block: Placement | None = None,
    dry_run: bool = False,
) -> Import:
    """Keep the upload (or the place on the server) and ask a worker to read it."""
    course = block.unit.course if block is not None else course
    if course is not None:
        policies.can_edit_course(rights_of(actor), course).require()
        scope = course.scope
    elif scope is not None:
        policies.can_create_course(rights_of(actor), scope).require()
    if path:
        place_on_server(path)
    upload = store(stream) if stream is not None else None
    record = Import(
        actor=actor, upload=upload, path=path, name=name[:255], scope=scope, course=course, block=block, dry_run=dry_run
    )
    return _expect(record)


@transaction.atomic
def _expect(record: Import) -> Import:
    record.save()
    transaction.on_commit(lambda: ring("courses.run_import", record.pk), robust=True)
    return record


def run_import(import_id: int) -> None:
    """Read and write one waiting import, or take one out; whoever claims its row does it, and only once."""
    now = timezone.now()
    mine = Import.objects.filter(Q(state=ImportState.WAITING) | _lost(), pk=import_id)
    fresh = Import.objects.filter(pk=import_id, state=ImportState.UNDOING, attempts=0)
    if mine.update(state=ImportState.RUNNING, alive_at=now, attempts=F("attempts") + 1):
        _run(
            Import.objects.select_related("actor", "scope", "upload", "course__scope", "block__unit").get(pk=import_id)
        )
    elif fresh.update(attempts=1, alive_at=now) or _lost_undoing().filter(pk=import_id).update(alive_at=now):
        _take_back(Import.objects.select_related("actor", "course__scope", "upload").get(pk=import_id))


def _run(record: Import) -> None:
    with _language(record):
        try:
            if record.attempts > MOST_ATTEMPTS:
                _give_up(record)
            _read(record)
        except Cancelled:
            _end(record, ImportState.UNDONE)
        except (ImportRefused, Refused) as refusal:
            _end(record, ImportState.REFUSED, error=str(refusal))
        except Exception:
            logger.exception("Import %s failed.", record.pk)
            sentence = _("The course could not be read. The people who run this site can see why.")
            _end(record, ImportState.REFUSED, error=sentence)


def _give_up(record: Import) -> None:
    """What earlier workers wrote before they died goes; then the reason is said."""
    if record.journal:
        take_out(record)
    raise ImportRefused(
        _("Reading this course was interrupted three times, so it was given up and nothing of it was kept.")
    )


def _take_back(record: Import) -> None:
    with _language(record):
        record.report["undo_kept"] = take_out(record) if record.journal else []
        _end(record, ImportState.UNDONE)


def _read(record: Import) -> None:
    with _opened(record) as path:
        course, report = bring_in(
            actor=record.actor,
            path=path,
            into=record.scope,
            block=record.block,
            dry_run=record.dry_run,
            record=record,
        )
    record.course = course or record.course
    record.report, record.format = report.as_dict(), report.format
    _end(record, ImportState.DONE)


@contextmanager
def _opened(record: Import) -> Iterator[Path]:
    """The place on the server, or the upload as a file of its own name."""
    if record.path:
        yield place_on_server(record.path)
        return
    if record.upload is None:
        if record.journal:
            take_out(record)
        raise ImportRefused(_("The file of this import is no longer here. Upload it again."))
    with tempfile.TemporaryDirectory(prefix="colloquy-upload-") as room:
        path = Path(room) / (Path(record.name).name or "course")
        with default_storage.open(record.upload.key) as stored, path.open("xb") as out:
            shutil.copyfileobj(stored, out)
        yield path


@contextmanager
def _language(record: Import) -> Iterator[None]:
    with translation.override((record.actor.locale if record.actor else "") or translation.get_language()):
        yield


def _end(record: Import, state: ImportState, *, error: str = "") -> None:
    """Say how it went, and let go of the upload (a trial keeps it, for the real thing may follow)."""
    upload = None if record.dry_run and state == ImportState.DONE else record.upload
    record.state, record.error, record.ended_at = state, error[:500], timezone.now()
    if upload is not None:
        record.upload = None
    record.save()
    if upload is not None and not Import.objects.filter(upload=upload).exists():
        discard(upload)


@transaction.atomic
def carry_out(*, actor: User, record: Import) -> Import:
    """The real import after a trial, from the same upload or place."""
    policies.can_see_import(rights_of(actor), record).require()
    if (record.upload is None and not record.path) or not record.dry_run or record.state != ImportState.DONE:
        no(_("The file of this trial is no longer here. Upload it again.")).require()
    upload, path, record.upload, record.path = record.upload, record.path, None, ""
    record.save(update_fields=["upload", "path"])
    return _expect(
        Import(
            actor=actor,
            upload=upload,
            path=path,
            name=record.name,
            scope=record.scope,
            course=record.course,
            block=record.block,
        )
    )


def resume_imports() -> int:
    """Ring again for imports that nobody answered, and for those whose worker has gone silent; their number."""
    waiting = Q(state=ImportState.WAITING, started_at__lt=timezone.now() - timedelta(seconds=30))
    ids = set(Import.objects.filter(waiting | _lost()).values_list("pk", flat=True))
    ids |= set(_lost_undoing().values_list("pk", flat=True))
    for import_id in sorted(ids):
        ring("courses.run_import", import_id)
    return len(ids)


def _lost() -> Q:
    """Running, and silent for longer than its stage explains."""
    now, lost = timezone.now(), Q()
    for stage, silence in SILENT_FOR.items():
        lost |= Q(stage=stage, alive_at__lt=now - silence)
    return Q(state=ImportState.RUNNING) & lost


def _lost_undoing() -> QuerySet[Import]:
    silence = timezone.now() - SILENT_FOR[ImportStage.UNDOING]
    return Import.objects.filter(state=ImportState.UNDOING, alive_at__lt=silence)
