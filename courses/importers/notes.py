"""A note in the place of what could not come along, for students and staff alike."""

from html import escape

from django.utils.translation import gettext as _

from core.text import clean_html, excerpt
from courses.importers.media import host_of
from courses.importers.tree import PartKind, PartNode

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


def reason() -> str:
    """What the report says of it."""
    return str(_("The tool itself, which lives in another system. A note stands in its place."))
