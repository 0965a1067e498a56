"""An import asked for on a page: the upload is kept, a worker reads it, the row says how it went."""

import logging
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from core.files import discard, store
from core.models import StoredFile
from core.outbox import ring
from core.policy import Refused, no
from courses import policies
from courses.choices import ImportState
from courses.importers.refusals import ImportRefused
from courses.models import Course, Import
from courses.services.imports.bringing import bring_in

logger = logging.getLogger(__name__)
LOST_AFTER = timedelta(minutes=15)


def expect_import(
    *, actor: User, stream: IO[bytes], name: str, scope: Scope | None = None, course: Course | None = None, dry_run: bool = False
) -> Import:  # fmt: skip
    """Keep the upload and ask a worker to read it."""
    if course is not None:
        policies.can_edit_course(rights_of(actor), course).require()
        scope = course.scope
    elif scope is not None:
        policies.can_create_course(rights_of(actor), scope).require()
    upload = store(stream)
    return _expect(actor, upload, name=name, scope=scope, course=course, dry_run=dry_run)


@transaction.atomic
def _expect(
    actor: User, upload: StoredFile, *, name: str, scope: Scope | None, course: Course | None, dry_run: bool
) -> Import:
    record = Import.objects.create(
        actor=actor, upload=upload, name=name[:255], scope=scope, course=course, dry_run=dry_run
    )
    transaction.on_commit(lambda: ring("courses.run_import", record.pk), robust=True)
    return record


def run_import(import_id: int) -> None:
    """Read and write one waiting import; whoever claims its row does it, and only once."""
    now = timezone.now()
    lost = Q(state=ImportState.RUNNING, started_at__lt=now - LOST_AFTER)
    mine = Import.objects.filter(Q(state=ImportState.WAITING) | lost, pk=import_id)
    if not mine.update(state=ImportState.RUNNING, started_at=now):
        return
    record = Import.objects.select_related("actor", "scope", "upload").get(pk=import_id)
    try:
        with translation.override((record.actor.locale if record.actor else "") or translation.get_language()):
            _read(record)
    except (ImportRefused, Refused) as refusal:
        _end(record, ImportState.REFUSED, error=str(refusal))
    except Exception:
        logger.exception("Import %s failed.", record.pk)
        _end(
            record,
            ImportState.REFUSED,
            error=_("The course could not be read. The people who run this site can see why."),
        )


def _read(record: Import) -> None:
    with tempfile.TemporaryDirectory(prefix="colloquy-upload-") as room:
        path = Path(room) / (Path(record.name).name or "course")
        assert record.upload is not None
        with default_storage.open(record.upload.key) as stored, path.open("xb") as out:
            shutil.copyfileobj(stored, out)
        course, report = bring_in(
            actor=record.actor, path=path, into=record.scope, dry_run=record.dry_run, record=record
        )
    record.course = course or record.course
    record.report, record.format = report.as_dict(), report.format
    _end(record, ImportState.DONE)


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
    """The real import after a trial, from the same upload."""
    policies.can_see_import(rights_of(actor), record).require()
    if record.upload is None or not record.dry_run:
        no(_("The file of this trial is no longer here. Upload it again.")).require()
    assert record.upload is not None
    upload, record.upload = record.upload, None
    record.save(update_fields=["upload"])
    return _expect(actor, upload, name=record.name, scope=record.scope, course=record.course, dry_run=False)


def resume_imports() -> int:
    """Ring again for imports that nobody answered; their number."""
    now = timezone.now()
    waiting = Q(state=ImportState.WAITING, started_at__lt=now - timedelta(seconds=30))
    lost = Q(state=ImportState.RUNNING, started_at__lt=now - LOST_AFTER)
    ids = list(Import.objects.filter(waiting | lost).values_list("pk", flat=True))
    for import_id in ids:
        ring("courses.run_import", import_id)
    return len(ids)
