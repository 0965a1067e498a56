"""At the cap of every text: stored or refused clearly, within a second of work. Measured as CPU time of this process."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from core.text import PART_LIMIT, POST_LIMIT, clean_html, render_markdown
from tests.safety.heavy import full

MAKERS: dict[str, tuple[int, Callable[[str], object]]] = {
    "post": (POST_LIMIT, render_markdown),
    "part": (PART_LIMIT, lambda text: render_markdown(text, tags="part", limit=PART_LIMIT)),
    "html": (PART_LIMIT, clean_html),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_no_text_takes_longer_than_a_second(kind: str) -> None:
    limit, make = MAKERS[kind]
    slow = {}
    for text in full(limit):
        began = time.process_time()
        with suppress(ValidationError):
            make(text)
        if (took := time.process_time() - began) > 1:
            slow[text[:30]] = round(took, 2)
    assert slow == {}
