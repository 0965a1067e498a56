"""What was asked stands above the discussion: short and plain in the block, otherwise whole before it."""

import pytest

from courses.importers.prompts import asked


@pytest.mark.parametrize(
    ("html", "prompt", "parts"),
    [
        ("", "", 1),
        ("<p>Say why.</p>", "Say why.", 1),
        ('<p dir="ltr">Say <strong>why</strong> &amp; how.</p> <p>Now.</p>', "Say why & how.\nNow.", 1),
        ("<p>" + "x" * 601 + "</p>", "", 2),
        ("<ul><li>One</li></ul>", "", 2),
        ('<p><a href="https://example.org">There</a></p>', "", 2),
    ],
)
def test_prompt_is_in_the_block_or_before_it(html: str, prompt: str, parts: int) -> None:
    found = asked("forum/1", "Why?", html)
    assert (found[-1].prompt, len(found)) == (prompt, parts)
    assert found[0].html == html
