"""The files of the demonstration, as plain data."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^\[\[block: ([a-z-]+)\]\]$", re.MULTILINE)
PICTURE = re.compile(r"\(images/([\w.-]+)")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@cache
def read(name: str) -> dict[str, Any]:
    """One TOML file, by its name without the ending."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def people() -> list[dict[str, Any]]:
    return list(read("people")["person"])


def units() -> list[dict[str, Any]]:
    return list(read("course")["unit"])


def conversation() -> list[dict[str, Any]]:
    """All threads, unit by unit."""
    names = sorted(path.stem for path in (FOLDER / "conversation").glob("*.toml"))
    return [thread for name in names for thread in read(f"conversation/{name}")["thread"]]


def announcements() -> list[dict[str, Any]]:
    return list(read("conversation/course")["announcement"])


def agreements() -> list[dict[str, Any]]:
    """With whom it was agreed that staff look first at their posts."""
    return list(read("conversation/course")["look_first"])


def parts(file: str) -> list[tuple[str, str, str]]:
    """A unit's prose in order: ("text", heading, Markdown) for each section, ("block", key, "") where a block stands."""
    found: list[tuple[str, str, str]] = []
    pieces = BLOCK.split((FOLDER / "units" / file).read_text(encoding="utf-8"))
    for index, piece in enumerate(pieces):
        if index % 2:
            found.append(("block", piece, ""))
            continue
        _, *sections = HEADING.split(piece)
        found += [("text", heading, body.strip()) for heading, body in zip(sections[::2], sections[1::2], strict=True)]
    return found


def pictures(source: str) -> list[str]:
    """The names of the pictures that a text shows."""
    return PICTURE.findall(source)
