"""What posts of the measured institution say: real questions and answers where they are at hand, else a word model of ours.

Without formulas: the floor that we are compared with has none.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

from config.demo.loader import files

SHORTEST, LONGEST, VARIETY = 120, 1800, 3000
TAGS = re.compile(r"<[^>]+>")
PARAGRAPHS = re.compile(r"</p>|<br\s*/?>|\n\s*\n")


def texts(folder: Path | None, rng: Random) -> tuple[list[str], str]:
    """Some thousand posts in Markdown, and where they are from. `folder` holds the Posts.xml of a Stack Exchange site."""
    source = folder / "Posts.xml" if folder else None
    if source is not None and source.exists():
        found = [text for text in _answers(source) if SHORTEST <= len(text) <= LONGEST and "$" not in text]
        return found, "the questions and answers of a Stack Exchange site"
    return list(_invented(rng)), "a word model of the demo course"


def _answers(source: Path) -> Iterator[str]:
    for _event, row in ET.iterparse(source):
        if row.tag == "row":
            paragraphs = PARAGRAPHS.split(row.get("Body", ""))
            yield "\n\n".join(plain for part in paragraphs if (plain := unescape(TAGS.sub("", part)).strip()))
        row.clear()


def _invented(rng: Random) -> Iterator[str]:
    """Sentences in which each word follows a pair of words that it follows in the demo course."""
    after: dict[tuple[str, str], list[str]] = defaultdict(list)
    words = " ".join(
        str(post["body"]) for thread in files.conversation() for post in [thread, *thread.get("post", [])]
    ).split()
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        after[one, two].append(three)
    pairs = list(after)
    for _number in range(VARIETY):
        pair = rng.choice(pairs)
        said = [*pair]
        while len(said) < rng.randrange(30, 220):
            said.append(rng.choice(after.get((said[-2], said[-1])) or [rng.choice(words)]))
        paragraphs = [" ".join(said[start : start + 60]) for start in range(0, len(said), 60)]
        yield "\n\n".join(paragraphs)
