"""Whatever colour an institution has: everything can be read, in both themes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.colours import Colour, tokens
from tests.front.colours import contrast
from tests.front.colours import tokens as house

GROUNDS = ("canvas", "surface", "raised", "sunken")


def colour(text: str) -> Colour:
    red, green, blue = (int(text[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


@settings(max_examples=60)
@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_every_colour_of_an_institution_can_be_read(accent: str) -> None:
    made = {name: [colour(each) for each in pair] for name, pair in tokens(accent).items()}
    for theme in (0, 1):
        grounds = [house()[name][theme] for name in GROUNDS] + [made["accent-soft"][theme]]
        texts = [made[name][theme] for name in ("accent", "accent-ink")]
        assert min(contrast(text, ground) for text in texts for ground in grounds) >= 4.5
        inks = [house()[name][theme] for name in ("ink", "ink-2", "ink-3")]
        assert min(contrast(ink, made["accent-soft"][theme]) for ink in inks) >= 4.5
        for button in ("accent", "accent-hover"):
            assert contrast(made["on-accent"][theme], made[button][theme]) >= 4.5


@pytest.mark.parametrize(("given_", "hue"), [("#cc0000", "red"), ("#00457c", "blue")])
def test_hue_stays_the_institution_s(given_: str, hue: str) -> None:
    red, _green, blue = colour(tokens(given_)["accent"][0])
    assert (red > blue) == (hue == "red")
