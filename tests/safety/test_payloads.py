"""What people type cannot run: every trick, through everything that makes HTML of their words."""

import pytest
from django.core.exceptions import ValidationError

from core.search import Asked, excerpt, marked
from core.text import clean_html, plain, render_markdown
from core.uploads import clean_name
from tests.safety.finding import dangers
from tests.safety.payloads import PAYLOADS

TOGETHER = 12


def chunks() -> list[str]:
    return ["\n\n".join(PAYLOADS[at : at + TOGETHER]) for at in range(0, len(PAYLOADS), TOGETHER)]


def test_there_are_more_than_three_hundred_tricks_and_the_finder_sees_them() -> None:
    assert len(PAYLOADS) > 300
    assert sum(bool(dangers(payload)) for payload in PAYLOADS) > 200


def made_of(text: str) -> list[str]:
    """What the makers of HTML say of it; a refusal says nothing."""
    found = []
    for make in (
        lambda: render_markdown(text).html,
        lambda: render_markdown(text, tags="part", limit=200_000).html,
        lambda: clean_html(text),
    ):
        try:
            found.append(make())
        except ValidationError:
            continue
    return found


def test_nothing_runs_in_what_was_rendered_and_cleaned() -> None:
    assert [danger for chunk in chunks() for html in made_of(chunk) for danger in dangers(html)] == []


def test_nothing_runs_in_what_search_marks() -> None:
    asked = Asked.read("script hit onerror svg javascript")
    shown = [str(mark(text, asked)) for text in chunks() for mark in (marked, excerpt)]
    assert [danger for html in shown for danger in dangers(html)] == []


def test_plain_words_of_safe_html_hold_no_markup_that_was_taken_out() -> None:
    assert [plain(html) for html in made_of("<script>hit(1)</script>")][-1] == ""


@pytest.mark.parametrize("payload", PAYLOADS[::40])
def test_file_names_are_names(payload: str) -> None:
    assert not set(clean_name(payload + ".pdf")) & set('<>:"|?*\\/\n\0')
