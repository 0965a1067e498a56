"""The backup's own index: what the course is, its sections in order, and the activities in each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from courses.importers.documents import Malformed, read_xml
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source

INDEX = "moodle_backup.xml"
BIG_DOCUMENT = 256 * 1024 * 1024
_NOTHING = "$@NULL@$"
_SEPARATE_GROUPS = "1"


@dataclass(frozen=True)
class Activity:
    module: str
    kind: str
    title: str
    folder: str
    visible: bool = True
    groups_apart: bool = False

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


@dataclass
class Backup:
    source: Source
    id: str
    title: str
    release: str
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
        id=f"{site[:16]}/{text(information, 'original_course_id')}",
        title=text(information, "original_course_fullname") or text(information, "original_course_shortname"),
        release=text(information, "moodle_release"),
        sections=_sections(source, information),
    )


def _sections(source: Source, information: Element) -> list[Section]:
    activities = {
        activity.module: activity for entry in information.iter("activity") if (activity := _activity(source, entry))
    }
    by_section: dict[str, list[str]] = {}
    for entry in information.iter("activity"):
        by_section.setdefault(text(entry, "sectionid"), []).append(text(entry, "moduleid"))
    found = []
    for entry in information.iter("section"):
        folder = text(entry, "directory")
        if text(entry, "sectionid") and folder:
            found.append(_section(source, entry, folder, activities, by_section))
    return sorted(found, key=lambda section: section.number)


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
        id=text(entry, "sectionid"),
        number=int(number) if number.isdigit() else len(by_section),
        name=text(root, "name"),
        summary=text(root, "summary"),
        visible=text(root, "visible") != "0",
        activities=tuple(activities[name] for name in order if name in activities),
    )


def _activity(source: Source, entry: Element) -> Activity | None:
    folder, module = text(entry, "directory"), text(entry, "moduleid")
    if not folder or not module:
        return None
    settings = _optional(source, f"{folder}/module.xml")
    title = " ".join(text(entry, "title").split())
    apart = text(settings, "groupmode") == _SEPARATE_GROUPS
    return Activity(module, text(entry, "modulename"), title, folder, text(settings, "visible") != "0", apart)


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


def moment(seconds: str) -> datetime | None:
    """A time of Moodle: seconds since 1970, 0 for never."""
    try:
        value = int(seconds)
        return datetime.fromtimestamp(value, UTC) if value > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
