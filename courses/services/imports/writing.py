"""The one short write: chapters, units, parts and blocks, each found again by (course, format, source id).

What staff edited here is kept and reported, what is as it came is updated, what has vanished is retired.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from courses.choices import UnitState
from courses.importers.tree import ChapterNode, CourseTree, HeadingNode, UnitNode
from courses.models import Chapter, Course, Unit
from courses.services.files import attach
from courses.services.imports.journal import Journal
from courses.services.imports.links import Links
from courses.services.imports.parts import PartWriter
from courses.services.imports.report import Report
from courses.services.imports.staging import Staged, stand_in
from courses.services.ordering import merge
from courses.services.slugs import free_slug


class CourseWriter:
    """Writes one staged course into one course, inside the caller's transaction."""

    def __init__(
        self, *, course: Course, staged: Staged, report: Report, actor: User | None, journal: Journal | None = None
    ) -> None:
        self.course, self.tree, self.report = course, staged.tree, report
        self.journal = journal or Journal()
        self._staged = staged
        self._now: datetime = timezone.now()
        self.links = Links()
        self.parts = PartWriter(
            course=course, staged=staged, report=report, links=self.links, actor=actor, journal=self.journal
        )
        self._units = {unit.source_id: unit for unit in self._known(Unit)}
        self._chapters = {chapter.source_id: chapter for chapter in self._known(Chapter)}
        self._placed: list[tuple[Unit, UnitNode]] = []

    def _known(self, model: Any) -> Any:
        return model.objects.filter(course=self.course, source_format=self.tree.format)

    def write(self) -> None:
        """Files and units first, for texts link to them; then the parts."""
        self._attach_files()
        order = [self._chapter(node) for node in self.tree.chapters]
        merge(list(self.course.chapters.order_by("position", "pk")), order)
        units = [unit for unit, _node in self._placed]
        merge(list(self.course.units.order_by("position", "pk")), units)
        for unit, node in self._placed:
            self.parts.write(unit, node)
        if self._owns_course():
            self.parts.retire_vanished()
            self._retire_units(units)

    def _owns_course(self) -> bool:
        """Only the export a course came from may take anything out of it."""
        return (self.course.source_format, self.course.source_id) == (self.tree.format, self.tree.source_id)

    def _attach_files(self) -> None:
        names = [node.name for node in self.tree.files]
        for node in self.tree.files:
            stored = self._staged.files.get(node.sha256) or stand_in(node)
            mine = self.course.files.filter(source_format=self.tree.format, source_id=node.name)
            known = mine.first() if names.count(node.name) == 1 else None
            if known is None:
                known = attach(
                    course=self.course,
                    stored=stored,
                    name=node.name,
                    source_format=self.tree.format,
                    source_id=node.name,
                )
                self.journal.made("files", [known.pk])
            elif known.stored_id != stored.pk:
                known.stored = stored
                known.save(update_fields=["stored"])
            known.course = self.course
            self.links.files[node.sha256] = known

    def _chapter(self, node: ChapterNode) -> Chapter:
        chapter = self._chapters.get(node.source_id)
        if chapter is None:
            chapter = Chapter.objects.create(
                course=self.course,
                title=node.title[:200],
                position=len(self._chapters),
                source_format=self.tree.format,
                source_id=node.source_id[:255],
            )
            self.journal.made("chapters", [chapter.pk])
        elif chapter.title != node.title[:200] or chapter.retired_at:
            chapter.title, chapter.retired_at = node.title[:200], None
            chapter.save(update_fields=["title", "retired_at"])
        for heading in node.headings:
            for unit in heading.units:
                self._placed.append((self._unit(unit, heading, chapter), unit))
        return chapter

    def _unit(self, node: UnitNode, heading: HeadingNode, chapter: Chapter) -> Unit:
        unit = self._units.get(node.source_id)
        if unit is None:
            unit = Unit.objects.create(
                course=self.course,
                chapter=chapter,
                heading=heading.title[:200],
                title=node.title[:200],
                slug=free_slug(node.title, self.course.units.all(), length=100),
                position=len(self._units) + len(self._placed),
                state=UnitState.DRAFT if node.staff_only else UnitState.PUBLISHED,
                source_format=self.tree.format,
                source_id=node.source_id[:255],
            )
            self.journal.made("units", [unit.pk])
        elif unit.edited_at is None:
            self._update(unit, node, heading, chapter)
        unit.course = self.course
        self.links.units[node.source_id] = unit
        return unit

    def _update(self, unit: Unit, node: UnitNode, heading: HeadingNode, chapter: Chapter) -> None:
        back = UnitState.PUBLISHED if unit.state == UnitState.RETIRED else unit.state
        wanted = (node.title[:200], heading.title[:200], chapter.pk, back)
        if (unit.title, unit.heading, unit.chapter_id, unit.state) != wanted:
            self.journal.unit_was(unit)
            unit.title, unit.heading, unit.chapter, unit.state = wanted[0], wanted[1], chapter, back
            unit.save(update_fields=["title", "heading", "chapter", "state"])

    def _retire_units(self, present: list[Unit]) -> None:
        """A unit that has vanished goes, unless something of ours stands in it."""
        here = {unit.pk for unit in present}
        for unit in self._units.values():
            if unit.pk in here or unit.state == UnitState.RETIRED:
                continue
            if unit.edited_at or unit.parts.live().exists():
                self.report.kept += 1
                self.report.kept_parts.append({"where": unit.title, "what": unit.title})
            else:
                self.journal.unit_was(unit)
                unit.state = UnitState.RETIRED
                unit.save(update_fields=["state"])
                self.report.retired += 1
                self.report.retired_parts.append({"where": unit.title, "what": unit.title})


def course_of(tree: CourseTree) -> dict[str, str]:
    """What a new course takes from the file."""
    return {
        "summary": tree.summary[:600],
        "language": tree.language[:12],
        "source_format": tree.format,
        "source_id": tree.source_id[:255],
    }
