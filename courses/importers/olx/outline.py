"""The order of the course: chapters, headings and units, whichever of these levels an export leaves out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.importers.documents import Malformed
from courses.importers.olx.blocks import Block, Blocks, Missing
from courses.importers.olx.reasons import kind_of, reason_for
from courses.importers.tree import LeftOut

_SEQUENCES = frozenset({"sequential", "videosequence", "problemset"})
_SETTINGS = frozenset({"wiki", "graceperiod", "grading_policy", "policy"})


@dataclass
class UnitOutline:
    source_id: str
    name: str
    title: str
    where: str
    children: list[Element | Block]
    staff_only: bool


@dataclass
class HeadingOutline:
    source_id: str
    name: str
    title: str
    units: list[UnitOutline] = field(default_factory=list)


@dataclass
class ChapterOutline:
    source_id: str
    name: str
    title: str
    headings: list[HeadingOutline] = field(default_factory=list)


@dataclass
class Outliner:
    """Walks the upper three levels; what stands at the wrong level gets the levels it lacks."""

    blocks: Blocks
    left_out: list[LeftOut] = field(default_factory=list)

    def chapters(self, course: Element) -> list[ChapterOutline]:
        chapters = []
        for child in course:
            if child.tag in _SETTINGS:
                continue
            if child.tag == "textbook":
                self._leave_out("", child, reason_for("textbook"))
                continue
            block = self._resolve(child, "", within="course")
            if block is not None:
                chapters.append(self._chapter(block))
        return chapters

    def _chapter(self, block: Block) -> ChapterOutline:
        chapter = ChapterOutline(block.source_id, block.url_name, block.title or str(_("Untitled chapter")))
        if block.tag != "chapter":
            chapter.source_id = f"chapter/{block.source_id}"
            chapter.headings = [self._heading(block, chapter.title, hidden=False)]
            return chapter
        for child in self._children(block, chapter.title):
            if child.tag in _SEQUENCES:
                chapter.headings.append(self._heading(child, chapter.title, hidden=block.staff_only))
            else:
                if not chapter.headings or chapter.headings[-1].title:
                    chapter.headings.append(HeadingOutline(f"sequential/{child.source_id}", "", ""))
                unit = self._unit(child, chapter.title, hidden=block.staff_only)
                chapter.headings[-1].units.append(unit)
        return chapter

    def _heading(self, block: Block, where: str, *, hidden: bool) -> HeadingOutline:
        if block.tag not in _SEQUENCES:
            return HeadingOutline(f"sequential/{block.source_id}", "", "", [self._unit(block, where, hidden=hidden)])
        title = block.title or str(_("Untitled section"))
        heading = HeadingOutline(block.source_id, block.url_name, title)
        place, hidden = _join(where, title), hidden or block.staff_only
        heading.units = [self._unit(child, place, hidden=hidden) for child in self._children(block, place)]
        return heading

    def _unit(self, block: Block, where: str, *, hidden: bool) -> UnitOutline:
        """A vertical; anything else stands alone as the one piece of its own unit."""
        title = block.title or str(_("Untitled unit"))
        alone = block.tag != "vertical"
        return UnitOutline(
            source_id=f"vertical/{block.source_id}" if alone else block.source_id,
            name=block.url_name,
            title=title,
            where=_join(where, title),
            children=[block] if alone else list(block.element),
            staff_only=hidden or block.staff_only,
        )

    def _children(self, block: Block, where: str) -> Iterator[Block]:
        for child in block.element:
            resolved = self._resolve(child, where, within=block.url_name)
            if resolved is not None:
                yield resolved

    def _resolve(self, element: Element, where: str, *, within: str) -> Block | None:
        try:
            return self.blocks.resolve(element, within=within)
        except Missing as error:
            self._leave_out(where, element, _("The export does not hold its file (%(path)s).") % {"path": error})
        except Malformed as error:
            self._leave_out(where, element, _("Its file is not well-formed XML (%(path)s).") % {"path": error})
        return None

    def _leave_out(self, where: str, element: Element, reason: str) -> None:
        name = element.get("display_name") or element.get("title") or element.get("url_name") or element.tag
        self.left_out.append(LeftOut(where, f"{kind_of(element.tag)}: {name}", reason))


def _join(where: str, title: str) -> str:
    return f"{where} \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} {title}" if where else title


def unit_names(chapters: list[ChapterOutline]) -> dict[str, str]:
    """Which unit a link by block name means: the unit, the first one of a section, or the one that holds the block."""
    names: dict[str, str] = {}
    for chapter in chapters:
        for heading in chapter.headings:
            for unit in heading.units:
                for name in (unit.name, heading.name, chapter.name, *map(_name_of, unit.children)):
                    if name:
                        names.setdefault(name, unit.source_id)
    return names


def _name_of(child: Element | Block) -> str:
    return child.url_name if isinstance(child, Block) else child.get("url_name") or ""
