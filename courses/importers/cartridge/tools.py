"""An outside tool of a cartridge (LTI 1.1 and 1.3) as a note in the place where it stood."""

from xml.etree.ElementTree import Element

from courses.importers.cartridge.manifest import named
from courses.importers.naming import plain_title
from courses.importers.notes import note_of
from courses.importers.tree import PartNode

_LAUNCH = ("secure_launch_url", "launch_url", "target_link_uri")


def read_tool(root: Element, source_id: str, title: str) -> PartNode:
    """From its description in the cartridge."""
    said = {name: plain_title(_said(root, name)) for name in ("title", "description")}
    address = next((found for name in _LAUNCH if (found := _said(root, name))), "")
    name = title or said["title"]
    about = (
        said["description"] if said["description"].casefold() not in {name.casefold(), said["title"].casefold()} else ""
    )
    return note_of(source_id, name, address, about)


def _said(root: Element, name: str) -> str:
    found = next((element for element in root.iter() if named(element) == name), None)
    return "".join(found.itertext()).strip() if found is not None else ""
