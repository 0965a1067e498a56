"""Passages are marked in the HTML of a text: nothing else of it changes, and nothing breaks."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.discussion.matching.inserting import Span, marked
from community.discussion.matching.passages import bare
from core.text import clean_html, plain, render_markdown

MARKDOWN = """## The film
Some *words* and **bold $x^2$ things** here & there, “quoted” [a link](https://x.org "a > b") and `code <b>`.

- one item
- two [items](https://y.org/?a=1&b=2)

| a | b |
|---|---|
| c & d | 5 < 6 |

```python
print("x < y")
```
"""
FOREIGN = """<div><p>It&nbsp;is <a href="/x/" title="a > b">linked <b>here</b></a>&amp; there.</p><details><summary>Open
me</summary><p>Inside &lt;script&gt; words</p></details><ul> <li>One</li> <li>Two</li></ul></div>"""
HTML = [render_markdown(MARKDOWN, tags="part", limit=200_000).html, clean_html(FOREIGN)]
MARK = re.compile(
    r'<mark class="asked"(?: id="a-1")?>(?:<a href="/t/" title="[^"]*">(.*?)</a>|(.*?))</mark>', re.DOTALL
)


def pieces(html: str) -> list[str]:
    return [found[1] or found[2] for found in MARK.finditer(html)]


@settings(deadline=None, max_examples=120)
@given(html=st.sampled_from(HTML), data=st.data())
def test_words_are_wrapped_and_nothing_else_changes(html: str, data: st.DataObject) -> None:
    text = plain(html)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = marked(html, text, (Span(start, end, "a-1", "/t/", 'so "x" <b>'),))
    assert MARK.sub(lambda piece: piece[1] or piece[2], found) == html
    assert "<mark" not in "".join(re.findall(r"(?s)<math.*?</math>", found))
    words = bare(unescape(re.sub(r"<[^>]*>", "", "".join(pieces(found)))))
    assert words == bare(text[start:end]) or "<math" in html
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", found, re.DOTALL)


@pytest.mark.parametrize("html", HTML)
def test_one_name_and_one_link_for_each_passage(html: str) -> None:
    text = plain(html)
    middle = len(text) // 2
    found = marked(html, text, (Span(0, middle, "a-1", "/t/", "1"), Span(middle, len(text), "a-2", "/u/", "2")))
    assert [found.count(each) for each in ('id="a-1"', 'id="a-2"', 'href="/t/"', 'href="/u/"')] == [1, 1, 1, 1]


def test_what_leads_somewhere_is_escaped() -> None:
    found = marked("<p>So.</p>", "So.", (Span(0, 3, "a-1", '/"><script>', '"><script>'),))
    assert "<script>" not in found


@pytest.mark.parametrize("text", ["Other words", "", "It is"])
def test_a_text_that_is_not_of_this_html_marks_nothing(text: str) -> None:
    assert marked(HTML[1], text, (Span(0, 4, "a-1", "/t/", "1"),)) == HTML[1]


@pytest.mark.parametrize("span", [(0, 0), (3, 9_999), (8_000, 9_000)])
def test_a_place_outside_is_no_place(span: tuple[int, int]) -> None:
    text = plain(HTML[1])
    found = marked(HTML[1], text, (Span(*span, "a-1", "/t/", "1"),))
    assert MARK.sub(lambda piece: piece[1] or piece[2], found) == HTML[1]
