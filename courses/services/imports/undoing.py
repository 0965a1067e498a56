"""Taking an import out again: exactly what came, less what staff edited since; refused once somebody answered."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import UserState
from accounts.models import Membership, User
from accounts.rights import rights_of
from core.files import discard
from core.models import StoredFile
from core.outbox import ring
from core.policy import Verdict, no, yes
from courses import policies
from courses.choices import ImportStage, ImportState, PartKind, PlacementState
from courses.extensions import blocks
from courses.models import Chapter, Course, CourseFile, Import, Part, Placement, Unit
from courses.services.facts import forget_facts
from courses.services.imports.journal import Journal
from courses.services.parts import rewritten

POSTS_AT_ONCE = 250
PEOPLE_AT_ONCE = 50


def can_undo(record: Import) -> Verdict:
    """Nobody has answered, and nothing came after it. Who may ask is can_edit_course's."""
    if record.state != ImportState.DONE or record.dry_run or record.course is None or not record.journal:
        return no(_("There is nothing to undo here."))
    later = Import.objects.filter(course=record.course, pk__gt=record.pk, dry_run=False)
    if later.filter(state__in=[ImportState.WAITING, ImportState.RUNNING, ImportState.DONE]).exists():
        return no(_("The course was imported again since. Undo the newer import first."))
    parts = Journal.of(record.journal).parts
    placements = list(Placement.objects.filter(part__in=parts).values_list("pk", flat=True))
    for kind in blocks:
        if reason := kind.answered([record.pk], placements):
            return no(reason)
    return yes()


@transaction.atomic
def undo_import(*, actor: User, record: Import) -> Import:
    """Ask a worker to take it out again; one that still runs is stopped, and takes out what it wrote itself."""
    record = (
        Import.objects.select_for_update(of=("self",), no_key=True).select_related("course__scope").get(pk=record.pk)
    )
    policies.can_see_import(rights_of(actor), record).require()
    if record.state in {ImportState.WAITING, ImportState.RUNNING}:
        running = record.state == ImportState.RUNNING
    else:
        assert record.course is not None or record.state != ImportState.DONE
        if record.course is not None:
            policies.can_edit_course(rights_of(actor), record.course).require()
        can_undo(record).require()
        running = False
    record.state, record.stage, record.alive_at = ImportState.UNDOING, ImportStage.UNDOING, timezone.now()
    record.done, record.total = 0, record.report.get("new_posts", 0)
    record.attempts = record.attempts if running else 0
    record.save(update_fields=["state", "stage", "alive_at", "done", "total", "attempts"])
    if not running:
        transaction.on_commit(lambda: ring("courses.run_import", record.pk), robust=True)
    return record


def take_out(record: Import) -> list[str]:
    """Everything that came with this import goes, post by post and then the course; what was kept, in words.

    Many short transactions; running it again goes on where it stopped.
    """
    done = 0
    for kind in blocks:
        while count := kind.withdraw(record.pk, limit=POSTS_AT_ONCE):
            done += count
            Import.objects.filter(pk=record.pk).update(alive_at=timezone.now(), done=done)
    record.refresh_from_db()
    undoing = _Undoing(Journal.of(record.journal), record)
    undoing.carry_out()
    for stored in undoing.loose:
        discard(stored)
    _let_go(undoing.journal.people)
    return undoing.kept


