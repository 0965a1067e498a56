"""The colours of the design keep their promises in both themes."""

import itertools
import re

import pytest

from tests.front.colours import contrast, srgb, tokens
from tests.front.sources import STYLES, named

GROUNDS = ("canvas", "surface", "raised", "sunken")
TONES = ("endorsed", "hold", "danger", "policy", "mentor")
TEXT = [
    *itertools.product(("ink", "ink-2", "ink-3", "accent-ink", *TONES), GROUNDS),
    *((tone, f"{tone}-soft") for tone in TONES),
    *itertools.product(("ink", "ink-2", "ink-3"), (f"{tone}-soft" for tone in ("accent", *TONES))),
    ("accent-ink", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-accent", "danger"),
    ("canvas", "ink"),
]
MARKS = [*itertools.product(("edge", "focus", "accent"), GROUNDS)]
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab\(|lab|color)\(")
AVATAR_HUES = (210, 25, 75, 135, 180, 265, 305, 350)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read(front: str, ground: str, theme: int) -> None:
    colours = tokens()
    assert contrast(colours[front][theme], colours[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), MARKS)
def test_controls_and_focus_can_be_seen(front: str, ground: str, theme: int) -> None:
    colours = tokens()
    assert contrast(colours[front][theme], colours[ground][theme]) >= 3


@pytest.mark.parametrize("hue", AVATAR_HUES)
def test_initials_can_be_read_on_every_hue(hue: int) -> None:
    assert contrast(srgb(0.36, 0.075, hue), srgb(0.915, 0.045, hue)) >= 7
    assert contrast(srgb(0.92, 0.045, hue), srgb(0.38, 0.06, hue)) >= 7


def test_known_contrasts_of_the_formula() -> None:
    assert contrast((1, 1, 1), (0, 0, 0)) == pytest.approx(21)
    assert srgb(1, 0, 0) == (1, 1, 1)


def test_colours_are_written_in_the_tokens_only() -> None:
    allowed = {"static/css/tokens.css", "static/css/components/avatar.css"}
    found = [named(path) for path in STYLES if LITERAL.search(path.read_text()) and named(path) not in allowed]
    assert found == []
