"""How a person without a photograph is drawn: initials, one of eight hues."""

from functools import lru_cache
from zlib import crc32

HUES = 8
TITLES = frozenset(
    {
        "dr",
        "dr.",
        "doctor",
        "prof",
        "prof.",
        "professor",
        "mr",
        "mr.",
        "ms",
        "ms.",
        "mrs",
        "mrs.",
        "mx",
        "mx.",
        "sir",
        "dame",
    }
)


@lru_cache(5000)
def initials(name: str) -> str:
    """Two letters at most: of the first and the last word, titles apart."""
    words = [word for word in name.split() if word.lower() not in TITLES and word[0].isalnum()]
    if not words:
        return (name.strip()[:1] or "?").upper()
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def hue(key: object) -> int:
    """Always the same one of eight for the same account."""
    return crc32(str(key).encode()) % HUES + 1
