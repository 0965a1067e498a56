"""Pictures, embedded pages and links of a foreign text, each with an address that will work here or a plain note."""

import re
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from courses.importers.cleaning import EMBEDS
from courses.importers.dom import Element

_FEWEST_LETTERS = 4
_FORMULA = "LaTeX:"
"""How Canvas says in words what its picture of a formula shows."""
_WORDLESS = re.compile(r"[\W_\d]+")


class Addresses(Protocol):
    """What a format knows about the addresses in its texts; None means it leads nowhere, and was noted."""

    def link(self, address: str) -> str | None: ...

    def picture(self, address: str) -> str | None: ...

    def note(self, what: str, reason: str) -> None: ...


class Media:
    def __init__(self, addresses: Addresses, *, title: str) -> None:
        self._addresses = addresses
        self._title = title

    def replace_in(self, root: Element) -> None:
        root.rewrite(self._replace)

    def _replace(self, element: Element) -> list[Element | str]:
        if element.tag in EMBEDS:
            return self._embed(element)
        if element.tag == "img":
            return self._picture(element)
        if element.tag == "a":
            return self._link(element)
        return [element]

    def _link(self, element: Element) -> list[Element | str]:
        address = element.attrs.get("href", "").strip()
        found = self._addresses.link(address) if address else None
        if found is None or not (element.text() or element.has("img")):
            return element.children
        element.attrs = {
            "href": found,
            **{name: element.attrs[name] for name in ("lang", "hreflang") if name in element.attrs},
        }
        return [element]

    def _embed(self, element: Element) -> list[Element | str]:
        """Another site's page is never opened inside ours: it becomes a link that says where it leads."""
        address = _source(element)
        found = self._addresses.link(address) if address else None
        if found is None:
            return [child for child in element.children if isinstance(child, Element) and child.tag == "a"]
        name = " ".join(element.attrs.get("title", "").split()) or self._title
        return [Element("a", {"href": found}, [_open_words(found, name, element.tag)])]

    def _picture(self, element: Element) -> list[Element | str]:
        address = element.attrs.get("src", "").strip()
        words = " ".join(element.attrs.get("alt", "").split())
        if "equation_images/" in address and words.startswith(_FORMULA):
            return [f"\\({words.removeprefix(_FORMULA).strip()}\\)"]
        found = self._addresses.picture(address) if address else None
        if found is None:
            if not address:
                return []
            name = words or words_of(address)
            return [
                Element(
                    "em",
                    {},
                    [
                        _("A picture is missing here: %(name)s.") % {"name": name}
                        if name
                        else _("A picture is missing here.")
                    ],
                )
            ]
        if found.startswith(("http:", "https:")):
            label = _("Picture: %(name)s") % {"name": words or host_of(found)}
            return [Element("a", {"href": found}, [label])]
        if not words:
            words = words_of(address)
            self._addresses.note(
                _("Description of the picture “%(name)s”") % {"name": name_of(address)},
                _("The original has none. We used its file name; please write what the picture shows."),
            )
        return [Element("img", {"src": found, "alt": words})]


def _source(element: Element) -> str:
    for candidate in (element, *element.elements()):
        for name in ("src", "data"):
            if address := candidate.attrs.get(name, "").strip():
                return address
    return ""


def _open_words(address: str, name: str, tag: str) -> str:
    host = host_of(address)
    if tag in {"video", "audio"}:
        return _("Play “%(name)s”") % {"name": name} if name else _("Play the recording")
    if not host:
        return _("Open “%(name)s”") % {"name": name} if name else _("Open the document")
    if name:
        return _("Open “%(name)s” on %(host)s") % {"name": name, "host": host}
    return _("Open the page on %(host)s") % {"host": host}


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def name_of(address: str) -> str:
    """The last step of an address as its file is called, without query and fragment."""
    return unquote(re.split(r"[?#]", address)[0].rstrip("/").rsplit("/", 1)[-1])


def words_of(address: str) -> str:
    """A file name as words, when it holds any: “Image_2_-_Validation_Rules.png” is better than silence."""
    stem = name_of(address).rsplit(".", 1)[0].rsplit("@", 1)[-1]
    words = re.sub(r"[\s_]+", " ", stem).strip(" -")
    return words if len(_WORDLESS.sub("", words)) >= _FEWEST_LETTERS and " " in words else ""
