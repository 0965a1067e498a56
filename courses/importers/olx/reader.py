from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.text import excerpt
from courses.importers.cleaning import tidy
from courses.importers.documents import Malformed, read_text, read_xml
from courses.importers.dom import TooDeep, parse
from courses.importers.naming import plain_title, short_id
from courses.importers.olx.addresses import Library
from courses.importers.olx.blocks import Blocks, load_policy
from courses.importers.olx.components import UnitReader
from courses.importers.olx.outline import ChapterOutline, Outliner, unit_names
from courses.importers.olx.reasons import reason_for
from courses.importers.refusals import ImportRefused
from courses.importers.source import Source
from courses.importers.tree import ChapterNode, CourseTree, HeadingNode, LeftOut

_SUMMARY_LENGTH = 300
_NEARLY_NOTHING = 40
"""Bytes: an empty list of news is written as a few tags."""


class OlxReader:
    """The export of Open edX, Studio and everything that writes the same XML."""

    format = "olx"

    def recognises(self, source: Source) -> bool:
        return bool(_homes(source))

    def read(self, source: Source) -> CourseTree:
        homes = _homes(source)
        if len(homes) > 1:
            raise ImportRefused(gettext_lazy("This holds several courses. Import one of their folders at a time."))
        source = source.inside(homes[0])
        return _Course(source).read()


def _homes(source: Source) -> list[str]:
    """The folders nearest to the top that hold a course.xml."""
    homes = [path.removesuffix("course.xml").rstrip("/") for path in source.files if f"/{path}".endswith("/course.xml")]
    depth = min((_depth(home) for home in homes), default=0)
    return sorted(home for home in homes if _depth(home) == depth)


def _depth(home: str) -> int:
    return home.count("/") + 1 if home else 0


class _Course:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._pointer = _root(source, "course.xml")
        self._run = self._pointer.get("url_name", "")
        self._blocks = Blocks(source, load_policy(source, self._run))
        self._left_out: list[LeftOut] = []
        self._library = Library(source)

    def read(self) -> CourseTree:
        course = self._definition()
        outliner = Outliner(self._blocks, self._left_out)
        outlines = outliner.chapters(course)
        units = unit_names(outlines)
        reader = UnitReader(self._source, self._blocks, self._library, units, self._left_out)
        chapters = tuple(_chapter(outline, reader) for outline in outlines)
        self._left_out += self._beside_units()
        settings = {**course.attrib, **self._blocks.policy.get(f"course/{self._run}", {})}
        code = self._pointer.get("course") or course.get("course") or self._source.name
        return CourseTree(
            format=OlxReader.format,
            source_id=short_id(
                "/".join(filter(None, (self._pointer.get("org") or course.get("org"), code, self._run)))
            ),
            title=plain_title(str(settings.get("display_name") or "")) or code,
            summary=self._summary(),
            language=str(settings.get("language") or ""),
            chapters=chapters,
            files=tuple(self._library.taken.values()),
            left_out=tuple(self._left_out),
        )

    def _definition(self) -> Element:
        """The course itself, which is a file of its own in every recent export."""
        path = f"course/{self._run}.xml"
        if len(self._pointer) == 0 and self._run:
            if path not in self._source:
                raise ImportRefused(
                    gettext_lazy("The export names its run “%(run)s”, but holds no %(path)s.")
                    % {"run": self._run, "path": path}
                )
            return _root(self._source, path)
        return self._pointer

    def _summary(self) -> str:
        """A sentence or two from the pages that describe the course."""
        for path, tags in (("about/short_description.html", ()), ("about/overview.html", ("p",))):
            if path in self._source:
                try:
                    root = parse(tidy(read_text(self._source, path)[:100_000]))
                except TooDeep:
                    continue
                texts = (
                    [element.text() for element in root.elements() if element.tag in tags] if tags else [root.text()]
                )
                if text := next(filter(None, texts), ""):
                    return excerpt(text, _SUMMARY_LENGTH)
        return ""

    def _beside_units(self) -> Iterator[LeftOut]:
        """What the export holds that belongs to no unit, in as few lines as say it."""
        drafts = [path for path in self._source.under("drafts") if path.endswith(".xml")]
        if drafts:
            yield LeftOut(
                "drafts",
                ngettext("%(count)s unpublished draft", "%(count)s unpublished drafts", len(drafts))
                % {"count": len(drafts)},
                _("They were not published in the original. Publish them there and import again."),
            )
        for entry in self._tabs():
            yield LeftOut(
                _("Course menu"),
                _("Page: %(name)s") % {"name": entry},
                _("Pages of the course menu belong to no unit. Copy the text into a unit if students need it."),
            )
        for book in self._textbooks():
            yield LeftOut(_("Course menu"), _("Textbook: %(name)s") % {"name": book}, reason_for("textbook"))
        for path, what in (("info/updates.html", _("Course updates")), ("info/handouts.html", _("Handouts"))):
            if path in self._source and self._source.size(path) > _NEARLY_NOTHING:
                yield LeftOut(_("Course menu"), what, _("They belong to no unit. Copy into a unit what still holds."))
        spare = self._library.spare()
        if spare:
            yield LeftOut(
                "static",
                _("%(count)s files that no unit uses") % {"count": len(spare)},
                _("Only files that a unit shows or links to are taken."),
            )

    def _textbooks(self) -> list[str]:
        """Books that were given as PDF or HTML, by what their tab was called."""
        settings = self._blocks.policy.get(f"course/{self._run}", {})
        listed = [settings.get(kind) for kind in ("pdf_textbooks", "html_textbooks")]
        books = [book for each in listed if isinstance(each, list) for book in each if isinstance(book, dict)]
        return [plain_title(str(book.get("tab_title") or "")) or "PDF" for book in books]

    def _tabs(self) -> list[str]:
        named = self._blocks.policy.get(f"course/{self._run}", {}).get("tabs")
        tabs = [tab for tab in named if isinstance(tab, dict)] if isinstance(named, list) else []
        return [str(tab.get("name") or tab.get("url_slug")) for tab in tabs if tab.get("type") == "static_tab"]


def _chapter(outline: ChapterOutline, reader: UnitReader) -> ChapterNode:
    headings = tuple(
        HeadingNode(heading.source_id, heading.title, tuple(map(reader.read, heading.units)))
        for heading in outline.headings
    )
    return ChapterNode(outline.source_id, outline.title, headings)


def _root(source: Source, path: str) -> Element:
    try:
        root = read_xml(source, path)
    except Malformed as error:
        raise ImportRefused(
            gettext_lazy("“%(path)s” is not well-formed XML, so the course cannot be read.") % {"path": path}
        ) from error
    if root.tag != "course":
        raise ImportRefused(gettext_lazy("“%(path)s” does not describe an Open edX course.") % {"path": path})
    return root
