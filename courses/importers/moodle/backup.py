"""The backup's own index: what the course is, its sections in order, and the activities in each."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.moodle.words import as_markup
from courses.importers.naming import plain_title, short_id
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

INDEX = "moodle_backup.xml"
BIG_DOCUMENT = 256 * 1024 * 1024
_NOTHING = "$@NULL@$"
_SEPARATE_GROUPS = "1"
_FOR_SOME = re.compile(r'"type"\s*:\s*"(?:group|grouping|profile|role|cohort)"')


@dataclass(frozen=True)
class Activity:
    module: str
    kind: str
    title: str
    folder: str
    visible: bool = True
    groups_apart: bool = False
    instance: str = ""
    was_visible: bool = True
    """In a hidden section everything is hidden; this says what it was before."""
    stealth: bool = False
    """Not on the page of the course; whoever had a link could open it."""
    for_some: bool = False
    """Only certain groups or people could open it."""

    @property
    def document(self) -> str:
        return f"{self.folder}/{self.kind}.xml"


@dataclass(frozen=True)
class Section:
    id: str
    number: int
    name: str
    summary: str
    visible: bool
    activities: tuple[Activity, ...]
    inside: str = ""
    """The subsection (4.5) that shows it, by the number of the activity."""


@dataclass
class Backup:
    source: Source
    id: str
    title: str
    release: str
    context: str = ""
    sections: list[Section] = field(default_factory=list)


def home_of(source: Source) -> str | None:
    homes = [path.removesuffix(INDEX).rstrip("/") for path in source.files if f"/{path}".endswith(f"/{INDEX}")]
    return min(homes, key=lambda home: (home.count("/") + bool(home), home), default=None)


def read_backup(source: Source) -> Backup:
    """The order of the course; a backup without it cannot be read."""
    try:
        root = read_xml(source, INDEX, limit=BIG_DOCUMENT)
    except Malformed as error:
        raise ImportRefused(
            _("“%(path)s” is not well-formed XML, so the course cannot be read.") % {"path": INDEX}
        ) from error
    information = root.find("information")
    if information is None or root.tag != "moodle_backup":
        raise ImportRefused(_("“%(path)s” does not describe a Moodle course.") % {"path": INDEX})
    site = text(information, "original_site_identifier_hash") or text(information, "original_wwwroot")
    return Backup(
        source,
        id=short_id(f"{site[:16]}/{text(information, 'original_course_id')}"),
        title=text(information, "original_course_fullname") or text(information, "original_course_shortname"),
        release=text(information, "moodle_release"),
        context=text(information, "original_course_contextid"),
        sections=_sections(source, information),
    )


def _sections(source: Source, information: Element) -> list[Section]:
    course = _optional(source, "course/course.xml")
    forced = text(course, "groupmode") if text(course, "groupmodeforce") == "1" else ""
    activities = {
        activity.module: activity
        for entry in information.iter("activity")
        if (activity := _activity(source, entry, forced))
    }
    by_section: dict[str, list[str]] = {}
    for entry in information.iter("activity"):
        by_section.setdefault(text(entry, "sectionid"), []).append(text(entry, "moduleid"))
    found: list[Section] = []
    for entry in information.iter("section"):
        folder = text(entry, "directory")
        if text(entry, "sectionid") not in {"", *(section.id for section in found)} and folder:
            found.append(_section(source, entry, folder, activities, by_section))
    return [*sorted(found, key=lambda section: section.number), *_loose(found, activities)]


def _loose(sections: list[Section], activities: dict[str, Activity]) -> list[Section]:
    """What stands in no section of the backup, as in the backup of one activity."""
    placed = {activity.module for section in sections for activity in section.activities}
    loose = tuple(activity for activity in activities.values() if activity.module not in placed)
    number = max(section.number for section in sections) + 1 if sections else 0
    return [Section("loose", number, "", "", visible=True, activities=loose)] if loose else []


def _section(
    source: Source,
    entry: Element,
    folder: str,
    activities: dict[str, Activity],
    by_section: dict[str, list[str]],
) -> Section:
    root = _optional(source, f"{folder}/section.xml")
    sequence = [number.strip() for number in text(root, "sequence").split(",") if number.strip()]
    listed = by_section.get(text(entry, "sectionid"), [])
    order = [
        *[number for number in sequence if number in listed],
        *[number for number in listed if number not in sequence],
    ]
    number = text(root, "number")
    return Section(
        id=short_id(text(entry, "sectionid")),
        number=int(number[:9]) if number.isdecimal() else len(by_section),
        name=plain_title(text(root, "name")),
        summary=said(root, "summary"),
        visible=text(root, "visible") != "0",
        activities=tuple(activities[name] for name in dict.fromkeys(order) if name in activities),
        inside=text(root, "itemid") if text(root, "component") == "mod_subsection" else "",
    )


def _activity(source: Source, entry: Element, forced: str) -> Activity | None:
    """`forced` is the group mode that the course imposes on everything in it."""
    folder, module = text(entry, "directory"), text(entry, "moduleid")
    if not folder or not module:
        return None
    settings = _optional(source, f"{folder}/module.xml")
    kind = text(entry, "modulename")
    document = _optional(source, f"{folder}/{kind}.xml") if kind == "subsection" else None
    return Activity(
        short_id(module),
        kind,
        plain_title(text(entry, "title")),
        folder,
        text(settings, "visible") != "0",
        (forced or text(settings, "groupmode")) == _SEPARATE_GROUPS,
        document.get("id", "") if document is not None else "",
        text(settings, "visibleold") != "0",
        text(settings, "visibleoncoursepage") == "0",
        bool(_FOR_SOME.search(text(settings, "availability"))),
    )


def _optional(source: Source, path: str) -> Element | None:
    if path not in source:
        return None
    try:
        return read_xml(source, path)
    except Malformed:
        return None


def text(parent: Element | None, tag: str) -> str:
    """The words of a child; Moodle's own sign for «nothing» is nothing."""
    if parent is None:
        return ""
    found = (parent.findtext(tag) or "").strip()
    return "" if found == _NOTHING else found


def said(parent: Element | None, tag: str) -> str:
    """The words of a child in the format that stands beside them; not yet safe to show."""
    return as_markup(text(parent, tag), text(parent, f"{tag}format"))


def moment(seconds: str) -> datetime | None:
    """A time of Moodle: seconds since 1970, 0 for never."""
    try:
        value = int(seconds)
        return datetime.fromtimestamp(value, UTC) if value > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
