from dataclasses import replace
from html import escape

from django.utils.translation import gettext as _

from courses.importers.library import Shelf
from courses.importers.moodle.activities import ActivityReader
from courses.importers.moodle.backup import Backup, Section, home_of, read_backup
from courses.importers.moodle.files import Files
from courses.importers.moodle.people import people_of
from courses.importers.naming import plain_title
from courses.importers.source import Source
from courses.importers.tree import (
    ChapterNode,
    CourseTree,
    HeadingNode,
    LeftOut,
    PartKind,
    PartNode,
    UnitNode,
)


class MoodleReader:
    """Sections become units; what stood in them becomes their parts, each forum a discussion where it stood."""

    format = "moodle"

    def recognises(self, source: Source) -> bool:
        return home_of(source) is not None

    def read(self, source: Source) -> CourseTree:
        source = source.inside(home_of(source) or "")
        return _Course(read_backup(source)).read()


class _Course:
    def __init__(self, backup: Backup) -> None:
        self._backup = backup
        self._left_out: list[LeftOut] = []
        self._shelf = Shelf(backup.source)
        self._inner = {section.inside: section for section in backup.sections if section.inside}
        self._sections = [section for section in backup.sections if not self._is_inner(section)]
        units = {
            each.module: _unit_id(section)
            for section in self._sections
            for inner in self._with_inner(section)
            for each in inner.activities
        }
        self._reader = ActivityReader(backup.source, self._shelf, Files.read(backup.source), units, self._left_out)

    def read(self) -> CourseTree:
        backup = self._backup
        title = plain_title(backup.title) or backup.source.name
        units = tuple(unit for section in self._sections if (unit := self._unit(section, title)))
        return CourseTree(
            format=MoodleReader.format,
            source_id=backup.id,
            title=title,
            summary="",
            language="",
            chapters=(ChapterNode("course", title, (HeadingNode("course/units", "", units),)),),
            files=tuple(self._shelf.taken.values()),
            left_out=tuple(self._left_out),
            people=people_of(backup.source, self._reader.writers),
            issuer=f"moodle:{backup.id.split('/')[0] or backup.id}",
            announcements=self._reader.announcements,
        )

    def _is_inner(self, section: Section) -> bool:
        """A subsection (4.5) that an activity of another section shows."""
        return any(
            activity.kind == "subsection" and activity.instance == section.inside
            for other in self._backup.sections
            if other is not section and section.inside
            for activity in other.activities
        )

    def _with_inner(self, section: Section, seen: tuple[str, ...] = ()) -> list[Section]:
        """A section and those that stand in it, each once."""
        found = [section]
        for activity in section.activities:
            inner = self._inner.get(activity.instance) if activity.kind == "subsection" else None
            if inner is not None and inner.id not in {*seen, section.id}:
                found += self._with_inner(inner, (*seen, section.id))
        return found

    def _unit(self, section: Section, course_title: str) -> UnitNode | None:
        """A section as a unit; none where nothing of it can be taken."""
        title = section.name or self._nameless(section, course_title)
        self._reader.where = self._reader.unit_title = title
        self._reader.for_staff = not section.visible
        parts = self._inside(section, ())
        return UnitNode(_unit_id(section), title, _joined(parts), not section.visible) if parts else None

    def _inside(self, section: Section, seen: tuple[str, ...]) -> list[PartNode]:
        reader = self._reader
        parts: list[PartNode] = []
        if section.summary:
            parts += reader.text(
                section.summary,
                title="",
                source_id=f"summary/{section.id}",
                context=self._backup.context,
                area="section",
                item=section.id,
            )
        for activity in section.activities:
            inner = self._inner.get(activity.instance) if activity.kind == "subsection" else None
            if inner is None or not reader.may_show(activity):
                parts += reader.read(activity)
            elif inner.id not in {*seen, section.id}:
                parts += self._subsection(activity.title or inner.name, inner, (*seen, section.id))
        return parts

    def _subsection(self, name: str, inner: Section, seen: tuple[str, ...]) -> list[PartNode]:
        """What stands in it, under its name."""
        parts = self._inside(inner, seen)
        if parts and name:
            html = f"<h2>{escape(name, quote=False)}</h2>"
            parts.insert(0, PartNode(f"section/{inner.id}/name", PartKind.TEXT, "", html))
        return parts

    def _nameless(self, section: Section, course_title: str) -> str:
        return course_title if section.number == 0 else _("Section %(number)s") % {"number": section.number}


def _unit_id(section: Section) -> str:
    return f"section/{section.id}"


def _joined(parts: list[PartNode]) -> tuple[PartNode, ...]:
    """Parts with their source ids made unique, should a backup name something twice."""
    seen: dict[str, int] = {}
    result = []
    for part in parts:
        seen[part.source_id] = again = seen.get(part.source_id, 0) + 1
        name = part.source_id if again == 1 else f"{part.source_id}~{again}"
        result.append(replace(part, source_id=name))
    return tuple(result)
