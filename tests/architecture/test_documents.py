"""The documents lead where they say."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, named, tracked

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DOCUMENTS = [
    path for path in tracked() if path.suffix == ".md" and path.relative_to(ROOT).parts[:-1][:1] in {(), ("docs",)}
]


def broken(path: Path) -> list[str]:
    """Relative links of a document that lead to nothing."""
    links = LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    places = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith("mailto:")]
    return [place for place in places if place and not (path.parent / place).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    assert broken(path) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[one](page.md#top) [two](gone.md) [three](https://example.org/)\n```\n[four](code.md)\n```\n")
    assert broken(page) == ["gone.md"]


def test_pictures_are_light() -> None:
    pictures = list((ROOT / "docs/pictures").iterdir())
    assert pictures
    assert [named(path) for path in pictures if path.stat().st_size >= 150_000] == []
