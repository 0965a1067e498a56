"""What is refused before it is parsed, or while it is: texts made to be slow to read."""

import re
from typing import Any

from bleach.html5lib_shim import BleachHTMLParser, BleachHTMLTokenizer
from bleach.sanitizer import Cleaner
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

POST_LIMIT = 5_000
PART_LIMIT = 200_000
MAX_NESTING = 20
MAX_LINKS = 50
MAX_FORMULAS = 20
MAX_FORMULA = 600
MAX_FOOTNOTES = 50
MAX_CELLS = 5_000
"""Of all tables together: a short row has as many cells as its table has columns."""
MAX_CODE, MAX_CODE_LINES, MAX_COLOURED = 3_000, 300, 6_000
"""Longer programs keep one colour, and so do those after the first few pages: what colours them is quadratic for some
languages."""
LANGUAGES = frozenset(
    [
        "bash",
        "c",
        "console",
        "cpp",
        "csharp",
        "css",
        "diff",
        "docker",
        "go",
        "haskell",
        "html",
        "ini",
        "java",
        "javascript",
        "js",
        "json",
        "julia",
        "kotlin",
        "latex",
        "lua",
        "make",
        "markdown",
        "matlab",
        "octave",
        "php",
        "pycon",
        "python",
        "py",
        "r",
        "rb",
        "ruby",
        "rust",
        "s",
        "sas",
        "scala",
        "sh",
        "shell",
        "splus",
        "sql",
        "stata",
        "swift",
        "tex",
        "toml",
        "ts",
        "typescript",
        "xml",
        "yaml",
        "yml",
    ]
)
"""Those that programs are coloured in; some others take ten seconds for a page of empty lines."""
_BLANKS = re.compile(r"\s{100}")
MAX_MARKS = 10_000
"""Lines and signs that mean something, each of which the parser and the cleaner look at by itself: a second of work."""
MAX_SIGNS = 20_000
"""Signs that might mean something and mostly do not: cheaper, and still a stop of the parser each."""
MAX_TAGS = 12_000
MAX_ATTRIBUTES = 100
MAX_ATTRIBUTES_IN_ALL = 8_000

_MARKS = re.compile(r"\n|[*_`~\[\]<>&|\"'$^]")
_SIGNS = re.compile(r"[\\{}#@%+=!:-]")
_NESTED = re.compile(r"(?:[-*+>\[] ?)+")
_RULE = re.compile(r"[ \t>*+\d.)-]*[|:-][ \t|:-]*")
"""The line below the head of a table: nothing but what draws it."""
_HUGE_SIGN = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")


def check_bounds(source: str, *, limit: int = POST_LIMIT) -> None:
    """Refuse what would be slow to parse, in words a person can act on. Raises ValidationError."""
    if len(source) > limit:
        raise ValidationError(
            _("This is %(length)s characters long; the limit is %(limit)s. Could it be two posts?")
            % {"length": len(source), "limit": limit}
        )
    if max((len(run) for run in _NESTED.findall(source)), default=0) > MAX_NESTING * 4:
        raise ValidationError(_("This is nested too deeply to be read. Please use fewer levels."))
    if len(source) > MAX_MARKS and (len(_MARKS.findall(source)) > MAX_MARKS or len(_SIGNS.findall(source)) > MAX_SIGNS):
        raise ValidationError(_("There are too many lines and signs in this to be shown quickly. Please split it."))
    if _cells(source) > MAX_CELLS:
        raise ValidationError(_("There is a very large table in this. Please split it."))
    _check_numbers(source)


def _check_numbers(source: str) -> None:
    if source.count("http://") + source.count("https://") + source.count("](") > MAX_LINKS:
        raise ValidationError(
            _("There are more than %(limit)s links in this. Please keep the ones that matter.") % {"limit": MAX_LINKS}
        )
    if source.count("[^") + source.count("^[") > MAX_FOOTNOTES * 2:
        raise ValidationError(
            _("There are more than %(limit)s footnotes in this. Please split it.") % {"limit": MAX_FOOTNOTES}
        )
    if source.count("$") > MAX_FORMULAS * 4:
        raise ValidationError(
            _("There are more than %(limit)s formulas in this. Please split it.") % {"limit": MAX_FORMULAS}
        )


def _cells(source: str) -> int:
    """How many cells the tables of a text could have, rather too many than too few."""
    if "|" not in source:
        return 0
    found = columns = 0
    for line in source.split("\n"):
        if "|" in line and _RULE.fullmatch(line.rstrip("\r")):
            columns = max(columns, line.count("|") + 1)
        elif not line.strip():
            columns = 0
        found += columns
    return found


def check_html(source: str, *, limit: int) -> None:
    """The same for HTML. Raises ValidationError."""
    if len(source) > limit:
        raise ValidationError(_("This text is longer than %(limit)s characters. Please split it.") % {"limit": limit})
    if source.count("<") + source.count("&") > MAX_TAGS:
        raise ValidationError(_("There are too many lines and signs in this to be shown quickly. Please split it."))
    if _depth(source) > 120:  # noqa: PLR2004
        raise ValidationError(_("This is nested too deeply to be read. Please use fewer levels."))


def _depth(source: str) -> int:
    depth = deepest = 0
    for closing, tag, empty in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>", source):
        if empty or tag.lower() in {"br", "hr", "img", "col", "input", "meta", "link"}:
            continue
        depth = max(depth + (-1 if closing else 1), 0)
        deepest = max(deepest, depth)
    return deepest


def can_be_coloured(source: str, language: str) -> bool:
    return (
        language in LANGUAGES
        and len(source) <= MAX_CODE
        and source.count("\n") <= MAX_CODE_LINES
        and not _BLANKS.search(source)
    )


def without_huge_signs(html: str) -> str:
    """Numbers of signs that no sign could have: too long to be read as a number."""
    return _HUGE_SIGN.sub("\ufffd", html) if "&#" in html else html


class _Tokenizer(BleachHTMLTokenizer):
    """Counts attributes: each is compared with all before it in its tag."""

    attributes = 0

    def attributeNameState(self) -> bool:  # noqa: N802
        if len(self.currentToken["data"]) > MAX_ATTRIBUTES:
            raise _too_many()
        return bool(super().attributeNameState())

    def emitCurrentToken(self) -> None:  # noqa: N802
        self.attributes += len(self.currentToken.get("data", ()))
        if self.attributes > MAX_ATTRIBUTES_IN_ALL:
            raise _too_many()
        super().emitCurrentToken()


def _too_many() -> ValidationError:
    return ValidationError(_("There are too many attributes in this HTML. Please simplify it."))


class _Parser(BleachHTMLParser):
    def reset(self) -> None:
        """Called once the tokenizer is made, and before it is used."""
        self.tokenizer.__class__ = _Tokenizer
        super().reset()


class BoundedCleaner(Cleaner):
    """Raises ValidationError where it would take too long."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.parser = _Parser(tags=self.tags, strip=self.strip, consume_entities=False, namespaceHTMLElements=False)
