"""Reading single documents of an export: encodings, entities and size, with one clear sentence when it fails."""

import codecs
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.utils.translation import gettext_lazy as _

from courses.importers.refusals import ImportRefused
from courses.importers.source import MAX_DOCUMENT_BYTES, Source

MAX_XML_LEVELS = 200
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_XML_SAYS = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_HTML_SAYS = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class Malformed(ValueError):
    """Not well-formed XML; the caller knows whether the course can do without it."""


def read_text(source: Source, path: str, *, limit: int = MAX_DOCUMENT_BYTES) -> str:
    """An HTML or text file, by its mark, by what it says of itself, or as UTF-8."""
    return _decode(source.read(path, limit=limit), path, _HTML_SAYS)


def read_xml(source: Source, path: str, *, limit: int = MAX_DOCUMENT_BYTES) -> Element:
    """The root of an XML file; entities and document types are refused, whatever they would do."""
    text = _XML_DECLARATION.sub("", _decode(source.read(path, limit=limit), path, _XML_SAYS), count=1)
    parser = XMLParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as error:
        raise ImportRefused(
            _("“%(path)s” defines XML entities or a document type. For safety such a course is not opened.")
            % {"path": path}
        ) from error
    except (ParseError, ValueError) as error:
        raise Malformed(path) from error
    if _too_deep(root):
        raise Malformed(path)
    return root


def _decode(data: bytes, path: str, says: re.Pattern[bytes]) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    said = says.search(data[:2048])
    encoding = marked or (said[1].decode() if said else None) or _unmarked(data)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise ImportRefused(
            _("“%(path)s” is not written in the encoding it claims (%(encoding)s). Save it as UTF-8 and try again.")
            % {"path": path, "encoding": encoding}
        ) from error
    return text.removeprefix("\ufeff").replace("\0", "")


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark shows itself by its zero bytes; everything else without a mark is UTF-8."""
    if data[:4:2] == b"\0\0" or data[1:4:2] == b"\0\0":
        return "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    return "utf-8"


def _too_deep(root: Element) -> bool:
    level, depth = [root], 0
    while level:
        level = [child for element in level for child in element]
        depth += 1
    return depth > MAX_XML_LEVELS
