"""An outside tool of a cartridge (LTI 1.1 and 1.3) as a note in the place where it stood."""

from html import escape
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from core.text import clean_html, excerpt
from courses.importers.cartridge.manifest import named
from courses.importers.media import host_of
from courses.importers.naming import plain_title
from courses.importers.tree import PartKind, PartNode

_LAUNCH = ("secure_launch_url", "launch_url", "target_link_uri")
_LONGEST = 600


def note_of(source_id: str, title: str, address: str, about: str = "") -> PartNode:
    """What stood here and where it lived; no link, for such a tool opens only from the system it was tied to."""
    name, host = title or str(_("a tool")), host_of(address)
    words = (
        _("In the original course, “%(name)s” was opened here, a tool at %(host)s.")
        if host
        else _("In the original course, “%(name)s” was opened here, a tool of another system.")
    )
    lines = [words % {"name": name, "host": host}, _("Its connection did not come along.")]
    html = f"<p>{escape(' '.join(map(str, lines)))}</p>"
    if about:
        html += f"<p>{escape(excerpt(about, _LONGEST))}</p>"
    return PartNode(source_id, PartKind.TEXT, title, clean_html(html))


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
