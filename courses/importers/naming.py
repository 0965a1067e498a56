"""Names in an export: titles as plain words, and ids that are told apart and fit their columns."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

LONGEST_ID = 200
_LONGEST_TITLE = 1000
_LINES = re.compile(r"</?(?:br|div|h[1-6]|li|p)\b[^<>]*>", re.IGNORECASE)
_MARKS = re.compile(r"</?(?:[abiqsu]|code|em|font|mark|small|span|strong|sub|sup)\b[^<>]*>", re.IGNORECASE)


def plain_title(raw: str) -> str:
    """A title as one line of words: no tags, no entities, no control characters."""
    text = raw[:_LONGEST_TITLE]
    if "<" in text or "&" in text:
        text = _unmarked(unescape(_unmarked(text)))
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
    return " ".join(text.split())


def _unmarked(text: str) -> str:
    return _MARKS.sub("", _LINES.sub(" ", text))


def short_id(raw: str) -> str:
    """The same id, or its beginning and a hash where it is longer than any column."""
    if len(raw) <= LONGEST_ID:
        return raw
    return f"{raw[:100]}#{hashlib.sha256(raw.encode(errors='replace')).hexdigest()[:32]}"


@dataclass
class Names:
    """Gives every piece an id of its own, whatever the export calls it: the second of a name is `name~2`."""

    _given: set[str] = field(default_factory=set)
    _times: dict[str, int] = field(default_factory=dict)

    def give(self, raw: str, otherwise: str) -> str:
        wanted = short_id(raw or otherwise)
        name = wanted
        while name in self._given:
            self._times[wanted] = self._times.get(wanted, 1) + 1
            name = f"{wanted}~{self._times[wanted]}"
        self._given.add(name)
        return name
