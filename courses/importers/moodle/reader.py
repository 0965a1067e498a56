from dataclasses import replace

from django.utils.translation import gettext as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.library import Shelf
from courses.importers.moodle.activities import ActivityReader
from courses.importers.moodle.backup import BIG_DOCUMENT, Backup, Section, home_of, read_backup, text
from courses.importers.moodle.files import Files
from courses.importers.source import Source
from courses.importers.tree import (
    ChapterNode,
    CourseTree,
    HeadingNode,
    LeftOut,
    PartNode,
    PersonNode,
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
        units = {each.module: _unit_id(section) for section in backup.sections for each in section.activities}
        self._reader = ActivityReader(backup.source, self._shelf, Files.read(backup.source), units, self._left_out)

    def read(self) -> CourseTree:
        backup = self._backup
        title = " ".join(backup.title.split()) or backup.source.name
        units = tuple(unit for section in backup.sections if (unit := self._unit(section, title)))
        return CourseTree(
            format=MoodleReader.format,
            source_id=backup.id,
            title=title,
            summary="",
            language="",
            chapters=(ChapterNode("course", title, (HeadingNode("course/units", "", units),)),),
            files=tuple(self._shelf.taken.values()),
            left_out=tuple(self._left_out),
            people=_people(backup.source, self._reader.writers),
            issuer=f"moodle:{backup.id.split('/')[0] or backup.id}",
            announcements=self._reader.announcements,
        )

    def _unit(self, section: Section, course_title: str) -> UnitNode | None:
        """A section as a unit; none where nothing of it can be taken."""
        title = " ".join(section.name.split()) or self._nameless(section, course_title)
        self._reader.where = self._reader.unit_title = title
        parts: list[PartNode] = []
        if section.summary:
            parts += self._reader.text(
                section.summary,
                title="",
                source_id=f"summary/{section.id}",
                context="",
                area="section",
                item=section.id,
            )
        for activity in section.activities:
            parts += self._reader.read(activity)
        return UnitNode(_unit_id(section), title, _joined(parts), not section.visible) if parts else None

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


def _people(source: Source, writers: set[str]) -> tuple[PersonNode, ...]:
    """Those who wrote, by the name that the backup has for them."""
    names: dict[str, tuple[str, str]] = {}
    if "users.xml" in source:
        try:
            root = read_xml(source, "users.xml", limit=BIG_DOCUMENT)
        except Malformed:
            root = None
        for user in root.iter("user") if root is not None else ():
            name = " ".join(f"{text(user, 'firstname')} {text(user, 'lastname')}".split())[:150]
            if name and text(user, "deleted") != "1":
                names[user.get("id", "")] = (name, text(user, "email").lower())
    unknown = (_("Former member"), "")
    return tuple(PersonNode(each, *names.get(each, unknown)) for each in sorted(writers))
