"""OKLCH to what a screen shows, and the contrast of two of those (WCAG 2)."""

import math
import re

from tests.front.sources import read_static

Colour = tuple[float, float, float]
TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)")


def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Each colour token as it is in light and in dark."""
    found = TOKEN.findall(read_static("css/tokens.css"))
    return {name: (shown(light), shown(dark)) for name, light, dark in found}


def shown(oklch: str) -> Colour:
    """Quantised sRGB of `L C H`."""
    lightness, chroma, hue = (float(word) for word in oklch.split()[:3])
    return srgb(lightness, chroma, hue)


def srgb(lightness: float, chroma: float, hue: float) -> Colour:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (round(_encoded(min(max(value, 0), 1)) * 255) / 255 for value in linear)
    return red, green, blue


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_decoded(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
