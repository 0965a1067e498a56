"""The sprite: one file of our own symbols, referred to by fragment."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template import TemplateSyntaxError
from django.templatetags.static import static

SPRITE = "icons.svg"
FLIPPED = frozenset({"left", "right", "reply", "undo", "sign-out", "out", "send"})


@cache
def names() -> frozenset[str]:
    """What the sprite holds."""
    found = finders.find(SPRITE)
    return frozenset(re.findall(r'id="i-([a-z-]+)"', Path(str(found)).read_text())) if found else frozenset()


def address(name: str) -> str:
    """Where a symbol is; a name the sprite does not have is a mistake in the template."""
    if name not in names():
        message = f'There is no icon "{name}" in {SPRITE}.'
        raise TemplateSyntaxError(message)
    return f"{static(SPRITE)}#i-{name}"
