"""The colours of an institution: its own hue, and a lightness at which everything can be read in both themes.

OKLCH to sRGB after Björn Ottosson (2020); contrast after WCAG 2, of the colours as a screen shows them.
"""

import math
import re
from collections.abc import Iterable

Colour = tuple[float, float, float]
HEX = re.compile(r"#[0-9a-f]{6}")
LEAST = 4.6  # WCAG asks for 4.5; the rest is for rounding
CHROMA, SOFT = 0.12, 0.02
DIM, DIM_ENCODED = 0.0031308, 0.04045  # below this sRGB is a straight line (IEC 61966-2-1)
# The darkest ground of the light theme and the lightest of the dark one (static/css/tokens.css; a test compares them).
LIGHT_GROUNDS = ((0.957, 0.006, 225.0), (1.0, 0.0, 0.0))
DARK_GROUNDS = ((0.262, 0.018, 240.0), (0.158, 0.013, 240.0))


def tokens(accent: str) -> dict[str, tuple[str, str]]:
    """The colour tokens made of one colour (`#rrggbb`), each for light and for dark."""
    _lightness, chroma, hue = to_oklch(accent)
    chroma, soft = min(chroma, CHROMA), min(chroma, SOFT)
    soft_light, soft_dark = srgb(0.955, soft, hue), srgb(0.285, soft * 2, hue)
    light = readable(chroma, hue, [*(srgb(*each) for each in LIGHT_GROUNDS), soft_light], darker=True)
    dark = readable(chroma, hue, [*(srgb(*each) for each in DARK_GROUNDS), soft_dark], darker=False)
    on_light, on_dark = srgb(1, 0, 0), srgb(0.185, min(chroma, 0.03), hue)
    dark = max(dark, readable(chroma, hue, [on_dark], darker=False))
    pairs = {
        "accent": (srgb(light, chroma, hue), srgb(dark, chroma, hue)),
        "accent-hover": (srgb(light - 0.06, chroma, hue), srgb(min(dark + 0.06, 1), chroma, hue)),
        "on-accent": (on_light, on_dark),
        "accent-ink": (srgb(light - 0.03, chroma, hue), srgb(min(dark + 0.03, 1), chroma, hue)),
        "accent-soft": (soft_light, soft_dark),
    }
    return {name: (to_hex(one), to_hex(other)) for name, (one, other) in pairs.items()}


def readable(chroma: float, hue: float, grounds: Iterable[Colour], *, darker: bool) -> float:
    """The lightness nearest to the middle at which text of this colour can be read on all of these grounds."""
    grounds = list(grounds)
    steps = (n / 100 for n in (range(60, 9, -1) if darker else range(60, 100)))
    for lightness in steps:
        colour = srgb(lightness, chroma, hue)
        if all(contrast(colour, ground) >= LEAST for ground in grounds):
            return lightness
    return 0.1 if darker else 1.0


def srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """What a screen shows: quantised, and cut where it cannot."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _shown(red), _shown(green), _shown(blue)


def to_oklch(text: str) -> tuple[float, float, float]:
    red, green, blue = (_decoded(int(text[n : n + 2], 16) / 255) for n in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def to_hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_decoded(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shown(value: float) -> float:
    value = min(max(value, 0), 1)
    encoded = 12.92 * value if value <= DIM else 1.055 * value ** (1 / 2.4) - 0.055
    return round(encoded * 255) / 255


def _decoded(value: float) -> float:
    return value / 12.92 if value <= DIM_ENCODED else float(((value + 0.055) / 1.055) ** 2.4)
