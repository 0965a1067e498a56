"""Items at whatever depth, as chapters, units and what stands in them."""

from collections.abc import Iterator

from courses.importers.cartridge.manifest import Item, Manifest
from courses.importers.naming import short_id


def chapters_of(manifest: Manifest) -> Iterator[Item]:
    """Items with children; leaves beside them stand together in a chapter named after the course."""
    loose: list[Item] = []
    for item in manifest.items:
        if item.resource:
            loose.append(item)
            continue
        if loose:
            yield _gathered(loose, manifest.title)
            loose = []
        yield item
    if loose:
        yield _gathered(loose, manifest.title)


def _gathered(leaves: list[Item], title: str) -> Item:
    return Item(short_id(f"loose-{leaves[0].id}"), title, "", tuple(leaves))


def units_of(chapter: Item) -> Iterator[Item]:
    """A nested item with children is a unit of its own; the leaves around it make units of the chapter's name."""
    loose: list[Item] = []
    for child in chapter.children:
        if child.children:
            if loose:
                yield Item(short_id(f"{chapter.id}/{loose[0].id}"), chapter.title, "", tuple(loose))
                loose = []
            yield child
        else:
            loose.append(child)
    if loose:
        yield Item(short_id(f"{chapter.id}/{loose[0].id}"), chapter.title, "", tuple(loose))
