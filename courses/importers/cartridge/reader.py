from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from core.text import excerpt
from courses.importers.cartridge.manifest import Item, Manifest, Resource, home_of, read_manifest
from courses.importers.cartridge.parts import PartReader
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
        self._chapters = list(_chapters(self._manifest))
        self._reader = PartReader(source, self._shelf, self._manifest.resources, self._addresses(), self._left_out)

    def read(self) -> CourseTree:
        manifest = self._manifest
        chapters = [self._chapter(chapter) for chapter in self._chapters]
        chapters += self._unplaced()
        self._note_spare_files()
        return CourseTree(
            format=CartridgeReader.format,
            source_id=manifest.id,
            title=" ".join(manifest.title.split()),
            summary=excerpt(manifest.summary, _SUMMARY_LENGTH),
            language=manifest.language,
            chapters=tuple(chapters),
            files=tuple(self._shelf.taken.values()),
            left_out=tuple(self._left_out),
        )

    def _addresses(self) -> dict[str, str]:
        """Document path or identifier → the unit in which it will stand."""
        found: dict[str, str] = {}
        for chapter in self._chapters:
            for unit in _units(chapter):
                found.setdefault(chapter.id, unit.id)
                for leaf in unit.leaves():
                    resource = self._manifest.resources.get(leaf.resource)
                    for key in (unit.id, leaf.id, leaf.resource, resource.main if resource else ""):
                        found.setdefault(key, unit.id)
        for resource in self._spare():
            for key in (resource.id, resource.main):
                found.setdefault(key, _UNPLACED)
        found.pop("", None)
        return found

    def _spare(self) -> list[Resource]:
        """Pages and discussions that no item names."""
        placed = {leaf.resource for chapter in self._chapters for leaf in chapter.leaves()}
        resources = self._manifest.resources.values()
        return [resource for resource in resources if resource.id not in placed and _is_content(resource)]

    def _chapter(self, chapter: Item) -> ChapterNode:
        units = tuple(self._unit(chapter, unit) for unit in _units(chapter))
        return ChapterNode(chapter.id, chapter.title, (HeadingNode(f"{chapter.id}/units", "", units),))

    def _unit(self, chapter: Item, unit: Item) -> UnitNode:
        title = unit.title or chapter.title
        self._reader.where = title if title == chapter.title else f"{chapter.title} / {title}"
        self._reader.unit_title = title
        parts: list[PartNode] = []
        for leaf in unit.leaves():
            parts += self._reader.read(leaf)
        return UnitNode(unit.id, title, _unique(parts))

    def _unplaced(self) -> Iterator[ChapterNode]:
        """Pages and discussions that no module holds: kept for staff, who decide where they belong."""
        placed = {leaf.resource for chapter in self._chapters for leaf in chapter.leaves()}
        title = str(_("Not in any module"))
        self._reader.where = self._reader.unit_title = title
        parts: list[PartNode] = []
        for resource in self._spare():
            parts += self._reader.of_resource(resource, _name_of(resource), resource.id)
        if parts:
            unit = UnitNode(_UNPLACED, title, _unique(parts), staff_only=True)
            yield ChapterNode(_UNPLACED, title, (HeadingNode(f"{_UNPLACED}/units", "", (unit,)),))
        for resource in self._manifest.resources.values():
            if resource.id not in placed and resource.kind in {"lti", "test", "assignment"}:
                self._reader.of_resource(resource, _name_of(resource), resource.id)

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


def _chapters(manifest: Manifest) -> Iterator[Item]:
    """Items with children; leaves beside them stand together in a chapter named after the course."""
    loose: list[Item] = []
    for item in manifest.items:
        if item.children:
            if loose:
                yield _gathered(loose, manifest.title)
                loose = []
            yield item
        else:
            loose.append(item)
    if loose:
        yield _gathered(loose, manifest.title)


def _gathered(leaves: list[Item], title: str) -> Item:
    return Item(f"loose-{leaves[0].id}", title, "", tuple(leaves))


def _units(chapter: Item) -> Iterator[Item]:
    """A nested item with children is a unit of its own; the leaves around it make units of the chapter's name."""
    loose: list[Item] = []
    for child in chapter.children:
        if child.children:
            if loose:
                yield Item(f"{chapter.id}/{loose[0].id}", chapter.title, "", tuple(loose))
                loose = []
            yield child
        else:
            loose.append(child)
    if loose:
        yield Item(f"{chapter.id}/{loose[0].id}", chapter.title, "", tuple(loose))


def _is_content(resource: Resource) -> bool:
    if resource.kind == "topic":
        return True
    return resource.kind == "webcontent" and resource.main.casefold().endswith(_PAGE)


def _name_of(resource: Resource) -> str:
    """The best name of something that no item named."""
    stem = resource.main.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem.replace("-", " ").replace("_", " ").capitalize() if resource.kind == "webcontent" else ""


def _unique(parts: list[PartNode]) -> tuple[PartNode, ...]:
    """A page that two items show stands twice, under two names."""
    seen: dict[str, int] = {}
    result = []
    for part in parts:
        seen[part.source_id] = seen.get(part.source_id, 0) + 1
        again = seen[part.source_id]
        name = part.source_id if again == 1 else f"{part.source_id}~{again}"
        result.append(replace(part, source_id=name))
    return tuple(result)
