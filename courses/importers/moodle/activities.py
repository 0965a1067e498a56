"""One activity of a section as parts of the unit, in the order in which they stood."""

from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import clean_html, plain
from courses.importers.documents import Malformed, read_xml
from courses.importers.library import Shelf
from courses.importers.media import host_of
from courses.importers.moodle.backup import BIG_DOCUMENT, Activity, said, text
from courses.importers.moodle.files import Files, MoodleAddresses, Stored
from courses.importers.moodle.forums import ForumReader
from courses.importers.moodle.reasons import kind_of, reason_for
from courses.importers.naming import plain_title
from courses.importers.notes import note_of, reason
from courses.importers.prompts import asked
from courses.importers.prose import Unreadable, read_well, useful_title
from courses.importers.source import Source
from courses.importers.tree import LeftOut, PartKind, PartNode, ThreadNode

_WEB = ("http://", "https://")


@dataclass
class ActivityReader:
    """Everything it leaves goes to the shared list, under the name of the section."""

    source: Source
    shelf: Shelf
    files: Files
    units: dict[str, str]
    left_out: list[LeftOut]
    where: str = ""
    unit_title: str = ""
    for_staff: bool = False
    writers: set[str] = field(default_factory=set)
    announcements: tuple[ThreadNode, ...] = ()

    def may_show(self, activity: Activity) -> bool:
        """In a hidden section, whatever was not hidden by itself."""
        return activity.visible or (self.for_staff and activity.was_visible)

    def read(self, activity: Activity) -> list[PartNode]:
        if not self.may_show(activity):
            self._leave_out(activity, _("Only staff could see it in the original."))
            return []
        reader = getattr(self, f"_{activity.kind}", None) if activity.kind in _READ else None
        if reader is None:
            self._leave_out(activity, reason_for(activity.kind))
            return []
        if activity.document not in self.source:
            self._leave_out(activity, _("The export does not hold its file (%(path)s).") % {"path": activity.document})
            return []
        try:
            root = read_xml(self.source, activity.document, limit=BIG_DOCUMENT)
        except Malformed:
            self._leave_out(activity, _("Its file is not well-formed XML (%(path)s).") % {"path": activity.document})
            return []
        inner = root.find(activity.kind)
        if inner is None:
            self._leave_out(activity, _("Its file does not say what it is (%(path)s).") % {"path": activity.document})
            return []
        parts: list[PartNode] = reader(activity, inner, root.get("contextid", ""))
        if parts:
            self._say_who_could(activity)
        return parts

    def _say_who_could(self, activity: Activity) -> None:
        """What more people find now than where it came from."""
        if activity.for_some and activity.kind != "forum":
            self._leave_out(activity, _("Its limits: only some could open it there; here everybody in the course can."))
        elif activity.stealth:
            self._leave_out(activity, _("Its hiding place: only a link led to it there; here it stands in its unit."))

    def text(self, raw: str, *, title: str, source_id: str, context: str, area: str, item: str = "0") -> list[PartNode]:
        """HTML of the backup as one text part; none where nothing is left of it."""
        addresses = MoodleAddresses(self.files, self.shelf, context, area, item, self.units, self._note)
        try:
            reading = read_well(raw, title=title, unit_title=self.unit_title, addresses=addresses)
        except Unreadable:
            self._note(title, _("It is too long or too deeply nested to be read safely."))
            return []
        return [PartNode(source_id, PartKind.TEXT, reading.title, reading.html)] if reading.html else []

    def _label(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        return self.text(said(inner, "intro"), title="", source_id=_id(activity), context=context, area="intro")

    def _page(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        raw = said(inner, "content") or said(inner, "intro")
        return self.text(raw, title=text(inner, "name"), source_id=_id(activity), context=context, area="content")

    def _book(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        parts: list[PartNode] = []
        for chapter in sorted(inner.iter("chapter"), key=_place_of):
            if text(chapter, "hidden") != "1":
                name = f"{_id(activity)}/{chapter.get('id')}"
                item = chapter.get("id", "0")
                title, raw = text(chapter, "title"), said(chapter, "content")
                parts += self.text(raw, title=title, source_id=name, context=context, area="chapter", item=item)
        return parts

    def _lesson(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        """The reading of a lesson, page by page; its questions stay behind."""
        parts: list[PartNode] = []
        asked = 0
        for page in inner.iter("page"):
            if text(page, "qtype") not in {"", "20", "30", "31", "21"}:
                asked += 1
                continue
            name, item = f"{_id(activity)}/{page.get('id')}", page.get("id", "0")
            title, raw = text(page, "title"), said(page, "contents")
            parts += self.text(raw, title=title, source_id=name, context=context, area="page_contents", item=item)
        if asked:
            words = ngettext(
                "%(count)s question of it; the reading was taken.",
                "%(count)s questions of it; the reading was taken.",
                asked,
            )
            self._leave_out(activity, words % {"count": asked})
        return parts

    def _assign(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        """What the task says; handing in and marking stay in the system they were made for."""
        self._leave_out(activity, _("Handing in and marking. What the task says was taken as text."))
        parts = self.text(
            said(inner, "intro"), title=text(inner, "name"), source_id=_id(activity), context=context, area="intro"
        )
        return parts + self._handed_out(activity, context, "introattachment")

    def _url(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        address, title = text(inner, "externalurl"), useful_title(text(inner, "name"))
        if not address.startswith(_WEB):
            self._leave_out(activity, _("Links of this kind are not opened here."))
            return []
        words = _("Open “%(name)s” on %(host)s") % {"name": title or address, "host": host_of(address)}
        html = f'<p><a href="{escape(address)}">{escape(words)}</a></p>'
        about = self._about(inner, context)
        return [PartNode(_id(activity), PartKind.LINK, title, about + clean_html(html))]

    def _resource(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        return self._handed_out(activity, context, "content", self._about(inner, context))

    def _folder(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        return self._handed_out(activity, context, "content", self._about(inner, context))

    def _lti(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        self._leave_out(activity, reason())
        words = plain(self._about(inner, context))
        return [note_of(_id(activity), activity.title, text(inner, "securetoolurl") or text(inner, "toolurl"), words)]

    def _about(self, inner: Element, context: str) -> str:
        """What stood beside a link or a file."""
        found = self.text(said(inner, "intro"), title="", source_id="", context=context, area="intro")
        return found[0].html if found else ""

    def _handed_out(self, activity: Activity, context: str, area: str, about: str = "") -> list[PartNode]:
        """Files to take away, as one list of links."""
        html = about + self._list(self.files.of(context, area))
        return [PartNode(f"{_id(activity)}/files", PartKind.LINK, useful_title(activity.title), html)] if html else []

    def _list(self, files: list[Stored]) -> str:
        items = []
        for stored in files:
            name = stored.name.rsplit("/", 1)[-1]
            if stored.present:
                items.append(f'<li><a href="{escape(self.shelf.link(stored.path, name))}">{escape(name)}</a></li>')
            else:
                self._note(_("File “%(name)s”") % {"name": name}, _("The export does not hold this file."))
        return clean_html(f"<ul>{''.join(items)}</ul>") if items else ""

    def _forum(self, activity: Activity, inner: Element, context: str) -> list[PartNode]:
        """A discussion where it stood; what the news forum announced goes to the announcements of the course."""
        threads = self._threads(activity, inner, context)
        self.writers |= {post.person for thread in threads for post in thread.posts}
        if text(inner, "type") == "news":
            self.announcements += threads
            if not threads:
                self._leave_out(activity, _("Announcements have a place of their own in every course here."))
            return []
        title = plain_title(text(inner, "name")) or activity.title
        prompt = self.text(said(inner, "intro"), title="", source_id="", context=context, area="intro")
        html = prompt[0].html if prompt else ""
        return asked(_id(activity), title, html, threads)

    def _threads(self, activity: Activity, inner: Element, context: str) -> tuple[ThreadNode, ...]:
        def rich(message: str, number: str) -> str:
            found = self.text(message, title="", source_id="", context=context, area="post", item=number)
            return found[0].html if found else ""

        def attached(number: str) -> str:
            return self._list(self.files.of(context, "attachment", number))

        def note(reason: str) -> None:
            self._leave_out(activity, reason)

        return ForumReader(rich, attached, note, groups_apart=activity.groups_apart, for_some=activity.for_some).read(
            inner
        )

    def _note(self, what: str, reason: str) -> None:
        self.left_out.append(LeftOut(self.where, what or str(_("A text without a name")), reason))

    def _leave_out(self, activity: Activity, reason: str) -> None:
        self._note(f"{kind_of(activity.kind)}: {activity.title}" if activity.title else kind_of(activity.kind), reason)


_READ = frozenset({"label", "page", "book", "lesson", "assign", "url", "resource", "folder", "forum", "lti"})


def _place_of(chapter: Element) -> int:
    number = text(chapter, "pagenum")
    return int(number[:9]) if number.isdecimal() else 0


def _id(activity: Activity) -> str:
    return f"{activity.kind}/{activity.module}"
