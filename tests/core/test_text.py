import re

import pytest
from django.core.exceptions import ValidationError

from core.bounds import MAX_LINKS
from core.text import POST_LIMIT, clean_html, excerpt, opening, plain, render_markdown


def test_markdown_becomes_html() -> None:
    assert render_markdown("**Clear** film?").html == "<p><strong>Clear</strong> film?</p>\n"


def test_formula_becomes_mathml() -> None:
    html = render_markdown("The share is $p = \\frac{1}{2}$.").html
    assert "<math" in html
    assert "<mfrac>" in html


@pytest.mark.parametrize(
    "formula", [r"\text{<img src=x onerror=alert(1)>}", r"\href{javascript:alert(1)}{x}", "{" * 500]
)
def test_hostile_formula_is_shown_as_typed_or_harmless(formula: str) -> None:
    html = render_markdown(f"a ${formula}$ b").html
    assert "<img" not in html
    assert "href" not in html
    assert "onerror=" not in html.replace("&lt;img src=x onerror=", "")


def test_code_is_highlighted_with_classes_only() -> None:
    html = render_markdown("```python\nprint(1)\n```").html
    assert 'class="code-' in html
    assert "style=" not in html


def test_table_scrolls_in_a_labelled_region() -> None:
    html = render_markdown("| a | b |\n|---|---|\n| 1 | 2 |").html
    assert html.count('tabindex="0"') == 1
    assert "<table" in html


def test_scripts_and_handlers_are_gone() -> None:
    html = clean_html('<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">there</a></p>')
    assert html == "<p>Hi<a>there</a></p>"


def test_links_out_carry_no_weight() -> None:
    assert 'rel="noopener nofollow ugc"' in render_markdown("[x](https://example.org)").html


@pytest.mark.parametrize("text", ["x" * (POST_LIMIT + 1), "https://e.org " * (MAX_LINKS + 1), ">" * 200, "$" * 100])
def test_what_would_be_slow_to_parse_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        render_markdown(text)


def test_plain_text_keeps_a_line_for_each_block() -> None:
    assert plain("<p>One &amp; two</p><ul><li>three</li></ul>") == "One & two\nthree"


def test_excerpt_is_cut_at_a_word() -> None:
    assert excerpt("one two three", 9) == "one two…"


def test_opening_keeps_what_stands_apart() -> None:
    assert opening("One  line.\n\n\n\nTwo.\n", 40) == "One line.\n\nTwo."
    assert opening("One.\nTwo words more", 14) == "One.\nTwo…"
    assert opening("One.\n\nTwo", 8) == "One…"


def test_heading_in_a_post_is_a_bold_line() -> None:
    assert render_markdown("# Big").html == "<p><strong>Big</strong></p>\n"


def test_heading_in_a_part_stands_below_the_title() -> None:
    assert render_markdown("# Big", tags="part").html == "<h2>Big</h2>\n"


def test_missing_space_after_a_full_stop_is_no_address() -> None:
    assert "<a" not in render_markdown("We left the ward.It was late. Option (c) then.").html
    assert "(c)" in render_markdown("Option (c) then.").html


def test_footnotes_of_two_posts_do_not_share_an_address() -> None:
    ids = {re.search(r'id="(fn[^"]*)"', render_markdown("a[^1]\n\n[^1]: b").html)[1] for _ in range(5)}
    assert len(ids) == 5


def test_huge_tag_costs_nothing() -> None:
    assert "Hi" in clean_html("<p " + "a=b " * 40_000 + ">Hi</p>")
