import re
import unicodedata

_ODD = re.compile(r"[^\w.()\[\]+, -]+")


def file_name(name: str) -> str:
    """A name fit for an address and a download: one step, no control characters, not too long, its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = _ODD.sub("-", last).strip(" .-") or "file"
    stem, dot, ending = clean.rpartition(".")
    if not stem or len(ending) > 10:  # noqa: PLR2004
        return clean[:120]
    return f"{stem[: 119 - len(ending)]}{dot}{ending}"
