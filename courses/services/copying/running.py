"""A copy asked for on a page: a worker makes it in one short write, once, and its row says how it went."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import Role, ScopeKind
from accounts.models import Scope, User
from accounts.rights import rights_of
from accounts.services import grant, plant
from core.outbox import emit, ring
from core.policy import Refused
from courses import policies
from courses.choices import CopyState, PartKind
from courses.events import CourseCopied, CourseCreated
from courses.extensions import Copied, run_parts
from courses.models import Copying, Course, Series
from courses.services.about import furnish
from courses.services.copying.checking import write_checks
from courses.services.copying.dates import moved, shift_to
from courses.services.copying.links import Relinked
from courses.services.copying.writing import CourseCopier
from courses.services.slugs import free_slug

logger = logging.getLogger(__name__)
SILENT_FOR = timedelta(minutes=5)
MOST_ATTEMPTS = 3


@transaction.atomic
def expect_copy(*, actor: User, course: Course, parent: Scope, title: str, starts_on: date, token: str) -> Copying:
    """Ask a worker for a new run; the same token again is the same copy."""
    rights = rights_of(actor)
    policies.can_copy_course(rights, course).require()
    policies.can_create_course(rights, parent).require()
    wanted = {"old": course, "parent": parent, "title": title[:200], "starts_on": starts_on}
    record, made = Copying.objects.get_or_create(actor=actor, token=token, defaults=wanted)
    if made:
        transaction.on_commit(lambda: ring("courses.run_copy", record.pk), robust=True)
    return record


def run_copy(copy_id: int) -> None:
    """Make one copy that waits; whoever claims its row does it."""
    mine = Copying.objects.filter(Q(state=CopyState.WAITING) | _lost(), pk=copy_id)
    claim = {"state": CopyState.RUNNING, "alive_at": timezone.now(), "attempts": F("attempts") + 1}
    if not mine.update(**claim):
        return
    record = Copying.objects.select_related("actor", "old__scope", "parent").get(pk=copy_id)
    with translation.override((record.actor.locale if record.actor else "") or translation.get_language()):
        try:
            _make(record)
        except Refused as refusal:
            _refuse(record, str(refusal))
        except Exception:
            logger.exception("Copy %s failed.", copy_id)
            if record.attempts >= MOST_ATTEMPTS:
                _refuse(record, _("The course could not be copied. The people who run this site can see why."))


def _refuse(record: Copying, error: str) -> None:
    ended = {"state": CopyState.REFUSED, "error": error[:500], "ended_at": timezone.now()}
    Copying.objects.filter(pk=record.pk).update(**ended)


@transaction.atomic
def _make(record: Copying) -> None:
    """The one write: the new course is there with everything, or not at all."""
    row = Copying.objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    if row.course_id is not None or record.actor is None:
        return
    rights = rights_of(record.actor)
    policies.can_copy_course(rights, record.old).require()
    policies.can_create_course(rights, record.parent).require()
    shift = shift_to(record.old, record.starts_on)
    new = _plant(record, shift)
    grant(user=record.actor, scope=new.scope, role=Role.EDUCATOR)
    copied = CourseCopier(record.old, new, shift, record.actor).write()
    if not new.units.filter(about=True).exists():
        furnish(actor=record.actor, course=new)
    for part in run_parts:
        part.copied(copied)
    row.report = _counted(copied) | {"to_check": write_checks(copied)}
    row.course, row.state, row.ended_at = new, CopyState.DONE, timezone.now()
    row.save(update_fields=["course", "state", "ended_at", "report"])
    emit(CourseCreated(course_id=new.pk, actor_id=record.actor.pk))
    emit(CourseCopied(course_id=new.pk, old_id=record.old_id, actor_id=record.actor.pk))


def _plant(record: Copying, shift: timedelta) -> Course:
    """An unpublished course in its own place of the tree, in the series of the old one."""
    old = record.old
    scope = plant(kind=ScopeKind.COURSE, name=record.title, parent=record.parent)
    scope.time_zone = old.scope.time_zone
    scope.save(update_fields=["time_zone"])
    if old.series is None:
        old.series = Series.objects.create(title=old.title)
        old.save(update_fields=["series"])
    new = Course.objects.create(
        scope=scope,
        series=old.series,
        slug=free_slug(record.title, Course.objects.all(), fallback="course"),
        title=record.title,
        summary=old.summary,
        language=old.language,
        starts_on=record.starts_on,
        ends_on=moved(old.ends_on, shift),
    )
    new.settings = Relinked(old, new, {}).deep(_settings(old, shift))
    new.save(update_fields=["settings"])
    return new


def _settings(old: Course, shift: timedelta) -> dict[str, object]:
    """What staff decided about the course; a reason for one tool more is looked at again a run later."""
    kept = dict(old.settings)
    if "needs" in kept:
        kept["needs"] = {
            key: said | {"review_on": (date.fromisoformat(said["review_on"]) + shift).isoformat()}
            for key, said in kept["needs"].items()
        }
    return kept


def _counted(copied: Copied) -> dict[str, int]:
    texts = sum(part.kind == PartKind.TEXT for part in copied.parts.values())
    files = copied.new.files.count()
    return {"units": len(copied.units), "texts": texts, "files": files, "blocks": len(copied.placements)}


def _lost() -> Q:
    return Q(state=CopyState.RUNNING, alive_at__lt=timezone.now() - SILENT_FOR)


def resume_copies() -> int:
    """Ring again for copies that nobody answered, and for those whose worker has gone silent; their number."""
    waiting = Q(state=CopyState.WAITING, asked_at__lt=timezone.now() - timedelta(seconds=30))
    ids = sorted(Copying.objects.filter(waiting | _lost()).values_list("pk", flat=True))
    for copy_id in ids:
        ring("courses.run_copy", copy_id)
    return len(ids)