@dataclass
class _Undoing:
    journal: Journal
    record: Import
    kept: list[str] = field(default_factory=list)
    loose: list[StoredFile] = field(default_factory=list)

    @transaction.atomic
    def carry_out(self) -> None:
        course = self.record.course
        if course is None:
            return
        self._restore()
        for part in Part.objects.filter(pk__in=self.journal.parts).select_related("unit", "placement"):
            self._remove_part(part)
        for unit in Unit.objects.filter(pk__in=self.journal.units).order_by("-position"):
            self._remove_unit(unit)
        Chapter.objects.filter(pk__in=self.journal.chapters, units__isnull=True).delete()
        self._remove_files(course)
        if self.journal.course and not self.kept:
            self._remove_course(course)
        forget_facts(course.pk)
        self.record.journal = {}
        self.record.save(update_fields=["journal", "course"])

    def _restore(self) -> None:
        """What was changed becomes what it was, unless staff changed it again."""
        for pk, was in self.journal.parts_before.items():
            part = Part.objects.filter(pk=pk).select_related("unit").first()
            if part is not None and part.edited_at is None:
                Part.objects.filter(pk=pk).update(**was)
            elif part is not None:
                self._keep(part.unit.title, part.title)
        rewritten([int(pk) for pk in self.journal.parts_before])
        for pk, was in self.journal.units_before.items():
            Unit.objects.filter(pk=pk, edited_at__isnull=True).update(**was)
        now = timezone.now()
        Part.objects.filter(pk__in=self.journal.returned, edited_at__isnull=True).update(retired_at=now)
        Placement.objects.filter(part__in=self.journal.returned).update(state=PlacementState.RETIRED)
        Part.objects.filter(pk__in=self.journal.retired, edited_at__isnull=True).update(retired_at=None)
        Placement.objects.filter(part__in=self.journal.retired).update(state=PlacementState.PLACED)

    def _keep(self, where: str, what: str) -> None:
        self.kept.append(f"{where}: {what or _('Text')}")

    def _remove_part(self, part: Part) -> None:
        if part.edited_at is not None:
            self._keep(part.unit.title, part.title)
            return
        if part.kind == PartKind.PLACEMENT:
            placement = part.placement
            kind = blocks.get(placement.block_key)
            if kind is not None:
                kind.vacated(placement)
            placement.delete()
        part.delete()

    def _remove_unit(self, unit: Unit) -> None:
        """A unit that staff edited, or in which something of ours stands, stays."""
        ours = unit.edited_at is not None or unit.parts.exists() or unit.outcomes.exists()
        if ours or not _deleted(unit):
            self._keep(unit.title, _("the unit itself"))

    def _remove_files(self, course: Course) -> None:
        """Files that no text of the course shows any more."""
        texts = "\n".join(Part.objects.filter(unit__course=course).values_list("html", flat=True))
        for file in CourseFile.objects.filter(pk__in=self.journal.files).select_related("stored", "course"):
            if file.get_absolute_url() not in texts:
                self.loose.append(file.stored)
                file.delete()

    def _remove_course(self, course: Course) -> None:
        """A course that came with the import goes with it, where nobody but its importer was ever in it."""
        others = Membership.objects.filter(scope__path__startswith=course.scope.path).exclude(user=self.record.actor_id)
        if others.exists() or course.units.filter(about=False).exists() or not _razed(course):
            self._keep(course.title, _("the course itself"))
            return
        self.record.course = None


def _razed(course: Course) -> bool:
    """The course with its first unit and its place in the tree; False, and nothing changed, where something holds it."""
    scope = course.scope
    try:
        with transaction.atomic():
            for placement in Placement.objects.filter(unit__course=course):
                kind = blocks.get(placement.block_key)
                if kind is not None:
                    kind.vacated(placement)
                placement.delete()
            course.units.all().delete()
            Import.objects.filter(course=course).update(course=None)
            course.delete()
            Membership.objects.filter(scope=scope).delete()
            scope.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _deleted(unit: Unit) -> bool:
    try:
        with transaction.atomic():
            unit.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _let_go(people: list[int]) -> None:
    """Placeholders who came with the import and wrote nothing anywhere else."""
    for begin in range(0, len(people), PEOPLE_AT_ONCE):
        mine = User.objects.filter(pk__in=people[begin : begin + PEOPLE_AT_ONCE], state=UserState.PLACEHOLDER)
        try:
            with transaction.atomic():
                mine.delete()
        except (ProtectedError, RestrictedError):
            for person in mine:
                _let_one_go(person)


def _let_one_go(person: User) -> None:
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, RestrictedError):
        return
