from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from core.text import excerpt
from courses.importers.cartridge.canvas import Canvas
from courses.importers.cartridge.manifest import Item, Manifest, Resource, home_of, read_manifest
from courses.importers.cartridge.outline import chapters_of, units_of
from courses.importers.cartridge.parts import PartReader, ways_of
from courses.importers.library import Shelf
from courses.importers.source import Source
from courses.importers.tree import ChapterNode, CourseTree, HeadingNode, LeftOut, PartNode, UnitNode

_SUMMARY_LENGTH = 300
_UNPLACED = "unplaced"
_PAGE = (".html", ".htm", ".xhtml")


class CartridgeReader:
    """Items with children become chapters; the leaves in them become the parts of a unit."""

    format = "imscc"

    def recognises(self, source: Source) -> bool:
        return home_of(source) is not None

    def read(self, source: Source) -> CourseTree:
        return _Cartridge(source.inside(home_of(source) or "")).read()


class _Cartridge:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._manifest: Manifest = read_manifest(source)
        self._left_out: list[LeftOut] = []
        self._shelf = Shelf(source)
        self._resources = self._manifest.resources
        self._canvas = Canvas.read(source)
        self._chapters = list(chapters_of(self._manifest))
        self._placed = self._with_their_variants()
        self._reader = PartReader(source, self._shelf, self._resources, self._canvas, self._addresses(), self._left_out)

    def read(self) -> CourseTree:
        manifest = self._manifest
        chapters = [*filter(None, map(self._chapter, self._chapters)), *self._unplaced()]
        self._note_spare_files()
        return CourseTree(
            format=CartridgeReader.format,
            source_id=manifest.id,
            title=manifest.title,
            summary=excerpt(manifest.summary, _SUMMARY_LENGTH),
            language=manifest.language,
            chapters=tuple(chapters),
            files=tuple(self._shelf.taken.values()),
            left_out=tuple(self._left_out),
        )

    def _with_their_variants(self) -> set[str]:
        """Everything that some item names, in each of its forms."""
        named = {leaf.resource for chapter in self._chapters for leaf in chapter.leaves()}
        found = [self._resources[name] for name in named if name in self._resources]
        return {way.id for resource in found for way in ways_of(resource, self._resources)}

    def _addresses(self) -> dict[str, str]:
        """Document path or identifier → the unit in which it will stand."""
        found: dict[str, str] = {}
        for chapter in self._chapters:
            for unit in units_of(chapter):
                found.setdefault(chapter.id, unit.id)
                for leaf in unit.leaves():
                    resource = self._resources.get(leaf.resource)
                    for key in (unit.id, leaf.id, leaf.resource, resource.main if resource else ""):
                        found.setdefault(key, unit.id)
        for resource in self._spare():
            for key in (resource.id, resource.main):
                found.setdefault(key, _UNPLACED)
        found.pop("", None)
        return found

    def _spare(self) -> list[Resource]:
        """Pages and discussions that no item names."""
        resources = self._resources.values()
        return [resource for resource in resources if resource.id not in self._placed and _is_content(resource)]

    def _chapter(self, chapter: Item) -> ChapterNode | None:
        """None where nothing of it can be taken."""
        title = chapter.title or str(_("Untitled chapter"))
        if not chapter.children:
            self._left_out.append(LeftOut(self._manifest.title, title, _("It is empty in the original.")))
            return None
        units = tuple(filter(None, (self._unit(chapter, title, unit) for unit in units_of(chapter))))
        return ChapterNode(chapter.id, title, (HeadingNode(f"{chapter.id}/units", "", units),)) if units else None

    def _unit(self, chapter: Item, chapter_title: str, unit: Item) -> UnitNode | None:
        title = unit.title or chapter_title
        reader = self._reader
        reader.where = title if title == chapter_title else f"{chapter_title} / {title}"
        reader.unit_title = title
        leaves = [leaf for leaf in unit.leaves() if leaf.resource]
        closed = any(each.hidden or each.id in self._canvas.hidden for each in (chapter, unit))
        reader.for_staff = closed or (bool(leaves) and all(map(reader.is_hidden, leaves)))
        parts = self._inside(unit)
        return UnitNode(unit.id, title, tuple(parts), reader.for_staff) if parts else None

    def _inside(self, folder: Item, *, hidden: bool = False) -> list[PartNode]:
        """What stands in a unit; an inner folder is its name, then what it holds, and hides what it holds."""
        parts: list[PartNode] = []
        for child in folder.children:
            concealed = hidden or child.hidden
            if not child.children:
                parts += self._reader.read(replace(child, hidden=concealed))
            elif inner := self._inside(child, hidden=concealed):
                parts += [*self._reader.read(Item(child.id, child.title, "")), *inner]
        return parts

    def _unplaced(self) -> Iterator[ChapterNode]:
        """Pages and discussions that no module holds: kept for staff, who decide where they belong."""
        title = str(_("Not in any module"))
        reader = self._reader
        reader.where, reader.unit_title, reader.for_staff = title, title, True
        parts: list[PartNode] = []
        for resource in self._spare():
            parts += reader.of_resource(resource, _name_of(resource), resource.id)
        if parts:
            unit = UnitNode(_UNPLACED, title, tuple(parts), staff_only=True)
            yield ChapterNode(_UNPLACED, title, (HeadingNode(f"{_UNPLACED}/units", "", (unit,)),))
        for resource in self._resources.values():
            if resource.id not in self._placed and resource.kind in {"lti", "test"}:
                reader.of_resource(resource, "", resource.id)

    def _note_spare_files(self) -> None:
        listed = {
            path
            for resource in self._manifest.resources.values()
            if resource.kind == "webcontent" and not _is_content(resource)
            for path in (resource.main, *resource.files)
        }
        spare = [path for path in listed if path in self._source and path not in self._shelf.taken]
        if spare:
            self._left_out.append(
                LeftOut(
                    "web_resources",
                    _("%(count)s files that no unit uses") % {"count": len(spare)},
                    _("Only files that a unit shows or links to are taken."),
                )
            )


def _is_content(resource: Resource) -> bool:
    if resource.kind in {"topic", "assignment"}:
        return True
    return resource.kind in {"webcontent", "associated"} and resource.main.casefold().endswith(_PAGE)


def _name_of(resource: Resource) -> str:
    """The best name of something that no item named."""
    stem = resource.main.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    is_page = resource.kind in {"webcontent", "associated"}
    return stem.replace("-", " ").replace("_", " ").capitalize() if is_page else ""
