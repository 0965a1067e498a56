"""Words of a backup as HTML, whatever format their author chose: Moodle keeps its number beside them."""

import re
from html import escape

from markdown_it import MarkdownIt

PLAIN, MARKDOWN = "2", "4"
_markdown = MarkdownIt("commonmark", {"html": True})


def as_markup(words: str, kind: str) -> str:
    """Markdown is drawn, and what holds no markup keeps its paragraphs and lines; not yet safe to show."""
    if kind == MARKDOWN:
        return str(_markdown.render(words)).strip()
    if kind == PLAIN or "<" not in words:
        return "".join(f"<p>{_lines(part)}</p>" for part in re.split(r"\n\s*\n", words) if part.strip())
    return words


def _lines(paragraph: str) -> str:
    return "<br>".join(escape(line.strip()) for line in paragraph.strip().splitlines())
