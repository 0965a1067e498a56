"""A list asked for on a page: kept, read by a worker, looked at by a person, carried out by a worker."""

import logging
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Scope, User
from accounts.rights import rights_of
from core.bulk import batches
from core.files import discard, store
from core.models import StoredFile
from core.outbox import ring
from core.policy import Refused, no
from courses import policies
from courses.choices import RosterKind, RosterState
from courses.importers.refusals import ImportRefused
from courses.importers.rosters.people import read_people
from courses.models import Roster
from courses.services.rosters.carrying import AT_ONCE, Carrier
from courses.services.rosters.oneroster import bring_roster
from courses.services.rosters.planning import KINDS, Planner, Step

logger = logging.getLogger(__name__)
TASK = "courses.run_roster"
LINES_KEPT = timedelta(days=30)
LOST_AFTER = timedelta(minutes=3)
NEXT = {RosterState.WAITING: RosterState.READING, RosterState.CONFIRMED: RosterState.WRITING}


def expect_roster(*, actor: User, scope: Scope, stream: IO[bytes], name: str, kind: RosterKind) -> Roster:
    """Keep the list and ask a worker to read it; nothing is changed before somebody has looked."""
    verdict = policies.can_import_roster if kind == RosterKind.ONEROSTER else policies.can_keep_place
    verdict(rights_of(actor), scope).require()
    return _expect(actor, scope, store(stream, mime="text/csv"), name=name, kind=kind)


@transaction.atomic
def _expect(actor: User, scope: Scope, upload: StoredFile, *, name: str, kind: RosterKind) -> Roster:
    roster = Roster.objects.create(actor=actor, scope=scope, upload=upload, name=name[:255], kind=kind)
    transaction.on_commit(lambda: ring(TASK, roster.pk), robust=True)
    return roster


@transaction.atomic
def carry_out_roster(*, actor: User, roster: Roster) -> Roster:
    """Do what was shown. Of two who press at once, one is enough."""
    policies.can_see_roster(rights_of(actor), roster).require()
    ready = Roster.objects.filter(pk=roster.pk, state=RosterState.READ, upload__isnull=False)
    if not ready.update(state=RosterState.CONFIRMED, actor=actor, done=0, touched_at=timezone.now()):
        no(_("This list was carried out already, or its file is no longer here.")).require()
    transaction.on_commit(lambda: ring(TASK, roster.pk), robust=True)
    roster.refresh_from_db()
    return roster


def run_roster(roster_id: int) -> None:
    """Read a list that waits, or carry out one that was confirmed; whoever claims its row does it."""
    for before, then in NEXT.items():
        lost = Q(state=then, touched_at__lt=timezone.now() - LOST_AFTER)
        mine = Roster.objects.filter(Q(state=before) | lost, pk=roster_id)
        if mine.update(state=then, touched_at=timezone.now()):
            roster = Roster.objects.select_related("actor", "scope", "upload").get(pk=roster_id)
            with translation.override((roster.actor.locale if roster.actor else "") or translation.get_language()):
                _run(roster)
            return


def _run(roster: Roster) -> None:
    try:
        if roster.kind == RosterKind.ONEROSTER:
            _run_oneroster(roster)
        else:
            _run_people(roster)
    except (ImportRefused, Refused) as refusal:
        end_roster(roster, RosterState.REFUSED, error=str(refusal))
    except Exception:
        logger.exception("List of people %s failed.", roster.pk)
        words = _("The list could not be carried out. The people who run this site can see why.")
        end_roster(roster, RosterState.REFUSED, error=words)


def _run_people(roster: Roster) -> None:
    assert roster.actor is not None
    planner = Planner(roster.actor, roster.scope, read_people(content_of(roster)))
    steps = planner.steps()
    roster.report = report_of(steps)
    roster.total = len(steps)
    if roster.state == RosterState.READING:
        end_roster(roster, RosterState.READ)
        return
    carrier = Carrier(roster.actor, roster.scope, planner)
    for some in batches(steps, AT_ONCE):
        carrier.carry(some)
        roster.done += len(some)
        Roster.objects.filter(pk=roster.pk).update(done=roster.done, total=roster.total, touched_at=timezone.now())
    end_roster(roster, RosterState.DONE)


def _run_oneroster(roster: Roster) -> None:
    """The trial is the same writing, taken back; whoever confirms has seen how many places would end."""
    reading = roster.state == RosterState.READING
    with tempfile.TemporaryDirectory(prefix="colloquy-roster-") as room:
        path = Path(room) / "roster.zip"
        path.write_bytes(content_of(roster))
        if roster.actor is not None:
            policies.can_import_roster(rights_of(roster.actor), roster.scope).require()
        report = bring_roster(path=path, into=roster.scope, dry_run=reading, allow_removals=True)
    roster.report = report.as_dict()
    end_roster(roster, RosterState.READ if reading else RosterState.DONE)


def content_of(roster: Roster) -> bytes:
    if roster.upload is None:
        raise ImportRefused(_("The file of this list is no longer here. Upload it again."))
    with default_storage.open(roster.upload.key) as stored:
        return bytes(stored.read())


def report_of(steps: list[Step]) -> dict[str, object]:
    """How many lines do what, and every line with its words."""
    counted = Counter(step.kind for step in steps)
    return {"counts": {kind: counted[kind] for kind in KINDS}, "rows": [step.as_row() for step in steps]}


def end_roster(roster: Roster, state: RosterState, *, error: str = "") -> None:
    """Say how it went, and let go of the file (what was only read is kept until it is carried out, or for a week)."""
    roster.state, roster.error, roster.ended_at = state, error[:500], timezone.now()
    upload = None if state == RosterState.READ else roster.upload
    if upload is not None:
        roster.upload = None
    roster.save()
    if upload is not None:
        _let_go(upload)


def _let_go(upload: StoredFile) -> None:
    if not Roster.objects.filter(upload=upload).exists():
        discard(upload)


def resume_rosters() -> int:
    """Ring again for lists that nobody answered, and forget what was read and left lying for a week; how many rang."""
    now = timezone.now()
    unheard = Q(state__in=NEXT, touched_at__lt=now - timedelta(seconds=30))
    lost = Q(state__in=NEXT.values(), touched_at__lt=now - LOST_AFTER)
    ids = list(Roster.objects.filter(unheard | lost).values_list("pk", flat=True))
    for roster_id in ids:
        ring(TASK, roster_id)
    old = Roster.objects.filter(state=RosterState.READ, ended_at__lt=now - timedelta(days=7))
    for roster in old.select_related("upload")[:50]:
        words = _("Nobody carried this list out within a week, so it was thrown away.")
        end_roster(roster, RosterState.REFUSED, error=words)
    _forget_lines(now)
    return len(ids)


def _forget_lines(now: datetime) -> None:
    """After a month the numbers of a list are enough; its lines are names and addresses."""
    old = Roster.objects.filter(ended_at__lt=now - LINES_KEPT, report__has_key="rows")
    for roster in old[:50]:
        roster.report.pop("rows")
        roster.save(update_fields=["report"])
